package io.waybill.transfer.storage;

import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * The only keys a store ever sees: {@code o/<2 hex>/<uuid>} for objects, {@code t/<upload id>/<epoch>-<offset>} for the
 * tails of uploads and {@code p/<2 hex>/<uuid>} for previews. Names that people chose never reach the store.
 *
 * <p>No key is the prefix of another one up to a slash, and none needs escaping in a path, a URL or XML. Object keys are
 * spread over 256 prefixes so that no directory of the filesystem store grows without bound; those made up in one moment share
 * a prefix, since names in one directory become durable together.
 */
public final class StoreKeys {
    /** Where objects are. */
    public static final String OBJECTS = "o/";

    /** Where tails are. */
    public static final String TAILS = "t/";

    /** Where previews are: they can be made again from objects. */
    public static final String PREVIEWS = "p/";

    private static final String UUID_PATTERN = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern KEY =
            Pattern.compile("[op]/[0-9a-f]{2}/" + UUID_PATTERN + "|t/" + UUID_PATTERN + "/[0-9]{1,19}-[0-9]{1,19}");
    private static final Pattern PREFIX = Pattern.compile("(?:[otp](?:/[0-9a-f-]{0,36}){0,2})?");

    private static final int KEYS_IN_A_ROW = 64;
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(KEYS_IN_A_ROW << Byte.SIZE));

    private StoreKeys() {}

    /** A key that no object has or had. */
    public static String newObject() {
        UUID random = UUID.randomUUID();
        long prefix = Math.floorDiv(NEXT.getAndIncrement(), KEYS_IN_A_ROW) & 0xff;
        return object(new UUID(random.getMostSignificantBits(), (random.getLeastSignificantBits() & ~0xffL) | prefix));
    }

    /** The key of the object with this id, which the caller makes up, once. */
    public static String object(UUID id) {
        String text = id.toString();
        return OBJECTS + text.substring(text.length() - 2) + '/' + text;
    }

    /** A key that no preview has or had. */
    public static String newPreview() {
        return PREVIEWS + newObject().substring(OBJECTS.length());
    }

    /** The key of the tail that a writer of {@code epoch} spilled at {@code offset}. */
    public static String tail(UUID uploadId, long epoch, long offset) {
        return tailsOf(uploadId) + epoch + '-' + offset;
    }

    /** The prefix of all tails of one upload. */
    public static String tailsOf(UUID uploadId) {
        return TAILS + uploadId + '/';
    }

    /** Whether {@code text} is a whole key of ours. */
    public static boolean isKey(String text) {
        return KEY.matcher(text).matches();
    }

    /**
     * Gives back {@code key} when it is one of ours.
     *
     * @throws WaybillException {@code internal} otherwise: it was made by a fault of ours, since no client can name one
     */
    public static String requireKey(String key) {
        if (key == null || !isKey(key)) {
            throw new WaybillException(ErrorCode.INTERNAL, "A store key is not one of ours.");
        }
        return key;
    }

    /** Gives back {@code prefix} when a key of ours can start with it; the empty string is one. */
    public static String requirePrefix(String prefix) {
        if (prefix == null || !PREFIX.matcher(prefix).matches()) {
            throw new WaybillException(ErrorCode.INTERNAL, "A prefix of store keys is not one of ours.");
        }
        return prefix;
    }
}
