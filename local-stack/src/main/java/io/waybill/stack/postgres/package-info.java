/**
 * A real PostgreSQL with durable settings: a home directory comes in, databases with one role each come out. Nobody is
 * trusted without a password, and it runs unprivileged also when we are root.
 */
package io.waybill.stack.postgres;
