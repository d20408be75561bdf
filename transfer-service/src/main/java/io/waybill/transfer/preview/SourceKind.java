package io.waybill.transfer.preview;

import io.waybill.transfer.preview.render.PictureKind;
import java.util.Optional;

/**
 * What the first bytes of a file say that it is. Neither its name nor what its sender called it is asked: a file that is two
 * things at once is the one that it begins as, and is only ever shown as that.
 */
enum SourceKind {
    TEXT(null, ""),
    JPEG(PictureKind.JPEG, "\u00FF\u00D8\u00FF"),
    PNG(PictureKind.PNG, "\u0089PNG\r\n\u001A\n"),
    GIF87(PictureKind.GIF, "GIF87a"),
    GIF89(PictureKind.GIF, "GIF89a"),
    WEBP(PictureKind.WEBP, "RIFF????WEBP"),
    /** Its two letters begin many a text: the four reserved bytes are zeros, and the header that follows is one of a few sizes. */
    BMP(PictureKind.BMP, "BM????\0\0\0\0??\0\0?\0\0\0"),
    PDF(PictureKind.PDF, "%PDF-");

    /** Stands in a magic for a byte that may be any; none has it for itself. */
    private static final char ANY = '?';

    private final PictureKind picture;
    private final String magic;

    SourceKind(PictureKind picture, String magic) {
        this.picture = picture;
        this.magic = magic;
    }

    /** What {@code head}, the first bytes of a file, says; empty for nothing that previews are made of. */
    static Optional<SourceKind> of(byte[] head) {
        for (SourceKind kind : values()) {
            if (kind != TEXT && kind.begins(head)) {
                return Optional.of(kind);
            }
        }
        return TextStart.isText(head) ? Optional.of(TEXT) : Optional.empty();
    }

    /** What a renderer calls it; null for a text. */
    PictureKind picture() {
        return picture;
    }

    private boolean begins(byte[] head) {
        if (head.length < magic.length()) {
            return false;
        }
        for (int i = 0; i < magic.length(); i++) {
            if (magic.charAt(i) != ANY && magic.charAt(i) != (head[i] & 0xFF)) {
                return false;
            }
        }
        return true;
    }
}
