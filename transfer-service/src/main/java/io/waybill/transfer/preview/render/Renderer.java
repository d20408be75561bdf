package io.waybill.transfer.preview.render;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The renderer: one file, one process. It ends when it has answered, when its time is over, or, when nobody reads its answer, at
 * the first byte of it: it outlives its parent by its own deadline at most.
 */
public final class Renderer {
    /** The exit code of {@code -XX:+ExitOnOutOfMemoryError}. */
    public static final int EXIT_MEMORY = 3;

    /** The exit code when its time was over. */
    public static final int EXIT_DEADLINE = 4;

    private Renderer() {}

    /**
     * Draws what comes in.
     *
     * @param arguments the {@link PictureKind}, the most bytes of the source, the most pixels of an image, the milliseconds it
     *     may take
     */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException {
        PictureKind kind = PictureKind.valueOf(arguments[0]);
        int maxBytes = Integer.parseInt(arguments[1]);
        long maxPixels = Long.parseLong(arguments[2]);
        endAfter(Long.parseLong(arguments[3]));
        goFirstWhenMemoryIsShort();
        // A decoder that prints must not spoil the answer.
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true));

        byte[] source = System.in.readNBytes(maxBytes + 1);
        Answer answer = source.length > maxBytes
                ? new Answer.Refused(NoPicture.TOO_LARGE, "more than " + maxBytes + " bytes")
                : DrawPictures.draw(kind, source, maxPixels);
        try (OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out))) {
            answer.write(out);
        }
        Runtime.getRuntime().halt(0);
    }

    private static void endAfter(long millis) {
        Thread clock = new Thread(
                () -> {
                    try {
                        Thread.sleep(millis);
                    } catch (InterruptedException early) {
                        // The end comes a little sooner.
                    }
                    Runtime.getRuntime().halt(EXIT_DEADLINE);
                },
                "deadline");
        clock.setDaemon(true);
        clock.start();
    }

    /** Linux kills this process before any other of its container then. */
    private static void goFirstWhenMemoryIsShort() {
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), "1000");
        } catch (IOException | SecurityException elsewhere) {
            // Not Linux, or not allowed: the bounds of memory hold anyway.
        }
    }
}
