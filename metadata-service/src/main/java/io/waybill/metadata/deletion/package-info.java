/** The end of a file. Its id comes in; a dropped row, purges and an event go out in one transaction, bytes follow later. */
package io.waybill.metadata.deletion;
