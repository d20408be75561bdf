package io.waybill.transfer.mediatype;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.apache.tika.detect.TextDetector;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.mime.MimeTypes;

/**
 * The table of media types of Apache Tika. Loading it takes some 0.3 s and a few MiB; it is never changed then, and asked from
 * any thread.
 *
 * <p>To go through all of its patterns takes up to half a millisecond, and costs the processor as much as 300 KiB of SHA-256. So
 * bytes that are text, under a name that stands for a kind of text, are taken for what they are called: that is some
 * microseconds.
 */
final class KnownTypes {
    private static final String PRIVATE = "x-tika-";

    private final MimeTypes table = MimeTypes.getDefaultMimeTypes();
    private final MediaTypeRegistry registry = table.getMediaTypeRegistry();
    private final TextDetector text = new TextDetector();

    /** What those bytes are under that name: a type without parameters, {@code application/octet-stream} when nothing is known. */
    String of(String name, byte[] head) {
        Metadata called = new Metadata();
        called.set(TikaCoreProperties.RESOURCE_NAME_KEY, asFileName(name));
        MediaType byName = detect(null, called);
        MediaType found = isText(byName) && isText(head) ? byName : detect(new ByteArrayInputStream(head), called);
        MediaType shown = found.getBaseType();
        while (shown.getSubtype().startsWith(PRIVATE)) {
            shown = registry.getSupertype(shown);
        }
        return shown.toString().toLowerCase(Locale.ROOT);
    }

    private boolean isText(MediaType type) {
        return registry.isInstanceOf(type, MediaType.TEXT_PLAIN);
    }

    private boolean isText(byte[] head) {
        try {
            return head.length == 0
                    || text.detect(new ByteArrayInputStream(head), new Metadata())
                            .equals(MediaType.TEXT_PLAIN);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private MediaType detect(ByteArrayInputStream head, Metadata called) {
        try {
            return table.detect(head, called);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The table takes a name for that of a link, and what comes after a mark of one for no part of it. */
    private static String asFileName(String name) {
        return name.replace('?', '_').replace('#', '_').replace('%', '_').replace('\\', '_');
    }
}
