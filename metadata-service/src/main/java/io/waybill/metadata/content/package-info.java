/** Where the bytes of a version are. A path or an id comes in from the transfer service; a store key goes out. */
package io.waybill.metadata.content;
