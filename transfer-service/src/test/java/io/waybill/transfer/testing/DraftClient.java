package io.waybill.transfer.testing;

import io.waybill.kit.testing.RawExchange;
import java.util.ArrayList;
import java.util.List;

/** Speaks one version of the IETF's resumable uploads to the service under test, as one person. */
public final class DraftClient {
    private final TransferClient person;
    private final String interop;

    /**
     * A client of {@code person}.
     *
     * @param interop the value of {@code Upload-Draft-Interop-Version}, or null for none
     */
    public DraftClient(TransferClient person, String interop) {
        this.person = person;
        this.interop = interop;
    }

    /** Sends a request with its body and waits for the answer. */
    public RawExchange.Answer send(String method, String path, byte[] body, String... fields) {
        try (RawExchange exchange = begin(method, path, body.length, fields)) {
            return exchange.send(body).answer();
        }
    }

    /** Sends the head of a request whose body has {@code length} bytes; a negative length is a chunked body. */
    public RawExchange begin(String method, String path, long length, String... fields) {
        List<String> all = new ArrayList<>(List.of(fields));
        all.addAll(List.of("Authorization", person.authorization()));
        all.addAll(
                length < 0
                        ? List.of("Transfer-Encoding", "chunked")
                        : List.of("Content-Length", Long.toString(length)));
        if (interop != null) {
            all.addAll(List.of("Upload-Draft-Interop-Version", interop));
        }
        return RawExchange.begin(person.base(), method, path, all.toArray(String[]::new));
    }

    /** Opens an upload at the place of its file, without any byte; its address. */
    public String open(String path, String... fields) {
        RawExchange.Answer created = send("POST", "/api/content/" + path, new byte[0], with(fields, complete(false)));
        if (created.status() != 201) {
            throw new AssertionError(created);
        }
        return created.field("Location").orElseThrow();
    }

    /** Appends bytes. */
    public RawExchange.Answer patch(String upload, long offset, byte[] bytes, boolean completes, String... fields) {
        return send("PATCH", upload, bytes, with(fields, patchFields(offset, completes)));
    }

    /** The fields of a {@code PATCH}. */
    public String[] patchFields(long offset, boolean completes) {
        return with(
                complete(completes),
                "Upload-Offset",
                Long.toString(offset),
                "Content-Type",
                "application/partial-upload");
    }

    /** How the upload stands. */
    public RawExchange.Answer head(String upload) {
        return send("HEAD", upload, new byte[0]);
    }

    /** The offset that {@code HEAD} tells. */
    public long offset(String upload) {
        return Long.parseLong(head(upload).field("Upload-Offset").orElseThrow());
    }

    /** Whether the whole file comes with a message, in the words of this version. */
    public String[] complete(boolean yes) {
        return "3".equals(interop)
                ? new String[] {"Upload-Incomplete", yes ? "?0" : "?1"}
                : new String[] {"Upload-Complete", yes ? "?1" : "?0"};
    }

    /** Whether an answer says that the file is complete; null when it does not say. */
    public Boolean saysComplete(RawExchange.Answer answer) {
        return "3".equals(interop)
                ? answer.field("Upload-Incomplete").map("?0"::equals).orElse(null)
                : answer.field("Upload-Complete").map("?1"::equals).orElse(null);
    }

    private static String[] with(String[] fields, String... more) {
        List<String> all = new ArrayList<>(List.of(fields));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
