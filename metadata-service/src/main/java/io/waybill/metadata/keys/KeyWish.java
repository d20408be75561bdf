package io.waybill.metadata.keys;

import io.waybill.contracts.api.NewApiKey;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.path.FilePath;
import io.waybill.kit.identity.Caller;
import java.text.Normalizer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A key that somebody asks for, and may have: nobody gives away more than the credential at hand is good for.
 *
 * @param name in Unicode NFC
 * @param scopes in the order of the alphabet
 * @param pathPrefix with a slash at its end, or null
 * @param days how long it is wanted for
 */
record KeyWish(String name, List<String> scopes, String pathPrefix, int days) {
    private static final int MAX_NAME_CHARACTERS = 100;
    private static final Set<String> SCOPES = Set.of("read", "write", Caller.ADMIN);

    /**
     * What {@code asked} means.
     *
     * @throws WaybillException {@code malformed_request} for what is no key, {@code insufficient_scope} for one that is good for
     *     more than {@code caller} is now
     */
    static KeyWish of(Caller caller, NewApiKey asked, KeyConfig config) {
        if (asked == null) {
            throw malformed("Say in a JSON object what the key is for: name and scopes.");
        }
        KeyWish wish = new KeyWish(
                name(asked.name()),
                scopes(asked.scopes()),
                prefix(caller, asked.pathPrefix()),
                days(asked.expiresInDays(), config));
        wish.requireWithin(caller);
        return wish;
    }

    private void requireWithin(Caller caller) {
        for (String scope : scopes) {
            boolean held = scope.equals(Caller.ADMIN)
                    ? caller.isAdmin()
                    : caller.scopes().contains(scope);
            if (!held) {
                throw new WaybillException(
                                ErrorCode.INSUFFICIENT_SCOPE,
                                "A key is good for nothing that its maker may not do: leave out the scope " + scope
                                        + ".")
                        .with("scope", scope);
            }
        }
        if (pathPrefix != null) {
            caller.requireReach(pathPrefix);
            if (scopes.contains(Caller.ADMIN)) {
                throw malformed("An admin's key is about all owners: it cannot be for one folder only.");
            }
        }
    }

    private static String name(String asked) {
        boolean unspeakable = asked == null
                || asked.isBlank()
                || asked.length() > MAX_NAME_CHARACTERS
                || asked.codePoints()
                        .map(Character::getType)
                        .anyMatch(type -> type == Character.CONTROL || type == Character.SURROGATE);
        if (unspeakable) {
            throw malformed(
                    "The name of a key is 1 to " + MAX_NAME_CHARACTERS + " characters without control characters.");
        }
        return Normalizer.normalize(asked.strip(), Normalizer.Form.NFC);
    }

    private static List<String> scopes(List<String> asked) {
        if (asked == null
                || asked.isEmpty()
                || !SCOPES.containsAll(asked.stream().map(String::valueOf).toList())) {
            throw malformed("The scopes of a key are some of read, write and admin.");
        }
        return List.copyOf(new TreeSet<>(asked));
    }

    /** A key for one folder makes keys for that folder. */
    private static String prefix(Caller caller, String asked) {
        if (asked == null || asked.isEmpty() || asked.equals("/")) {
            return caller.pathPrefix();
        }
        String folder = asked.endsWith("/") ? asked.substring(0, asked.length() - 1) : asked;
        return FilePath.of(folder).value() + '/';
    }

    private static int days(Integer asked, KeyConfig config) {
        if (asked == null) {
            return Math.min(config.days(), config.maxDays());
        }
        if (asked < 1 || asked > config.maxDays()) {
            throw malformed("A key is good for 1 to " + config.maxDays() + " days.")
                    .with("limit", config.maxDays());
        }
        return asked;
    }

    private static WaybillException malformed(String detail) {
        return new WaybillException(ErrorCode.MALFORMED_REQUEST, detail);
    }
}
