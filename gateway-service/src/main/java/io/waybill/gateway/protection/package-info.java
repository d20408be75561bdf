/**
 * What keeps other people's pages away from somebody who is signed in here (F-44). A request comes in; header fields that
 * browsers obey go out, or a refusal.
 */
package io.waybill.gateway.protection;
