package io.waybill.metadata.shares;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.contracts.error.WaybillException;
import java.util.Set;

/**
 * What about a share is to be changed, as a JSON merge patch (RFC 7396): what is not named stays, null takes a password or a limit
 * away.
 *
 * @param days from now on, or null to leave its end where it is
 * @param changesPassword whether the password changes
 * @param password the new one, or null for none
 * @param changesLimit whether the limit changes
 * @param maxDownloads the new one, or null for none
 */
record ShareChange(Integer days, boolean changesPassword, String password, boolean changesLimit, Integer maxDownloads) {
    private static final Set<String> MEMBERS = Set.of("expiresInDays", "password", "maxDownloads");

    /** @throws WaybillException {@code malformed_request} for what is no such object */
    static ShareChange of(String body, ObjectMapper json, ShareConfig config) {
        JsonNode patch = read(body, json);
        patch.fieldNames().forEachRemaining(member -> {
            if (!MEMBERS.contains(member)) {
                throw ShareWish.malformed("Only expiresInDays, password and maxDownloads can be changed.");
            }
        });
        JsonNode days = patch.path("expiresInDays");
        JsonNode password = patch.path("password");
        JsonNode limit = patch.path("maxDownloads");
        if (!days.isMissingNode() && !days.canConvertToInt()) {
            throw ShareWish.malformed("The days are a whole number.");
        }
        if (password.isValueNode() && !password.isTextual() && !password.isNull()) {
            throw ShareWish.malformed("The password is a string, or null for none.");
        }
        if (!limit.isMissingNode() && !limit.isNull() && !(limit.isInt() && limit.canConvertToInt())) {
            throw ShareWish.malformed("The number of downloads is a whole number, or null for any.");
        }
        return new ShareChange(
                days.isMissingNode() ? null : ShareWish.days(days.intValue(), config),
                !password.isMissingNode(),
                password.isTextual() ? ShareWish.password(password.textValue()) : null,
                !limit.isMissingNode(),
                limit.isInt() ? ShareWish.maxDownloads(limit.intValue()) : null);
    }

    private static JsonNode read(String body, ObjectMapper json) {
        JsonNode patch;
        try {
            patch = json.readTree(body == null ? "" : body);
        } catch (JsonProcessingException broken) {
            throw ShareWish.malformed("The body is no JSON.");
        }
        if (!patch.isObject()) {
            throw ShareWish.malformed("The patch is a JSON object.");
        }
        return patch;
    }

    /** Without the password: whatever is printed may end in a log. */
    @Override
    public String toString() {
        return "ShareChange[…]";
    }
}
