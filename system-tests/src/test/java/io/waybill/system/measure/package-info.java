/** Measurements that are run on demand: nothing here asserts a time. */
package io.waybill.system.measure;
