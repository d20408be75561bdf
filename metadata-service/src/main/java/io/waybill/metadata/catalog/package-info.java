/**
 * The tree that an owner sees. A prefix or an id comes in; facts about files go out, page by page in the order of their
 * paths.
 */
package io.waybill.metadata.catalog;
