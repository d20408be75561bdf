/** The gateway's own rows. Statements come in; rows go out, or {@code database_unavailable}. */
package io.waybill.gateway.database;
