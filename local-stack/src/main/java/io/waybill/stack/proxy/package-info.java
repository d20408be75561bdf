/** A network that misbehaves. The bytes of a TCP connection come in; late, cut, lost, slow or changed ones go out. */
package io.waybill.stack.proxy;
