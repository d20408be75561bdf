package io.waybill.metadata.history;

import io.waybill.contracts.api.UploadState;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.metadata.catalog.Moments;
import java.text.Normalizer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * A question for transfers; null means any.
 *
 * @param owner whose; {@link Owners#EVERYBODY} for all
 * @param state how they stand
 * @param client what sent them
 * @param name what the name of the file holds somewhere, whatever the case of its letters
 * @param startedFrom the first moment
 * @param startedBefore the moment after the last
 */
record TransferQuery(
        String owner,
        UploadState state,
        UUID client,
        String name,
        OffsetDateTime startedFrom,
        OffsetDateTime startedBefore) {
    private static final int MAX_NAME_CHARACTERS = 255;
    private static final Set<UploadState> STATES = EnumSet.of(
            UploadState.OPEN, UploadState.COMPLETED, UploadState.FAILED, UploadState.CANCELLED, UploadState.EXPIRED);

    /**
     * Reads the parameters of a request.
     *
     * @param parameter gives the value of a name, or null
     * @throws WaybillException {@code malformed_request} naming the parameter
     */
    static TransferQuery of(String owner, UnaryOperator<String> parameter) {
        return new TransferQuery(
                owner,
                state(parameter.apply("state")),
                client(parameter.apply("client")),
                name(parameter.apply("name")),
                moment("startedFrom", parameter.apply("startedFrom")),
                moment("startedBefore", parameter.apply("startedBefore")));
    }

    private static UploadState state(String word) {
        if (word == null) {
            return null;
        }
        return STATES.stream()
                .filter(state -> state.name().equals(word))
                .findFirst()
                .orElseThrow(() -> malformed("The state is one of OPEN, COMPLETED, FAILED, CANCELLED and EXPIRED."));
    }

    private static UUID client(String id) {
        try {
            return id == null ? null : UUID.fromString(id);
        } catch (IllegalArgumentException noId) {
            throw malformed("The client is an id from the list of clients.");
        }
    }

    private static String name(String value) {
        if (value == null) {
            return null;
        }
        boolean unspeakable = value.codePoints().map(Character::getType).anyMatch(type -> Arrays.asList(
                        (int) Character.CONTROL, (int) Character.SURROGATE)
                .contains(type));
        if (value.isEmpty() || value.length() > MAX_NAME_CHARACTERS || unspeakable) {
            throw malformed("The name is 1 to " + MAX_NAME_CHARACTERS + " characters without control characters.");
        }
        return Normalizer.normalize(value, Normalizer.Form.NFC);
    }

    private static OffsetDateTime moment(String parameter, String value) {
        try {
            return value == null ? null : Moments.within(Instant.parse(value));
        } catch (DateTimeParseException noMoment) {
            throw malformed("The " + parameter + " is a moment such as 2026-11-20T12:00:00Z.");
        }
    }

    private static WaybillException malformed(String detail) {
        return new WaybillException(ErrorCode.MALFORMED_REQUEST, detail);
    }
}
