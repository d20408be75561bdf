/** The names people give files. A raw string comes in from a request; a path that is safe everywhere goes out. */
package io.waybill.contracts.path;
