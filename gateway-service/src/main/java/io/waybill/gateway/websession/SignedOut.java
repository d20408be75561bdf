package io.waybill.gateway.websession;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The end of a session: {@code POST /auth/logout}.
 *
 * @param logoutUrl where the browser goes to sign out of the sign-in service, too; absent when there is no such place
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SignedOut(String logoutUrl) {}
