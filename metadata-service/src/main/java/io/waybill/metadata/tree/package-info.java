/**
 * Where files are. A file or a folder and another place come in; new paths, or new files with the same bytes, and their events
 * go out in one transaction.
 */
package io.waybill.metadata.tree;
