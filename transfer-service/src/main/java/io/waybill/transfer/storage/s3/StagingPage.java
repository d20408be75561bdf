package io.waybill.transfer.storage.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A page of {@code ListMultipartUploads}.
 *
 * @param stagings the open multipart uploads
 * @param truncated whether there are more
 * @param nextKey the key to go on after, or null
 * @param nextId the upload id to go on after, or null
 */
record StagingPage(List<Staging> stagings, boolean truncated, String nextKey, String nextId) {
    /** A thousand uploads with the longest keys and ids need less than a third of this. */
    private static final int MAX_BYTES = 8 << 20;

    private static final XMLInputFactory XML = xml();

    /** One open multipart upload, whoever began it. */
    record Staging(String key, String id, Instant initiated) {}

    /**
     * Reads the answer of a store: at most 8 MiB, no entity but XML's own five, unknown elements ignored.
     *
     * @throws IOException when it is not such an answer
     */
    static StagingPage read(InputStream answer) throws IOException {
        byte[] bytes = answer.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IOException("The store's list of multipart uploads is longer than 8 MiB.");
        }
        try {
            XMLStreamReader xml = XML.createXMLStreamReader(new ByteArrayInputStream(bytes), "UTF-8");
            try {
                xml.nextTag();
                xml.require(XMLStreamReader.START_ELEMENT, null, "ListMultipartUploadsResult");
                return page(xml);
            } finally {
                xml.close();
            }
        } catch (XMLStreamException | DateTimeException unreadable) {
            throw new IOException("The store's list of multipart uploads cannot be read.", unreadable);
        }
    }

    private static StagingPage page(XMLStreamReader xml) throws XMLStreamException {
        List<Staging> stagings = new ArrayList<>();
        boolean truncated = false;
        String nextKey = null;
        String nextId = null;
        while (xml.nextTag() == XMLStreamReader.START_ELEMENT) {
            switch (xml.getLocalName()) {
                case "IsTruncated" -> truncated = Boolean.parseBoolean(text(xml));
                case "NextKeyMarker" -> nextKey = text(xml);
                case "NextUploadIdMarker" -> nextId = text(xml);
                case "Upload" -> stagings.add(staging(xml));
                default -> skip(xml);
            }
        }
        return new StagingPage(List.copyOf(stagings), truncated, nextKey, nextId);
    }

    private static Staging staging(XMLStreamReader xml) throws XMLStreamException {
        String key = "";
        String id = "";
        Instant initiated = null;
        while (xml.nextTag() == XMLStreamReader.START_ELEMENT) {
            switch (xml.getLocalName()) {
                case "Key" -> key = xml.getElementText();
                case "UploadId" -> id = text(xml);
                case "Initiated" -> initiated = Instant.parse(text(xml));
                default -> skip(xml);
            }
        }
        if (key.isEmpty() || id.isEmpty() || initiated == null) {
            throw new XMLStreamException("a multipart upload without a key, an id or a time", xml.getLocation());
        }
        return new Staging(key, id, initiated);
    }

    private static String text(XMLStreamReader xml) throws XMLStreamException {
        return xml.getElementText().strip();
    }

    private static void skip(XMLStreamReader xml) throws XMLStreamException {
        for (int depth = 1; depth > 0; ) {
            switch (xml.next()) {
                case XMLStreamReader.START_ELEMENT -> depth++;
                case XMLStreamReader.END_ELEMENT -> depth--;
                default -> {
                    // Text of something that is not asked for.
                }
            }
        }
    }

    private static XMLInputFactory xml() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }
}
