/**
 * A real Kafka broker (KRaft, one node): a home directory comes in, bootstrap servers come out. The broker's classes
 * stay in its own JVM, off the class path of everybody else.
 */
package io.waybill.stack.kafka;
