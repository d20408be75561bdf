package io.waybill.metadata.versions;

import io.waybill.contracts.Sha256;
import io.waybill.contracts.api.CommitVersion;
import io.waybill.contracts.api.FileVersion;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** One version of one file: a row that is written once. */
@Entity
@Table(name = "version")
public class CommittedVersion {
    private static final String ANY_BYTES = "application/octet-stream";

    @Id
    private UUID id;

    @Column(name = "file_id")
    private UUID fileId;

    private int number;
    private long size;

    @Convert(converter = Sha256Column.class)
    private Sha256 sha256;

    @Column(name = "store_key")
    private String storeKey;

    @Column(name = "content_type")
    private String contentType;

    @Column(name = "upload_id")
    private UUID uploadId;

    @Column(name = "part_count")
    private int partCount;

    @SuppressWarnings("UnusedVariable") // a column for those who ask the database which program wrote this
    private String client;

    @Column(name = "started_at")
    private Instant startedAt;

    @Column(name = "created_at")
    private Instant createdAt;

    @SuppressWarnings("UnusedVariable") // a column: whoever shows bytes of another says so
    @Column(name = "source_version")
    private UUID sourceVersion;

    private String label;
    private Long crc32;

    @SuppressWarnings("UnusedVariable") // a column: what its receipt says
    @Column(name = "received_path")
    private String receivedPath;

    @Column(name = "dropped_at")
    private Instant droppedAt;

    /** For Hibernate. */
    protected CommittedVersion() {}

    /** The version {@code number} of a file, as {@code commit} describes it. */
    public CommittedVersion(UUID fileId, int number, CommitVersion commit, Instant now) {
        id = UUID.randomUUID();
        this.fileId = fileId;
        this.number = number;
        size = commit.size();
        sha256 = commit.sha256();
        storeKey = commit.storeKey();
        contentType = contentTypeOf(commit);
        uploadId = commit.uploadId();
        partCount = commit.partCount();
        client = commit.client();
        crc32 = commit.crc32();
        startedAt = commit.startedAt() == null ? now : commit.startedAt();
        createdAt = now;
    }

    /** The version {@code number} of a file, with the bytes and the media type of {@code source}. */
    public CommittedVersion(UUID fileId, int number, CommittedVersion source, Instant now) {
        id = UUID.randomUUID();
        this.fileId = fileId;
        this.number = number;
        size = source.size;
        sha256 = source.sha256;
        storeKey = source.storeKey;
        contentType = source.contentType;
        partCount = source.partCount;
        crc32 = source.crc32;
        sourceVersion = source.id;
        startedAt = now;
        createdAt = now;
    }

    /** The media type that a version gets: the told one, or that of any bytes. */
    public static String contentTypeOf(CommitVersion commit) {
        return commit.contentType() == null ? ANY_BYTES : commit.contentType();
    }

    /** Which it is. */
    public UUID id() {
        return id;
    }

    /** The file that it is a version of. */
    public UUID fileId() {
        return fileId;
    }

    /** Its number within the file, from 1. */
    public int number() {
        return number;
    }

    /** Bytes. */
    public long size() {
        return size;
    }

    /** The digest of its bytes. */
    public Sha256 sha256() {
        return sha256;
    }

    /** Its media type. */
    public String contentType() {
        return contentType;
    }

    /** Where its bytes are in the store. */
    public String storeKey() {
        return storeKey;
    }

    /** The upload that brought it. */
    public UUID uploadId() {
        return uploadId;
    }

    /** Notes where its upload has put it: the file may move, its receipt does not. */
    public void receivedAt(String path) {
        receivedPath = path;
    }

    /** What its owner calls it, or null. */
    public String label() {
        return label;
    }

    /** Calls it something else, or nothing with null. */
    public void relabel(String newLabel) {
        label = newLabel;
    }

    /** Takes it out of sight. Its bytes are purged afterwards. */
    public void drop(Instant now) {
        droppedAt = now;
    }

    /** Whether it is out of sight. */
    public boolean isDropped() {
        return droppedAt != null;
    }

    /** The version as clients see it, in a file that is at {@code path}. */
    public FileVersion at(String path) {
        return new FileVersion(fileId, id, number, path, size, sha256, contentType, createdAt, label, receipt());
    }

    private String receipt() {
        return uploadId == null ? null : FileVersion.receiptOf(uploadId);
    }
}
