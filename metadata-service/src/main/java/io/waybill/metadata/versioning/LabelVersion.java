package io.waybill.metadata.versioning;

import io.quarkus.hibernate.reactive.panache.common.WithTransaction;
import io.smallrye.mutiny.Uni;
import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.error.ErrorCode;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.event.VersionLabelled;
import io.waybill.kit.identity.Caller;
import io.waybill.metadata.catalog.CatalogFile;
import io.waybill.metadata.events.FileEvents;
import io.waybill.metadata.versions.CommittedVersion;
import io.waybill.metadata.versions.CommittedVersions;
import jakarta.enterprise.context.ApplicationScoped;
import java.text.Normalizer;
import java.util.Objects;
import java.util.UUID;

/** Gives a version a label, or takes it away. */
@ApplicationScoped
public class LabelVersion {
    private static final int MAX_CHARACTERS = 100;

    private final OwnedVersions owned;
    private final CommittedVersions versions;
    private final FileEvents events;

    /** Writes to {@code versions} and tells {@code events}. */
    public LabelVersion(OwnedVersions owned, CommittedVersions versions, FileEvents events) {
        this.owned = owned;
        this.versions = versions;
        this.events = events;
    }

    /**
     * Gives version {@code number} this label in place of the one it has. May be repeated.
     *
     * @return fails with {@code malformed_request} for what is no label, {@code label_taken} when another version of the
     *     file has it, or as {@link OwnedVersions#with}
     */
    @WithTransaction
    public Uni<FileVersion> label(Caller caller, UUID fileId, int number, String label) {
        String plain = checked(label);
        return owned.with(caller, fileId, number, (file, version) -> versions.findLabelled(fileId, plain)
                .flatMap(holder -> {
                    if (holder != null && holder.number() != number) {
                        throw new WaybillException(
                                        ErrorCode.LABEL_TAKEN,
                                        "Another version has this label: take it from that one first.")
                                .with("version", holder.number());
                    }
                    return set(file, version, plain);
                }));
    }

    /** Takes the label from version {@code number}; one without a label stays as it is. Fails as {@link OwnedVersions#with}. */
    @WithTransaction
    public Uni<Void> unlabel(Caller caller, UUID fileId, int number) {
        return owned.with(caller, fileId, number, (file, version) -> set(file, version, null))
                .replaceWithVoid();
    }

    private Uni<FileVersion> set(CatalogFile file, CommittedVersion version, String label) {
        if (Objects.equals(version.label(), label)) {
            return Uni.createFrom().item(version.at(file.path()));
        }
        version.relabel(label);
        return events.append(new VersionLabelled(file.id(), file.owner(), file.path(), version.number(), label))
                .replaceWith(() -> version.at(file.path()));
    }

    private static String checked(String label) {
        boolean unspeakable = label == null
                || label.isBlank()
                || label.length() > MAX_CHARACTERS
                || label.codePoints()
                        .anyMatch(c -> Character.getType(c) == Character.CONTROL
                                || Character.getType(c) == Character.SURROGATE);
        if (unspeakable) {
            throw new WaybillException(
                    ErrorCode.MALFORMED_REQUEST,
                    "A label is 1 to " + MAX_CHARACTERS + " characters without control characters.");
        }
        return Normalizer.normalize(label.strip(), Normalizer.Form.NFC);
    }
}
