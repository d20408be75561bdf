package io.waybill.system.stock;

import static io.waybill.system.stock.Delivery.MIB;
import static io.waybill.system.stock.Delivery.TYPE;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** tus-js-client in Node, unchanged: by tus (F-02), and by the two versions of the IETF's draft that it speaks (F-03). */
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

    @ParameterizedTest
    @ValueSource(strings = {"ietf-draft-03", "ietf-draft-05"})
    void retriesByTheDraftOverACutConnection(String protocol) {
        Path recipe = Recipe.in(Packages.scripts(), "upload.mjs");
        Delivery parcel = new Delivery(directory, "stock/tus-js/" + protocol + ".bin");

        try (Cable cable = parcel.cable().cutAfterSending(5 * MIB).cutAfterSending(16 * MIB)) {
            byDraft(protocol, recipe, parcel, cable).succeed();

            parcel.assertArrivedOver(cable);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ietf-draft-03", "ietf-draft-05"})
    void resumesByTheDraftWhatAKilledProcessBegan(String protocol) {
        Path recipe = Recipe.in(Packages.scripts(), "upload.mjs");
        Delivery parcel = new Delivery(directory, "stock/tus-js/killed-" + protocol + ".bin");

        try (Cable cable = parcel.cable().stallAfterSending(12 * MIB)) {
            Delivery.killAtBreak(cable, 1, byDraft(protocol, recipe, parcel, cable));
            byDraft(protocol, recipe, parcel, cable).succeed();

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

    private Program byDraft(String protocol, Path recipe, Delivery parcel, Cable cable) {
        Map<String, String> environment = new HashMap<>(parcel.through(cable));
        environment.put("PROTOCOL", protocol);
        return upload(recipe, parcel, environment, "1");
    }

    private Program upload(Path recipe, Delivery parcel, Cable cable, String connections) {
        return upload(recipe, parcel, parcel.through(cable), connections);
    }

    private Program upload(Path recipe, Delivery parcel, Map<String, String> environment, String connections) {
        return Program.start(
                directory,
                environment,
                Packages.node(),
                recipe.toString(),
                parcel.file(),
                parcel.path(),
                TYPE,
                connections);
    }
}
