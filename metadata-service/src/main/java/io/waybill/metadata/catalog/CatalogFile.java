package io.waybill.metadata.catalog;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A name that an owner gave, and which version stands behind it. */
@Entity
@Table(name = "file")
public class CatalogFile {
    @Id
    private UUID id;

    private String owner;
    private String path;

    @Column(name = "head_version")
    private int headVersion;

    @Column(name = "last_version")
    private int lastVersion;

    @SuppressWarnings("UnusedVariable") // a column that lists are filtered and ordered by
    private long size;

    @SuppressWarnings("UnusedVariable") // a column that lists are filtered by
    @Column(name = "content_type")
    private String contentType;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "modified_at")
    private Instant modifiedAt;

    @Column(name = "deleted_at")
    private Instant deletedAt;

    @SuppressWarnings("UnusedVariable") // a column for those who look for what is in the trash
    @Column(name = "erased_at")
    private Instant erasedAt;

    /** For Hibernate. */
    protected CatalogFile() {}

    /** A new file whose version 1, of these bytes and this media type, is about to be recorded. */
    public CatalogFile(String owner, String path, long size, String contentType, Instant now) {
        id = UUID.randomUUID();
        this.owner = owner;
        this.path = path;
        headVersion = 1;
        lastVersion = 1;
        this.size = size;
        this.contentType = contentType;
        createdAt = now;
        modifiedAt = now;
    }

    /** Which it is. */
    public UUID id() {
        return id;
    }

    /** The OIDC subject of its owner. */
    public String owner() {
        return owner;
    }

    /** Where it is. */
    public String path() {
        return path;
    }

    /** The number of the version that it shows. */
    public int headVersion() {
        return headVersion;
    }

    /** When its first version became visible. */
    public Instant createdAt() {
        return createdAt;
    }

    /** When its head version became visible. */
    public Instant modifiedAt() {
        return modifiedAt;
    }

    /** Makes room for one more version, of these bytes and this media type, at the head. */
    public int advanceHead(long newSize, String newContentType, Instant now) {
        size = newSize;
        contentType = newContentType;
        modifiedAt = now;
        headVersion = ++lastVersion;
        return headVersion;
    }

    /** Shows another version that it has, when the one at its head goes. */
    public void showHead(int number, long itsSize, String itsContentType, Instant now) {
        headVersion = number;
        size = itsSize;
        contentType = itsContentType;
        modifiedAt = now;
    }

    /** Gives it another path. */
    public void moveTo(String freePath) {
        path = freePath;
    }

    /** Takes it out of the catalog, into the trash; its path is free. */
    public void trash(Instant now) {
        deletedAt = now;
    }

    /** Takes it out of the trash, to {@code freePath}. */
    public void undelete(String freePath) {
        deletedAt = null;
        path = freePath;
    }

    /** Ends it: it does not come back. */
    public void erase(Instant now) {
        erasedAt = now;
    }
}
