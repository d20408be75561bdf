package io.waybill.bench.peer;

import io.waybill.bench.http.Content;
import io.waybill.bench.measure.Watched;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Another way to the transfer-service of a running Waybill: through a proxy of others, or directly. */
final class ProxyPeer implements Peer {
    private final String id;
    private final String version;
    private final WaybillPeer waybill;
    private final Optional<Program> proxy;
    private final Supplier<String> credential;

    /** @param credential that transfer-service takes */
    ProxyPeer(String id, String version, WaybillPeer waybill, Optional<Program> proxy, Supplier<String> credential) {
        this.id = id;
        this.version = version;
        this.waybill = waybill;
        this.proxy = proxy;
        this.credential = credential;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public Set<Ability> abilities() {
        return Set.of(Ability.PROXY);
    }

    @Override
    public List<Watched> processes() {
        List<Watched> all = new ArrayList<>();
        proxy.ifPresent(program -> all.add(program.watched()));
        waybill.processes().stream()
                .filter(program -> !program.name().equals("gateway"))
                .forEach(all::add);
        return List.copyOf(all);
    }

    @Override
    public Session connect() throws IOException {
        // Asked for here, so that it is not part of what is measured.
        String token = credential.get();
        int port = proxy.map(Program::port)
                .orElseGet(() -> waybill.stack().service("transfer-service").port());
        return new ProxySession(new TusSession(port, "/api/uploads", () -> token), waybill.connect());
    }

    @Override
    public void close() {
        proxy.ifPresent(Program::close);
    }

    private record ProxySession(TusSession tus, Session gateway) implements Session {
        @Override
        public Stored upload(String name, Content content) throws IOException {
            return tus.upload(name, content);
        }

        @Override
        public Stored uploadSmall(String name, Content content) throws IOException {
            return tus.uploadSmall(name, content);
        }

        @Override
        public long download(Stored stored) throws IOException {
            return tus.download(new Stored(stored.name(), "/api/content/" + stored.name()));
        }

        @Override
        public void remove(Stored stored) throws IOException {
            gateway.remove(stored);
        }

        @Override
        public void close() throws IOException {
            tus.close();
            gateway.close();
        }
    }
}
