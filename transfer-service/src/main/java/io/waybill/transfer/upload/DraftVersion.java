package io.waybill.transfer.upload;

import io.vertx.core.MultiMap;

/**
 * A version of draft-ietf-httpbis-resumable-upload, as a client names it in {@code Upload-Draft-Interop-Version}: 3 is draft
 * -01, 4 is -02, 5 is -03, 6 is -04 and -05, 7 is -06 to -08, 8 is -09 to -11, 9 is -12.
 *
 * @param interop the number; {@link #FINAL} for a client that names none, or one not known here: it is spoken to as the
 *     standard will be, and never sent a 104 (draft, "Draft Version Identification")
 */
record DraftVersion(int interop) {
    static final DraftVersion FINAL = new DraftVersion(Integer.MAX_VALUE);
    static final String FIELD = "Upload-Draft-Interop-Version";

    private static final int FIRST = 3;
    private static final int LAST = 9;

    static DraftVersion of(MultiMap headers) {
        return DraftFields.integer(headers, FIELD)
                .filter(number -> number >= FIRST && number <= LAST)
                .map(number -> new DraftVersion(number.intValue()))
                .orElse(FINAL);
    }

    /** Whether a 104 may be sent at all. */
    boolean takesInterimResponses() {
        return interop != FINAL.interop;
    }

    /** Whether a 104 may tell the progress. */
    boolean takesProgress() {
        return takesInterimResponses() && interop >= 5;
    }

    /** Whether completeness is said the other way round, in {@code Upload-Incomplete}. */
    boolean saysIncomplete() {
        return interop == 3;
    }

    /** Whether a {@code PATCH} must be an {@code application/partial-upload}. */
    boolean wantsMediaType() {
        return interop >= 6;
    }

    /** Whether there is an {@code Upload-Limit}. */
    boolean knowsLimits() {
        return interop >= 6;
    }

    /** The limit of an upload's age, in seconds. */
    String ageLimit() {
        return interop == 6 ? "expires" : "max-age";
    }

    /** Whether a {@code PATCH} must say whether it completes the upload. */
    boolean wantsCompleteness() {
        return interop >= 7;
    }

    /** What a {@code PATCH} means that does not say whether it completes the upload. */
    boolean completesUnlessSaid() {
        return interop == 3;
    }

    /** The status of an accepted piece that was not the last. */
    int pieceStatus() {
        return interop <= 6 ? 201 : 204;
    }

    /** Whether the state of an upload must not be said in a {@code HEAD} or {@code DELETE}, and one that ended is 404. */
    boolean isStrictOnQuestions() {
        return interop <= 6;
    }

    /** Whether {@code Location} names the upload even in the answer that the file is there. */
    boolean locatesUploadAtTheEnd() {
        return interop <= 6;
    }

    /** Whether bytes for an upload that is complete contradict its length, rather than being late. */
    boolean callsLateBytesInconsistent() {
        return interop >= 8;
    }
}
