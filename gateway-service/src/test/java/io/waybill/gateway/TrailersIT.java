package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.LastHttpContent;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.waybill.gateway.fixture.RawClient;
import io.waybill.kit.testing.Http2Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields after a body: those that are announced and allowed reach the service, and no others. */
@QuarkusTest
class TrailersIT extends GatewayFixture {
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

    @Test
    void passAChecksumAfterTheBody() throws Exception {
        service.behave(TrailersIT::echo);

        try (RawClient client = raw()) {
            client.send(head("PATCH /api/uploads/1") + CHUNKED
                    + "Trailer: Upload-Checksum\r\n\r\n5\r\nhello\r\n0\r\nUpload-Checksum: sha1 qqq=\r\n\r\n");
            assertThat(client.answer()).endsWith("upload-checksum 5 [upload-checksum=sha1 qqq=]");

            client.send(head("PATCH /api/uploads/1") + CHUNKED + "\r\n2\r\nhi\r\n0\r\n\r\n");
            assertThat(client.answer()).endsWith("null 2 []");
        }
    }

    @Test
    void passOnHttp2WithALengthToo() throws Exception {
        service.behave(TrailersIT::echo);

        try (Http2Client client = new Http2Client(gateway)) {
            Http2Client.Exchange upload = client.begin(
                    "PATCH",
                    "/api/uploads/1",
                    false,
                    "authorization",
                    "Bearer " + oidc.token("alice"),
                    "content-length",
                    "5",
                    "trailer",
                    "upload-checksum");
            upload.data("hello", false).trailers("upload-checksum", "sha1 qqq=", "x-waybill-subject", "root");

            upload.head();
            assertThat(upload.body()).isEqualTo("upload-checksum 5 [upload-checksum=sha1 qqq=]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer x",
                "X-Forwarded-For: 6.6.6.6",
                "X-Waybill-Subject: root",
                "X-Request-Id: mine",
                "Connection: close",
                "Upload-Offset: 0",
                "Transfer-Encoding: chunked",
                "Content-Length: 3",
                "Host: other"
            })
    void neverPassAFieldThatSaysWhoOrWhere(String field) throws Exception {
        service.behave(TrailersIT::echo);
        String name = field.substring(0, field.indexOf(':'));

        try (RawClient client = raw()) {
            client.send(head("PATCH /api/uploads/1") + CHUNKED + "Trailer: Upload-Checksum, " + name
                    + "\r\n\r\n1\r\nx\r\n0\r\n" + field + "\r\n\r\n");

            assertThat(client.answer()).endsWith("upload-checksum 1 []");
        }
    }

    @Test
    void neverPassUnannounced() throws Exception {
        service.behave(TrailersIT::echo);

        try (RawClient client = raw()) {
            client.send(head("PATCH /api/uploads/1") + CHUNKED + "\r\n1\r\nx\r\n0\r\nUpload-Checksum: sha1 q\r\n\r\n");

            assertThat(client.answer()).endsWith("null 1 []");
        }
    }

    /** Answers with every trailer there is on the wire. */
    private static void echo(HttpServerRequest request) {
        StringBuilder seen = new StringBuilder();
        ChannelHandlerContext vertx = ((HttpServerConnection) request.connection()).channelHandlerContext();
        vertx.pipeline().addBefore(vertx.name(), null, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext channel, Object message) {
                if (message instanceof LastHttpContent last) {
                    seen.append(last.trailingHeaders().entries());
                    channel.pipeline().remove(this);
                }
                channel.fireChannelRead(message);
            }
        });
        request.body().onSuccess(body -> request.response()
                .end(request.getHeader("Trailer") + " " + body.length() + " " + seen));
    }
}
