package io.waybill.kit.http;

import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Whether a body follows the head of an HTTP/2 request (RFC 9113 §8.1: END_STREAM): Vert.x tells it only to who reads the
 * request, not to who has paused it.
 */
public final class Http2Body {
    private Http2Body() {}

    /**
     * Whether everything of {@code request} has come. Asked on its event loop, and after the turn in which its head came:
     * before, nothing has ended.
     */
    public static boolean hasEnded(HttpServerRequest request) {
        HttpServerConnection connection = (HttpServerConnection) request.connection();
        Http2Stream stream =
                connection.channelHandlerContext().pipeline().get(Http2ConnectionHandler.class).connection().stream(
                        request.response().streamId());
        return stream == null || !stream.state().remoteSideOpen();
    }
}
