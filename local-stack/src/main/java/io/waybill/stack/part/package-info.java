/**
 * What the parts of the infrastructure share: where their programs are, how they are unpacked, what one can do with any
 * of them. Artifacts copied by the build come in; programs ready to run come out.
 */
package io.waybill.stack.part;
