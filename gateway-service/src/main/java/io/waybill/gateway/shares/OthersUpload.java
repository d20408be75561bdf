package io.waybill.gateway.shares;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What goes on of an upload into somebody else's files, and what is told of its refusal. */
final class OthersUpload {
    /** What is said about the bytes. Whatever asks about the folder, or for another protocol, is left behind. */
    static final Set<String> OF_BYTES = Set.of(
            "accept",
            "content-length",
            "content-type",
            "content-encoding",
            "content-digest",
            "repr-digest",
            "transfer-encoding",
            "trailer",
            "connection",
            "expect",
            "user-agent");

    /** What is asked of the version before, by those who may see it. */
    static final Set<String> OF_VERSIONS = Set.of("if-match", "if-none-match");

    /** What would be about the folder, or about the owner's own sign-in. */
    private static final Set<ErrorCode> UNTOLD = Set.of(
            ErrorCode.NOT_FOUND,
            ErrorCode.PATH_CONFLICT,
            ErrorCode.UNAUTHENTICATED,
            ErrorCode.FORBIDDEN,
            ErrorCode.INSUFFICIENT_SCOPE);

    private static final Map<String, ErrorCode> BY_CODE =
            Arrays.stream(ErrorCode.values()).collect(Collectors.toMap(ErrorCode::code, Function.identity()));

    private OthersUpload() {}

    /** Takes every field away that is neither in {@code passed} nor in {@code further}. */
    static void leaveBehind(MultiMap headers, Set<String> passed, Set<String> further) {
        for (String name : List.copyOf(headers.names())) {
            String plain = name.toLowerCase(Locale.ROOT);
            if (!passed.contains(plain) && !further.contains(plain)) {
                headers.remove(name);
            }
        }
    }

    /** The refusal that {@code body} is, without its details, which may be about what its owner has. */
    static WaybillException refusal(Buffer body) {
        ErrorCode code = null;
        try {
            code = BY_CODE.get(new JsonObject(body).getString("code"));
        } catch (RuntimeException noProblem) {
            // as if it had none
        }
        ErrorCode told = code == null || UNTOLD.contains(code) ? ErrorCode.UNAVAILABLE : code;
        return new WaybillException(told, told.title() + ". Nothing of it was kept.");
    }

    /** {@code path} in an address: every segment percent-encoded. */
    static String encodedPath(String path) {
        return Arrays.stream(path.split("/", -1)).map(OthersUpload::encoded).collect(Collectors.joining("/"));
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
