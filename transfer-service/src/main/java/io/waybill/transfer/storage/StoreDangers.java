package io.waybill.transfer.storage;

import io.waybill.kit.danger.Danger;
import io.waybill.kit.danger.DangerCheck;
import io.waybill.kit.danger.WeakSecrets;
import io.waybill.transfer.storage.s3.S3Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.stream.Stream;

/** Stores that lose bytes with a machine, or show them to the network. */
@ApplicationScoped
class StoreDangers implements DangerCheck {
    private final StoreChoice choice;
    private final S3Settings s3;

    StoreDangers(StoreChoice choice, S3Settings s3) {
        this.choice = choice;
        this.s3 = s3;
    }

    @Override
    public Stream<Danger> find() {
        return choice.kind() == StoreChoice.Kind.FILESYSTEM ? Stream.of(filesystem()) : ofS3();
    }

    private static Danger filesystem() {
        return new Danger(
                "filesystem-store",
                "WAYBILL_STORE is filesystem: the files are as safe as that one disk, and a second replica with a disk of its own"
                        + " does not find them. Use s3, or a volume that all replicas share.");
    }

    private Stream<Danger> ofS3() {
        Stream.Builder<Danger> found = Stream.builder();
        String endpoint = s3.endpoint().orElse("");
        if (endpoint.toLowerCase(Locale.ROOT).startsWith("http://")) {
            found.add(
                    new Danger(
                            "plain-store",
                            "WAYBILL_S3_ENDPOINT is not an https address: every file can be read on the line to the store. Use https."));
        }
        if (WeakSecrets.isWeak(s3.secretKey().orElse(""), s3.accessKey().orElse(""))) {
            found.add(new Danger(
                    "weak-store-key",
                    "WAYBILL_S3_SECRET_KEY is missing, a default or shorter than " + WeakSecrets.MIN_CHARACTERS
                            + " characters: make a key of its own for Waybill."));
        }
        return found.build();
    }
}
