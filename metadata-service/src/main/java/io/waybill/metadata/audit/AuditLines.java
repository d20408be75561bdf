package io.waybill.metadata.audit;

import io.smallrye.mutiny.Multi;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Entries as CSV (RFC 4180) with a header. */
final class AuditLines {
    private static final String HEADER =
            "id,at,actor,action,result,owner,fileId,path,version,uploadId,address,agent,requestId\r\n";

    private AuditLines() {}

    static Multi<String> csv(Multi<AuditEntry> entries) {
        return Multi.createBy().concatenating().streams(Multi.createFrom().item(HEADER), entries.map(AuditLines::line));
    }

    private static String line(AuditEntry entry) {
        Object[] cells = {
            entry.id(),
            entry.at(),
            entry.actor(),
            entry.action(),
            entry.result(),
            entry.owner(),
            entry.fileId(),
            entry.path(),
            entry.version(),
            entry.uploadId(),
            entry.address(),
            entry.agent(),
            entry.requestId()
        };
        return Arrays.stream(cells).map(AuditLines::cell).collect(Collectors.joining(",")) + "\r\n";
    }

    /** What a spreadsheet would take for a formula gets an apostrophe: paths and agents are said by others. */
    static String cell(Object value) {
        String text = value == null ? "" : value.toString();
        if (!text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0) {
            text = '\'' + text;
        }
        boolean plain = text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
