/**
 * How a verified upload becomes visible. A commit comes in from the transfer service, perhaps twice; a version, its place
 * in the catalog and an event go out in one transaction.
 */
package io.waybill.metadata.commit;
