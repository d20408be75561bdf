package io.waybill.transfer.preview.render;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the renderer says at its standard output. The side that reads does not trust the side that writes: a decoder that was
 * taken over can send other pixels, and nothing else.
 */
public sealed interface Answer {
    /** The most bytes of one picture: 1024 x 1024 pixels of noise as PNG are less. */
    int MAX_PICTURE_BYTES = 8 << 20;

    /** Begins every answer. */
    int MAGIC = 0x57425056;

    /** The media types that a picture can have. */
    Set<String> MEDIA_TYPES = Set.of("image/jpeg", "image/png");

    /** Pictures, the largest first; at least one. */
    record Drawn(List<Picture> pictures) implements Answer {}

    /** There is none, and there never will be one. */
    record Refused(NoPicture why, String detail) implements Answer {}

    /** Writes this to {@code out}, which stays open. */
    default void write(OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(MAGIC);
        if (this instanceof Refused refused) {
            data.writeByte(0);
            data.writeUTF(refused.why().name());
            String detail = String.valueOf(refused.detail());
            data.writeUTF(detail.substring(0, Math.min(detail.length(), 200)));
        } else if (this instanceof Drawn drawn) {
            data.writeByte(drawn.pictures().size());
            for (Picture picture : drawn.pictures()) {
                data.writeInt(picture.side());
                data.writeUTF(picture.mediaType());
                data.writeInt(picture.width());
                data.writeInt(picture.height());
                data.writeInt(picture.bytes().length);
                data.write(picture.bytes());
            }
        }
        data.flush();
    }

    /**
     * Reads an answer. Blocks.
     *
     * @throws IOException when it breaks off, or is none that a sound renderer gives
     */
    static Answer read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        require(data.readInt() == MAGIC);
        int pictures = data.readByte();
        if (pictures == 0) {
            try {
                return new Refused(NoPicture.valueOf(data.readUTF()), data.readUTF());
            } catch (IllegalArgumentException unknown) {
                throw new IOException("not an answer", unknown);
            }
        }
        require(pictures > 0 && pictures <= Sides.ALL.size());
        List<Picture> drawn = new ArrayList<>();
        for (int i = 0; i < pictures; i++) {
            drawn.add(picture(data));
        }
        require(drawn.stream().map(Picture::side).distinct().count() == pictures);
        return new Drawn(List.copyOf(drawn));
    }

    private static Picture picture(DataInputStream data) throws IOException {
        int side = data.readInt();
        String mediaType = data.readUTF();
        int width = data.readInt();
        int height = data.readInt();
        int length = data.readInt();
        require(Sides.ALL.contains(side) && MEDIA_TYPES.contains(mediaType));
        require(width > 0 && width <= side && height > 0 && height <= side);
        require(length > 0 && length <= MAX_PICTURE_BYTES);
        byte[] bytes = data.readNBytes(length);
        require(bytes.length == length);
        return new Picture(side, mediaType, width, height, bytes);
    }

    private static void require(boolean sound) throws IOException {
        if (!sound) {
            throw new IOException("not an answer");
        }
    }
}
