/**
 * What a client sees when something fails. Any {@code Throwable} comes in, from a REST resource or a raw Vert.x route; one
 * {@code application/problem+json} with a stable code goes out, and what only we may know goes to the log.
 */
package io.waybill.kit.problem;
