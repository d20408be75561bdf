/**
 * What the raw routes of this service share: who calls, what a field says, how an answer ends. A request comes in; a verified
 * caller and checked values go out, or one problem.
 */
package io.waybill.transfer.http;
