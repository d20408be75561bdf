package io.waybill.transfer.preview;

import io.waybill.transfer.preview.render.PictureKind;
import io.waybill.transfer.preview.render.Renderer;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a renderer is started: the Java that runs this service, with the few jars that draw and nothing else of it. It gets no
 * environment, so no password; a small heap; less of a busy CPU than those who serve; and writes no file, not even when it crashes.
 */
@ApplicationScoped
public class RendererCommand {
    /** A class in each jar. By name, since most of them are only found by {@code ImageIO}. */
    private static final List<String> ANCHORS = List.of(
            "io.waybill.transfer.preview.render.Renderer",
            "org.apache.pdfbox.Loader",
            "org.apache.fontbox.FontBoxFont",
            "org.apache.pdfbox.io.IOUtils",
            "org.apache.commons.logging.LogFactory",
            "org.jboss.logging.Logger",
            "com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi",
            "com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi",
            "com.twelvemonkeys.imageio.ImageReaderBase",
            "com.twelvemonkeys.imageio.metadata.Entry",
            "com.twelvemonkeys.image.ResampleOp",
            "com.twelvemonkeys.io.FileUtil",
            "com.twelvemonkeys.lang.Validate");

    private static final List<Path> NICE = List.of(Path.of("/usr/bin/nice"), Path.of("/bin/nice"));

    /** A renderer without a parent ends by itself a little later than its parent would have ended it. */
    private static final long GRACE_MILLIS = 5_000;

    private final PreviewSettings settings;

    RendererCommand(PreviewSettings settings) {
        this.settings = settings;
    }

    /**
     * Starts one for a source of that kind. Blocks.
     *
     * @throws IOException when the system refuses
     * @throws NotDrawn when this service is built in a way that has no jars or no Java to start
     */
    Process start(PictureKind kind, long maxBytes) throws IOException {
        List<String> command = new ArrayList<>();
        NICE.stream().filter(Files::isExecutable).findFirst().ifPresent(nice -> {
            command.add(nice.toString());
            command.add("-n5");
        });
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + settings.rendererHeap().asLongValue());
        command.addAll(List.of(
                "-Xss1m",
                "-XX:MaxDirectMemorySize=16m",
                "-XX:MaxMetaspaceSize=96m",
                "-XX:ReservedCodeCacheSize=32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+SuppressFatalErrorMessage",
                "-XX:-UsePerfData",
                "-XX:-CreateCoredumpOnCrash",
                "-Djava.awt.headless=true",
                "-Djava.util.logging.config.file=/dev/null",
                "-cp",
                classPath(),
                Renderer.class.getName(),
                kind.name(),
                Long.toString(maxBytes),
                Long.toString(settings.maxPixels()),
                Long.toString(settings.deadline().toMillis() + GRACE_MILLIS)));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(new File("/")).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().put("LC_ALL", "C.UTF-8"); // The class path may have any letters.
        return builder.start();
    }

    private static String classPath() {
        return ANCHORS.stream().map(RendererCommand::place).distinct().collect(Collectors.joining(File.pathSeparator));
    }

    private static String place(String anchor) {
        try {
            CodeSource source = Class.forName(anchor, false, RendererCommand.class.getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource();
            if (source != null) {
                return Path.of(source.getLocation().toURI()).toString();
            }
        } catch (ClassNotFoundException | URISyntaxException | RuntimeException absent) {
            throw new NotDrawn("renderer", "no jar for " + anchor + ": " + absent);
        }
        throw new NotDrawn("renderer", "no jar for " + anchor);
    }
}
