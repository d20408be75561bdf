package io.waybill.transfer.preview;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.Optional;
import org.mozilla.universalchardet.UniversalDetector;

/**
 * The beginning of a text as UTF-8. Its charset is the one of its byte order mark; else UTF-8 when it is that; else what its bytes
 * look most like; else windows-1252, which every byte can be read as.
 */
final class TextStart {
    /** So much of a text is read: 64 KiB. */
    static final int MAX_BYTES = 64 << 10;

    /** Of so many bytes one may be a control character of no use in a text. */
    private static final int ODD_BYTES_IN = 200;

    private static final Charset LATIN = Charset.forName("windows-1252");

    private TextStart() {}

    /** Whether {@code head}, the first bytes of a file, can be read as a text. */
    static boolean isText(byte[] head) {
        if (mark(head).isPresent()) {
            return true;
        }
        int odd = 0;
        for (byte one : head) {
            if (one == 0) {
                return false;
            }
            if (isOdd(one)) {
                odd++;
            }
        }
        return odd * ODD_BYTES_IN <= head.length;
    }

    /** A control character that is none of the bell to the carriage return, or escape: those are in logs and listings. */
    private static boolean isOdd(byte one) {
        boolean usual = (one >= 0x07 && one <= 0x0D) || one == 0x1B;
        return one == 0x7F || (one > 0 && one < 0x20 && !usual);
    }

    /**
     * {@code head}, the first bytes of a text of {@code size}, as UTF-8, without a byte order mark. A character whose bytes are not
     * all there is left out; bytes that are none become U+FFFD. At most three times as many bytes.
     */
    static byte[] toUtf8(byte[] head, long size) {
        boolean cut = head.length < size;
        Optional<Mark> mark = mark(head);
        Charset charset = mark.map(Mark::charset).orElseGet(() -> charset(head, cut));
        int from = mark.map(Mark::bytes).orElse(0);
        ByteBuffer in = ByteBuffer.wrap(head, from, head.length - from);
        CharBuffer out = decode(charset, in, cut, CodingErrorAction.REPLACE).orElseThrow();
        ByteBuffer utf8 = UTF_8.encode(out);
        byte[] bytes = new byte[utf8.remaining()];
        utf8.get(bytes);
        return bytes;
    }

    /** The detector knows neighbours apart badly: of two Cyrillic charsets the one is common, the other one is of the last century. */
    private static Charset charset(byte[] head, boolean cut) {
        if (decode(UTF_8, ByteBuffer.wrap(head), cut, CodingErrorAction.REPORT).isPresent()) {
            return UTF_8;
        }
        UniversalDetector detector = new UniversalDetector();
        detector.handleData(head, 0, head.length);
        detector.dataEnd();
        String detected = detector.getDetectedCharset();
        String likely = "MACCYRILLIC".equals(detected) ? "windows-1251" : detected;
        if (likely != null && Charset.isSupported(likely)) {
            Charset charset = Charset.forName(likely);
            if (decode(charset, ByteBuffer.wrap(head), cut, CodingErrorAction.REPORT)
                    .isPresent()) {
                return charset;
            }
        }
        return LATIN;
    }

    /** Empty when there are bytes that are no character. Those of a last one that was cut are not looked at. */
    private static Optional<CharBuffer> decode(Charset charset, ByteBuffer in, boolean cut, CodingErrorAction onError) {
        CharsetDecoder decoder = charset.newDecoder().onMalformedInput(onError).onUnmappableCharacter(onError);
        CharBuffer out = CharBuffer.allocate((int) Math.ceil(in.remaining() * (double) decoder.maxCharsPerByte()) + 2);
        try {
            var result = decoder.decode(in, out, !cut);
            if (result.isError()) {
                result.throwException();
            }
            if (!cut) {
                decoder.flush(out);
            }
            return Optional.of(out.flip());
        } catch (CharacterCodingException broken) {
            return Optional.empty();
        }
    }

    private static Optional<Mark> mark(byte[] head) {
        for (Mark mark : Mark.values()) {
            if (mark.begins(head)) {
                return Optional.of(mark);
            }
        }
        return Optional.empty();
    }

    /** Byte order marks, the longer ones first (Unicode 16.0 §23.8). */
    private enum Mark {
        UTF_32_LE("UTF-32LE", "\u00FF\u00FE\0\0"),
        UTF_32_BE("UTF-32BE", "\0\0\u00FE\u00FF"),
        UTF_8_MARK("UTF-8", "\u00EF\u00BB\u00BF"),
        UTF_16_LE("UTF-16LE", "\u00FF\u00FE"),
        UTF_16_BE("UTF-16BE", "\u00FE\u00FF");

        private final Charset charset;
        private final String mark;

        Mark(String charset, String mark) {
            this.charset = Charset.forName(charset);
            this.mark = mark;
        }

        Charset charset() {
            return charset;
        }

        int bytes() {
            return mark.length();
        }

        boolean begins(byte[] head) {
            if (head.length < mark.length()) {
                return false;
            }
            for (int i = 0; i < mark.length(); i++) {
                if ((head[i] & 0xFF) != mark.charAt(i)) {
                    return false;
                }
            }
            return true;
        }
    }
}
