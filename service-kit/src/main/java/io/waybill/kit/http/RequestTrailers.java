package io.waybill.kit.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fields after the body of a request (RFC 9110 §6.5), which Vert.x reads and drops. Only fields that are in
 * {@link #ALLOWED} and that the request announced in {@code Trailer} are taken; whatever else comes there, such as another
 * {@code Authorization} or {@code Content-Length}, is nobody's.
 */
public final class RequestTrailers {
    /** What may come after a body: digests of it, which its sender knows only then. In lower case. */
    public static final Set<String> ALLOWED = Set.of("upload-checksum", "content-digest", "repr-digest");

    private static final String KEY = RequestTrailers.class.getName();
    private static final RequestTrailers NONE = new RequestTrailers(Set.of());

    private final Set<String> announced;
    private final MultiMap fields = MultiMap.caseInsensitiveMultiMap();

    private RequestTrailers(Set<String> announced) {
        this.announced = announced;
    }

    /**
     * The trailers of {@code request}; the same on every call. The first call is made by the first handler of the request,
     * before anything asynchronous: what has come earlier is lost.
     */
    public static RequestTrailers of(RoutingContext request) {
        RequestTrailers known = request.get(KEY);
        if (known == null) {
            known = expect(request.request());
            request.put(KEY, known);
        }
        return known;
    }

    /** Watches out for the trailers of {@code request}, which has only just begun. Call it once. */
    public static RequestTrailers expect(HttpServerRequest request) {
        Set<String> names = announcedBy(request);
        if (names.isEmpty() || request.isEnded()) {
            return NONE;
        }
        RequestTrailers trailers = new RequestTrailers(names);
        ChannelHandlerContext channel = ((HttpServerConnection) request.connection()).channelHandlerContext();
        if (request.version() == HttpVersion.HTTP_2) {
            Http2Trailers.of(channel).expect(request.response().streamId(), trailers);
        } else {
            channel.pipeline().addBefore(channel.name(), null, new Tap(trailers));
        }
        return trailers;
    }

    /** What is announced and may come, in lower case: empty for nearly every request. */
    public Set<String> announced() {
        return announced;
    }

    /** The value of the field {@code name}, or null; known once the body has ended. */
    public String get(String name) {
        return fields.get(name);
    }

    /** All that came, once the body has ended. */
    public MultiMap fields() {
        return fields;
    }

    void take(Iterable<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> from) {
        from.forEach(field -> {
            String name = field.getKey().toString().toLowerCase(Locale.ROOT);
            String value = field.getValue().toString();
            if (announced.contains(name) && value.chars().allMatch(RequestTrailers::isText)) {
                fields.add(name, value);
            }
        });
    }

    private static boolean isText(int c) {
        return (c >= ' ' && c != 0x7F) || c == '\t';
    }

    private static Set<String> announcedBy(HttpServerRequest request) {
        boolean mayHaveTrailers = request.version() == HttpVersion.HTTP_2
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING, HttpHeaders.CHUNKED, true);
        return mayHaveTrailers && request.headers().contains("Trailer")
                ? request.headers().getAll("Trailer").stream()
                        .flatMap(line -> Arrays.stream(line.split(",", -1)))
                        .map(name -> name.strip().toLowerCase(Locale.ROOT))
                        .filter(ALLOWED::contains)
                        .collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    /** Stands before Vert.x on an HTTP/1.1 connection until the request has ended. */
    private static final class Tap extends ChannelInboundHandlerAdapter {
        private final RequestTrailers trailers;

        Tap(RequestTrailers trailers) {
            this.trailers = trailers;
        }

        @Override
        public void channelRead(ChannelHandlerContext channel, Object message) {
            if (message instanceof LastHttpContent last) {
                if (last.decoderResult().isSuccess()) {
                    trailers.take(last.trailingHeaders());
                }
                channel.pipeline().remove(this);
            } else if (message instanceof HttpRequest) {
                // Ours had waited behind another and was over before it was looked at.
                channel.pipeline().remove(this);
            }
            channel.fireChannelRead(message);
        }
    }
}
