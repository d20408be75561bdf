package io.waybill.system.stock;

import static io.waybill.system.stock.Delivery.MIB;
import static io.waybill.system.stock.Delivery.TYPE;

import io.tus.java.client.TusClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tus-java-client, unchanged (F-02). */
class TusJavaIT {
    @TempDir
    Path directory;

    @Test
    void retriesOverACutConnection() throws Exception {
        Delivery parcel = new Delivery(directory, "stock/tus-java/cut.bin");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path client = Path.of(TusClient.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path recipe = Recipe.in(directory, "Upload.java");

        try (Cable cable = parcel.cable().cutAfterSending(5 * MIB).cutAfterSending(16 * MIB)) {
            Program.start(
                            directory,
                            parcel.through(cable),
                            java,
                            "-cp",
                            client.toString(),
                            recipe.toString(),
                            parcel.file(),
                            parcel.path(),
                            TYPE)
                    .succeed();

            parcel.assertArrivedOver(cable);
        }
    }
}
