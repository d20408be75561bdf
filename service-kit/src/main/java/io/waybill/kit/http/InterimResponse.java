package io.waybill.kit.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.concurrent.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.Locale;
import org.jboss.logging.Logger;

/**
 * Sends a response before the response (RFC 9110 §15.2), such as 104 (Upload Resumption Supported): Vert.x itself has
 * methods for 100 and 103 only. On HTTP/1.1 it is a head of its own on the connection, on HTTP/2 a HEADERS frame that does
 * not end the stream.
 */
public final class InterimResponse {
    /** Upload Resumption Supported (IETF resumable uploads): {@code Location}, {@code Upload-Offset} as it moves. */
    public static final int UPLOAD_RESUMPTION_SUPPORTED = 104;

    private static final Logger LOG = Logger.getLogger(InterimResponse.class);

    private InterimResponse() {}

    /**
     * Sends {@code status} with {@code headers} to the client of {@code request}; may be called often and from any thread,
     * and keeps the order of the calls. Says nothing where nothing may be said: to an HTTP/1.0 client, once the head of the
     * answer is on its way, or to a client that has left or does not read what it was sent (so a slow reader costs no
     * memory).
     *
     * @param status 102 to 199
     */
    public static void send(HttpServerRequest request, int status, MultiMap headers) {
        if (status < 102 || status > 199) {
            throw new IllegalArgumentException(status + " is no interim response that is sent this way.");
        }
        if (request.version() == io.vertx.core.http.HttpVersion.HTTP_1_0) {
            return;
        }
        HttpServerConnection connection = (HttpServerConnection) request.connection();
        EventLoop loop = connection.channel().eventLoop();
        if (loop.inEventLoop()) {
            write(connection.channelHandlerContext(), request, status, headers);
        } else {
            loop.execute(() -> write(connection.channelHandlerContext(), request, status, headers));
        }
    }

    private static void write(ChannelHandlerContext channel, HttpServerRequest request, int status, MultiMap headers) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.headWritten() || !channel.channel().isWritable()) {
            return;
        }
        if (request.version() == io.vertx.core.http.HttpVersion.HTTP_2) {
            writeFrame(channel, response.streamId(), status, headers);
        } else {
            channel.writeAndFlush(head(status, headers)).addListener(InterimResponse::note);
        }
    }

    private static DefaultFullHttpResponse head(int status, MultiMap headers) {
        HttpHeaders fields = new DefaultHttpHeaders();
        headers.forEach(field -> fields.add(field.getKey(), field.getValue()));
        return new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, named(status), Unpooled.EMPTY_BUFFER, fields, EmptyHttpHeaders.INSTANCE);
    }

    private static HttpResponseStatus named(int status) {
        return status == UPLOAD_RESUMPTION_SUPPORTED
                ? HttpResponseStatus.valueOf(status, "Upload Resumption Supported")
                : HttpResponseStatus.valueOf(status);
    }

    private static void writeFrame(ChannelHandlerContext channel, int stream, int status, MultiMap headers) {
        Http2Headers fields = new DefaultHttp2Headers().status(Integer.toString(status));
        headers.forEach(field -> fields.add(field.getKey().toLowerCase(Locale.ROOT), field.getValue()));
        channel.pipeline()
                .get(Http2ConnectionHandler.class)
                .encoder()
                .writeHeaders(channel, stream, fields, 0, false, channel.newPromise())
                .addListener(InterimResponse::note);
        channel.flush();
    }

    private static void note(Future<? super Void> sent) {
        if (!sent.isSuccess()) {
            LOG.debugf(sent.cause(), "An interim response was not sent.");
        }
    }
}
