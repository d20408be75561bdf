package io.waybill.system.stock;

import static io.waybill.system.stock.Delivery.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.stack.ServiceProcess;
import io.waybill.system.Waybill;
import io.waybill.system.client.Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uppy's dashboard in Chromium, unchanged, on a page of another origin (F-02, F-44). */
class UppyIT {
    private static final String FROM_ELSEWHERE = "https://releases.transloadit.com/uppy/v6.0.1/";

    private static String chromium;
    private static Path scripts;
    private static PageServer listed;
    private static ServiceProcess gateway;

    @TempDir
    Path directory;

    @BeforeAll
    static void letOnePageIn() {
        chromium = Program.need(
                "Chromium is missing: install it (Debian: chromium) to test with Uppy.",
                "chromium",
                "chromium-browser",
                "google-chrome");
        scripts = Packages.scripts();
        listed = new PageServer();
        gateway = Waybill.shared()
                .stack()
                .startReplica("gateway-service", Map.of("WAYBILL_CORS_ORIGINS", listed.origin()));
    }

    @AfterAll
    static void stop() {
        if (listed != null) {
            listed.close();
        }
        if (gateway != null) {
            gateway.stop();
        }
    }

    @Test
    void goesOnAfterACutAPauseAndAReload() {
        Delivery parcel = new Delivery(directory, "from-uppy/parcel.bin");

        try (Cable cable = new Cable(URI.create(gateway.url()))
                .cutAfterSending(6 * MIB)
                .stallAfterSending(16 * MIB)
                .stallAfterSending(20 * MIB)) {
            visit(listed, cable, parcel, "wait pause reload").succeed();

            parcel.assertArrivedOver(cable, "application/octet-stream");
        }
    }

    @Test
    void isRefusedOnAPageThatIsNotListed() {
        Delivery parcel = new Delivery(directory, "from-uppy/refused.bin");

        try (PageServer stranger = new PageServer();
                Cable cable = new Cable(URI.create(gateway.url()))) {
            String said = visit(stranger, cable, parcel, "refused").succeed();

            assertThat(said).contains("blocked by CORS policy");
            assertThat(cable.sentBytes()).isLessThan(MIB);
        }
    }

    private Program visit(PageServer site, Cable cable, Delivery parcel, String plan) {
        site.show("/uppy.html", () -> page(cable, parcel.alice()))
                .show("/uppy/uppy.min.css", () -> uppy("uppy.min.css"))
                .show("/uppy/uppy.min.mjs", () -> uppy("uppy.min.mjs"))
                .show("/breaks", () -> Integer.toString(cable.breaks()));
        Map<String, String> environment = new HashMap<>();
        environment.put("CHROMIUM", chromium);
        environment.put("PAGE", site.origin());
        environment.put("PLAN", plan);
        environment.put("FILE", parcel.file());
        return Program.start(directory, environment, Packages.node(), script().toString());
    }

    /** The recipe with what a reader puts in for their own. */
    private static String page(Cable cable, Client person) {
        return Recipe.text("uppy.html")
                .replace(FROM_ELSEWHERE, "/uppy/")
                .replace("http://127.0.0.1:8080", cable.url())
                .replace("ACCESS_TOKEN", person.token());
    }

    private static String uppy(String file) {
        try {
            return Files.readString(scripts.resolve("node_modules/uppy/dist").resolve(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path script() {
        try {
            Path source = Path.of("src", "test", "js", "uppy.mjs");
            return Files.copy(source, scripts.resolve("uppy.mjs"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
