/** Connections below Vert.x: where fresh ones are met, and how much is read from one at once. */
package io.waybill.kit.wire;
