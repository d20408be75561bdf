package io.waybill.bench.peer;

import io.waybill.bench.http.Connection;
import io.waybill.bench.http.Content;
import io.waybill.bench.measure.Watched;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** nginx that takes a PUT and keeps a file: no digest, no fsync, no sign-in, the floor of what a server can cost. */
final class DavPeer implements Peer {
    private final Program nginx;
    private final String version;

    DavPeer(Program nginx, String version) {
        this.nginx = nginx;
        this.version = version;
    }

    @Override
    public String id() {
        return "nginx-dav";
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public Set<Ability> abilities() {
        return Set.of(Ability.STREAM, Ability.SMALL);
    }

    @Override
    public List<Watched> processes() {
        return List.of(nginx.watched());
    }

    @Override
    public Session connect() {
        return new DavSession(new Connection(nginx.port()));
    }

    @Override
    public void close() {
        nginx.close();
    }

    private record DavSession(Connection connection) implements Session {
        @Override
        public Stored upload(String name, Content content) throws IOException {
            connection.exchange("PUT /" + name, content).require("A PUT", 201, 204);
            return new Stored(name, "/" + name);
        }

        @Override
        public Stored uploadSmall(String name, Content content) throws IOException {
            return upload(name, content);
        }

        @Override
        public long download(Stored stored) throws IOException {
            return connection
                    .exchange("GET " + stored.path(), null)
                    .require("A GET", 200)
                    .bodyBytes();
        }

        @Override
        public void remove(Stored stored) throws IOException {
            connection.exchange("DELETE " + stored.path(), null).require("A DELETE", 204);
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
