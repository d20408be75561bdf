package io.waybill.gateway.apikeys;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.key.ApiKeyText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Refuses addresses with an API key in them: proxies, browsers and logs keep addresses, and pass them on as {@code Referer}.
 * Nothing of such an address is logged or passed on by Waybill.
 */
public final class KeysInAddresses {
    private KeysInAddresses() {}

    /**
     * Passes a request target without a key, percent-encoded or not.
     *
     * @throws WaybillException {@code credential_in_url}
     */
    public static void refuse(String target) {
        if (ApiKeyText.isIn(target) || (target.indexOf('%') >= 0 && ApiKeyText.isIn(decoded(target)))) {
            throw new WaybillException(
                    ErrorCode.CREDENTIAL_IN_URL,
                    "An API key is sent as Authorization: Bearer or X-API-Key. Others may have seen this one on its way:"
                            + " revoke it.");
        }
    }

    private static String decoded(String target) {
        try {
            return URLDecoder.decode(target, StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException broken) {
            return target;
        }
    }
}
