/**
 * What owners say about their files. A JSON merge patch comes in, perhaps with the entity tag that it was made for; tags,
 * attributes or another path and an event go out in one transaction.
 */
package io.waybill.metadata.facts;
