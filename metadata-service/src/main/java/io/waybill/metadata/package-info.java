/**
 * The metadata service: which files there are. Commits of verified uploads and questions about files come in; facts go
 * out, and events about every change.
 */
package io.waybill.metadata;
