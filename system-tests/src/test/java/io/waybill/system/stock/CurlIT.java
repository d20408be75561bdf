package io.waybill.system.stock;

import static io.waybill.system.client.Client.content;
import static io.waybill.system.stock.Delivery.MIB;
import static io.waybill.system.stock.Delivery.TYPE;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.system.Waybill;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** curl and nothing else (F-01, F-02, F-05). */
class CurlIT {
    private static final String MISSING = "curl is missing: install it to test with it.";

    @TempDir
    Path directory;

    @Test
    void sendsAFileInOneRequestOnceItMay() {
        Delivery parcel = new Delivery(directory, "stock/curl/one-shot.bin");

        try (Cable cable = parcel.cable()) {
            String said = curl(
                            parcel,
                            cable,
                            "-vfT",
                            parcel.file(),
                            "-H",
                            "Content-Type: " + TYPE,
                            "-H",
                            "Repr-Digest: " + parcel.payload().reprDigest())
                    .succeed();

            assertThat(said).contains("Expect: 100-continue", "HTTP/1.1 100 Continue", "HTTP/1.1 201");
            parcel.assertArrived(TYPE);
        }
    }

    @Test
    void sendsNothingWhenItMayNot() {
        Delivery parcel = new Delivery(directory, "stock/curl/nobody.bin");

        try (Cable cable = parcel.cable()) {
            String curl = Program.need(MISSING, "curl");
            Program refused = Program.start(
                    directory,
                    parcel.through(cable),
                    curl,
                    "-fT",
                    parcel.file(),
                    "-w",
                    "sent %{size_upload} got %{http_code}",
                    cable.url() + content(parcel.path()));

            assertThat(refused.fail()).contains("sent 0 got 401");
            assertThat(cable.sentBytes()).isLessThan(MIB);
        }
    }

    @Test
    void aRequestThatBreaksLeavesNothingAndCanBeRepeated() {
        Delivery parcel = new Delivery(directory, "stock/curl/broken.bin");

        try (Cable cable = parcel.cable().cutAfterSending(12 * MIB)) {
            curl(parcel, cable, "-fT", parcel.file()).fail();

            Waybill.shared().awaitNoStrayBytes();
            assertThat(parcel.alice().get(content(parcel.path())).statusCode()).isEqualTo(404);
            curl(parcel, cable, "-fT", parcel.file(), "-H", "Content-Type: " + TYPE)
                    .succeed();
            parcel.assertArrived(TYPE);
        }
    }

    @Test
    void resumesADownloadWhereTheFileOnDiskEnds() throws IOException {
        Delivery parcel = new Delivery(directory, "stock/curl/download.bin");
        Path back = directory.resolve("back.bin");

        try (Cable cable = parcel.cable().cutAfterReceiving(12 * MIB)) {
            curl(parcel, cable, "-fT", parcel.file()).succeed();
            String[] download = {"-f", "-C", "-", "-o", back.toString()};
            curl(parcel, cable, download).fail();
            long first = Files.size(back);
            curl(parcel, cable, download).succeed();

            assertThat(first).isBetween(MIB, 12 * MIB);
            assertThat(back).hasSameBinaryContentAs(Path.of(parcel.file()));
            // What was on its way when the cable was cut comes again; starting anew would cost all 12 MiB.
            assertThat(cable.receivedBytes()).isLessThan(parcel.payload().size() + 10 * MIB);
        }
    }

    @Test
    void resumesAnArchiveWhereItEndsOnDisk() throws IOException {
        Delivery parcel = new Delivery(directory, "stock/curl/archived/parcel.bin");
        Path zip = directory.resolve("archived.zip");

        try (Cable cable = parcel.cable().cutAfterReceiving(12 * MIB)) {
            curl(parcel, cable, "-fT", parcel.file()).succeed();
            String made = parcel.alice()
                    .send(parcel.alice()
                            .request("/api/archives")
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"prefix\":\"stock/curl/archived/\"}")))
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            String[] download = {
                "curl",
                "-sSf",
                "-C",
                "-",
                "-o",
                zip.toString(),
                "-H",
                "Authorization: Bearer " + parcel.alice().token(),
                cable.url() + made
            };
            Program.start(directory, Map.of(), download).fail();
            assertThat(Files.size(zip)).isBetween(MIB, 12 * MIB);
            Program.start(directory, Map.of(), download).succeed();

            try (ZipFile archive = new ZipFile(zip.toFile());
                    InputStream content = archive.getInputStream(archive.getEntry("parcel.bin"))) {
                assertThat(content).hasSameContentAs(Files.newInputStream(Path.of(parcel.file())));
            }
        }
    }

    @Test
    void resumesAnUploadByTheRecipe() {
        Delivery parcel = new Delivery(directory, "stock/curl/resumed – 100 %.bin");
        String recipe = Recipe.in(directory, "upload.sh").toString();

        try (Cable cable = parcel.cable().cutAfterSending(5 * MIB).stallAfterSending(17 * MIB)) {
            upload(recipe, parcel, cable).fail();
            Delivery.killAtBreak(cable, 2, upload(recipe, parcel, cable));
            upload(recipe, parcel, cable).succeed();

            parcel.assertArrivedOver(cable);
        }
    }

    private Program upload(String recipe, Delivery parcel, Cable cable) {
        Program.need(MISSING, "curl");
        return Program.start(directory, parcel.through(cable), "sh", recipe, parcel.file(), parcel.path(), TYPE);
    }

    private Program curl(Delivery parcel, Cable cable, String... options) {
        List<String> command = new ArrayList<>(List.of(Program.need(MISSING, "curl"), "-sS"));
        command.addAll(List.of(options));
        command.addAll(List.of("-H", "Authorization: Bearer " + parcel.alice().token()));
        command.add(cable.url() + content(parcel.path()));
        return Program.start(directory, parcel.through(cable), command.toArray(String[]::new));
    }
}
