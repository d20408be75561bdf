/**
 * What HTTP has and Vert.x' API has not. A request comes in; what is said around it goes out or is read: responses before
 * the response, fields after the body.
 */
package io.waybill.kit.http;
