/**
 * A program of its own, which draws pictures of files that nobody trusts. The bytes of one file come in at standard input;
 * newly encoded pictures of bounded size, or the reason why there are none, go out at standard output.
 */
package io.waybill.transfer.preview.render;
