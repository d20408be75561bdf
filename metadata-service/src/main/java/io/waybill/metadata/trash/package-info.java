/**
 * The end of a file, in two steps. An id comes in; the file goes to the trash and out of it again, or its versions are dropped
 * and purges and an event go out in one transaction; bytes follow later.
 */
package io.waybill.metadata.trash;
