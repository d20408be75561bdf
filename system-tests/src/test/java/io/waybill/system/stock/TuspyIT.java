package io.waybill.system.stock;

import static io.waybill.system.stock.Delivery.MIB;
import static io.waybill.system.stock.Delivery.TYPE;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tuspy, unchanged, with a checksum on every chunk (F-02). */
class TuspyIT {
    @TempDir
    Path directory;

    @Test
    void retriesOverACutConnection() {
        String python = Packages.python();
        Delivery parcel = new Delivery(directory, "stock/tuspy/cut.bin");

        try (Cable cable = parcel.cable().cutAfterSending(10 * MIB)) {
            upload(python, parcel, cable).succeed();

            parcel.assertArrivedOver(cable);
        }
    }

    @Test
    void resumesWhatAKilledProcessBegan() {
        String python = Packages.python();
        Delivery parcel = new Delivery(directory, "stock/tuspy/killed.bin");

        try (Cable cable = parcel.cable().stallAfterSending(12 * MIB)) {
            Delivery.killAtBreak(cable, 1, upload(python, parcel, cable));
            upload(python, parcel, cable).succeed();

            parcel.assertArrivedOver(cable);
        }
    }

    private Program upload(String python, Delivery parcel, Cable cable) {
        String recipe = Recipe.in(directory, "upload.py").toString();
        return Program.start(directory, parcel.through(cable), python, recipe, parcel.file(), parcel.path(), TYPE);
    }
}
