package io.waybill.kit.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;

/** Stands before Vert.x on an HTTP/2 connection and shows the HEADERS frame that ends a request to whoever expects it. */
final class Http2Trailers extends Http2FrameListenerDecorator {
    private final Http2Connection connection;
    private final Http2Connection.PropertyKey expected;

    private Http2Trailers(Http2Connection connection, Http2ConnectionDecoder decoder) {
        super(decoder.frameListener());
        this.connection = connection;
        this.expected = connection.newKey();
    }

    /** The one of this connection. */
    static Http2Trailers of(ChannelHandlerContext channel) {
        Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
        if (http2.decoder().frameListener() instanceof Http2Trailers known) {
            return known;
        }
        Http2Trailers trailers = new Http2Trailers(http2.connection(), http2.decoder());
        http2.decoder().frameListener(trailers);
        return trailers;
    }

    void expect(int stream, RequestTrailers trailers) {
        connection.stream(stream).setProperty(expected, trailers);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext channel, int stream, Http2Headers headers, int padding, boolean ends)
            throws Http2Exception {
        show(stream, headers);
        super.onHeadersRead(channel, stream, headers, padding, ends);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext channel,
            int stream,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean ends)
            throws Http2Exception {
        show(stream, headers);
        super.onHeadersRead(channel, stream, headers, dependency, weight, exclusive, padding, ends);
    }

    private void show(int id, Http2Headers headers) {
        Http2Stream stream = connection.stream(id);
        if (stream != null && stream.getProperty(expected) instanceof RequestTrailers trailers) {
            trailers.take(headers);
        }
    }
}
