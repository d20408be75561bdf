/**
 * What the kernel knows of the processes that are measured, and what keeps one run from paying for another. Process ids come
 * in, seconds of CPU and bytes of memory go out.
 */
package io.waybill.bench.measure;
