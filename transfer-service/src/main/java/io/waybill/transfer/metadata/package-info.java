/**
 * What metadata-service is asked over internal HTTP. A record of {@code contracts} goes in; a record comes out, or the problem
 * that metadata-service answered as the exception it means.
 */
package io.waybill.transfer.metadata;
