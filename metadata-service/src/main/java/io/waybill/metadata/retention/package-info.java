/**
 * How long versions are kept that others have followed. Rules come in from owners; what nothing keeps is dropped in the
 * background, by any replica, and told beforehand to whoever asks.
 */
package io.waybill.metadata.retention;
