/**
 * What an owner does with versions. A file and a number come in; a label, a restored version or a dropped one and its event go
 * out in one transaction.
 */
package io.waybill.metadata.versioning;
