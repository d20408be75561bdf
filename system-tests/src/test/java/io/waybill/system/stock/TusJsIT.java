package io.waybill.system.stock;

import static io.waybill.system.stock.Delivery.MIB;
import static io.waybill.system.stock.Delivery.TYPE;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tus-js-client in Node, unchanged (F-02). */
class TusJsIT {
    @TempDir
    Path directory;

    @Test
    void retriesOverACutConnection() {
        Path recipe = Recipe.in(Packages.scripts(), "upload.mjs");
        Delivery parcel = new Delivery(directory, "stock/tus-js/cut.bin");

        try (Cable cable = parcel.cable().cutAfterSending(5 * MIB).cutAfterSending(16 * MIB)) {
            upload(recipe, parcel, cable).succeed();

            parcel.assertArrivedOver(cable);
        }
    }

    @Test
    void resumesWhatAKilledProcessBegan() {
        Path recipe = Recipe.in(Packages.scripts(), "upload.mjs");
        Delivery parcel = new Delivery(directory, "stock/tus-js/killed.bin");

        try (Cable cable = parcel.cable().stallAfterSending(12 * MIB)) {
            Delivery.killAtBreak(cable, 1, upload(recipe, parcel, cable));
            upload(recipe, parcel, cable).succeed();

            parcel.assertArrivedOver(cable);
        }
    }

    @Test
    void sendsQuartersSideBySideOverACutConnection() {
        Path recipe = Recipe.in(Packages.scripts(), "upload.mjs");
        Delivery parcel = new Delivery(directory, "stock/tus-js/quarters.bin");

        try (Cable cable = parcel.cable().cutAfterSending(5 * MIB).cutAfterSending(16 * MIB)) {
            upload(recipe, parcel, cable, "4").succeed();

            parcel.assertArrivedOver(cable);
        }
    }

    @Test
    void resumesQuartersThatAKilledProcessBegan() {
        Path recipe = Recipe.in(Packages.scripts(), "upload.mjs");
        Delivery parcel = new Delivery(directory, "stock/tus-js/quarters-killed.bin");

        try (Cable cable = parcel.cable().stallAfterSending(12 * MIB)) {
            Delivery.killAtBreak(cable, 1, upload(recipe, parcel, cable, "4"));
            upload(recipe, parcel, cable, "4").succeed();

            parcel.assertArrivedOver(cable);
        }
    }

    private Program upload(Path recipe, Delivery parcel, Cable cable) {
        return upload(recipe, parcel, cable, "1");
    }

    private Program upload(Path recipe, Delivery parcel, Cable cable, String connections) {
        return Program.start(
                directory,
                parcel.through(cable),
                Packages.node(),
                recipe.toString(),
                parcel.file(),
                parcel.path(),
                TYPE,
                connections);
    }
}
