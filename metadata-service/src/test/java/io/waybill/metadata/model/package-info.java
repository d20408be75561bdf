/** What a catalog is, in a few lines without a database, and tests that hold the real one against it. */
package io.waybill.metadata.model;
