package io.waybill.gateway.shares;

import io.waybill.contracts.api.FileVersion;
import io.waybill.contracts.api.Page;
import io.waybill.contracts.error.WaybillException;
import io.waybill.contracts.share.OpenShare;
import io.waybill.contracts.share.ShareAccess;
import io.waybill.contracts.share.ShareToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A page for whoever has a link: no script, one style, which its policy names by its digest, no picture but previews. Everything that somebody
 * else wrote is text in it.
 *
 * @param html the page
 */
record LinkPage(String html) {
    private static final String STYLE = resource("link.css");

    /** What the page may do (CSP level 3). */
    static final String POLICY = "default-src 'none'; img-src 'self'; style-src 'sha256-" + digest(STYLE)
            + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};

    /** One file. */
    static LinkPage of(Visit visit, FileVersion file) {
        OpenShare share = visit.share();
        String content = visit.token().path() + "/content";
        return page(share.name(), """
                <h1>%s</h1>
                <p class="by">Shared by %s</p>
                <dl>
                <dt>Size</dt><dd>%s</dd>
                <dt>Changed</dt><dd>%s</dd>
                <dt>SHA-256</dt><dd><code>%s</code></dd>
                </dl>
                %s
                %s
                %s
                """.formatted(
                        text(share.name()),
                        text(share.ownerName()),
                        size(file.size()),
                        TIME.format(file.createdAt()),
                        file.sha256().hex(),
                        preview(visit, file),
                        share.access() != ShareAccess.DOWNLOAD || isUsedUp(share)
                                ? ""
                                : "<p><a class=\"button\" href=\"" + content + "\">Download</a></p>",
                        until(share)));
    }

    /** What is in a folder. */
    static LinkPage of(Visit visit, Page<LinkFile> files) {
        OpenShare share = visit.share();
        String rows = files.items().stream()
                .map(file -> "<li>" + entry(visit, file) + "<span>" + size(file.sizeBytes()) + "</span></li>\n")
                .collect(Collectors.joining());
        String more = files.next() == null
                ? ""
                : "<p><a rel=\"next\" href=\"" + visit.token().path() + "?cursor="
                        + URLEncoder.encode(files.next(), StandardCharsets.UTF_8) + "\">More files</a></p>";
        return page(share.name(), """
                <h1>%s</h1>
                <p class="by">Shared by %s</p>
                <ul>
                %s</ul>
                %s
                %s
                """.formatted(text(share.name()), text(share.ownerName()), rows, more, until(share)));
    }

    /** A form for files; nothing of what is there. */
    static LinkPage dropBox(Visit visit) {
        OpenShare share = visit.share();
        String most =
                share.maxBytes() == null ? "" : "<p class=\"note\">At most " + size(share.maxBytes()) + " at once.</p>";
        return page(share.name(), """
                <h1>Send files to %s</h1>
                <p class="by">They are left in “%s”. Nobody who has this link sees what is there.</p>
                <form method="post" action="%s/drop" enctype="multipart/form-data">
                <label for="file">Files</label>
                <input id="file" name="file" type="file" multiple required>
                <button class="button">Send</button>
                </form>
                %s
                %s
                """.formatted(
                text(share.ownerName()), text(share.name()), visit.token().path(), most, until(share)));
    }

    /** What has become of the files of a form. */
    static LinkPage left(Visit visit, LeftFiles left) {
        String taken = left.taken() == 1 ? "One file was received" : left.taken() + " files were received";
        String refused = left.refused() == 0
                ? ""
                : "<p class=\"wrong\" role=\"alert\">" + left.refused()
                        + (left.refused() == 1 ? " was refused" : " were refused")
                        + ": without a name, with one that is not allowed, or for want of room.</p>";
        return page(visit.share().name(), """
                <h1>%s</h1>
                %s
                <p><a href="%s">Send more</a></p>
                """.formatted(
                        taken, refused, visit.token().path()));
    }

    /** The question for the password; nothing else is told before. {@code complaint} says what was wrong with the last one, or is null. */
    static LinkPage asking(ShareToken token, String complaint) {
        return page("A password is needed", """
                <h1>A password is needed</h1>
                <p>Whoever sent you this link has set one.</p>
                %s
                <form method="post" action="%s/password">
                <label for="password">Password</label>
                <input id="password" name="password" type="password" required autofocus autocomplete="off" maxlength="400">
                <button class="button">Open</button>
                </form>
                """.formatted(
                        complaint == null ? "" : "<p class=\"wrong\" role=\"alert\">" + text(complaint) + "</p>",
                        token.path()));
    }

    /** Why there is nothing to see. */
    static LinkPage of(WaybillException failure, String requestId) {
        return page(failure.code().title(), """
                <h1>%s</h1>
                <p>%s</p>
                <p class="note">Request %s</p>
                """.formatted(
                        text(failure.code().title()), text(failure.getMessage()), requestId));
    }

    /** {@code text} where a page shows text, or within a quoted attribute. */
    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    static String size(long bytes) {
        double shown = bytes;
        int unit = 0;
        while (shown >= 1024 && unit < UNITS.length - 1) {
            shown /= 1024;
            unit++;
        }
        return unit == 0
                ? bytes + (bytes == 1 ? " byte" : " bytes")
                : String.format(Locale.ENGLISH, "%.1f %s", shown, UNITS[unit]);
    }

    /** A picture where one can be made of the file, a link to the beginning of a text, or nothing. */
    private static String preview(Visit visit, FileVersion file) {
        String address = visit.token().path() + "/preview";
        String type = String.valueOf(file.contentType());
        if (type.startsWith("image/") || type.startsWith("application/pdf")) {
            return "<p><img src=\"" + address + "\" alt=\"Preview\"></p>";
        }
        return type.startsWith("text/") ? "<p><a href=\"" + address + "\">See its beginning</a></p>" : "";
    }

    private static String entry(Visit visit, LinkFile file) {
        if (isUsedUp(visit.share())) {
            return "<b>" + text(file.path()) + "</b>";
        }
        String way = visit.share().access() == ShareAccess.DOWNLOAD ? "/content/" : "/preview/";
        String path = Arrays.stream(file.path().split("/", -1))
                .map(segment ->
                        URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
        return "<a href=\"" + visit.token().path() + way + path + "\">" + text(file.path()) + "</a>";
    }

    private static boolean isUsedUp(OpenShare share) {
        return share.maxDownloads() != null && share.downloads() >= share.maxDownloads();
    }

    private static String until(OpenShare share) {
        String limit = "";
        if (isUsedUp(share)) {
            limit = " Everything that it was good for has been downloaded.";
        } else if (share.maxDownloads() != null) {
            int left = share.maxDownloads() - share.downloads();
            limit = left == 1 ? " It is good for one more download." : " It is good for " + left + " more downloads.";
        }
        return "<p class=\"note\">This link ends on " + TIME.format(share.expiresAt()) + "." + limit + "</p>";
    }

    private static LinkPage page(String title, String body) {
        return new LinkPage("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<meta name=\"robots\" content=\"noindex, nofollow\">\n"
                + "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" + text(title)
                + " · Waybill</title>\n<style>" + STYLE + "</style>\n</head>\n<body>\n<main>\n" + body
                + "</main>\n</body>\n</html>\n");
    }

    private static String digest(String style) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256.", impossible);
        }
    }

    private static String resource(String name) {
        try (InputStream in = LinkPage.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
