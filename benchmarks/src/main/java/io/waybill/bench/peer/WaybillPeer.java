package io.waybill.bench.peer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.bench.http.Answer;
import io.waybill.bench.measure.Watched;
import io.waybill.stack.ServiceProcess;
import io.waybill.stack.Stack;
import io.waybill.stack.StoreKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Waybill through its gateway: signed in, hashed, fsynced, recorded, visible. */
final class WaybillPeer implements Peer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UPLOADS = "/api/uploads";
    private static final String TRANSFER = "transfer-service";
    private static final String GATEWAY = "gateway-service";

    private final Stack stack;
    private final StoreKind store;
    private final String version;
    private final Token token;
    private final List<Watched> storeProcesses;
    private ServiceProcess otherGateway;

    /** @param storeProcesses that keep its bytes, when they are not files */
    WaybillPeer(Stack stack, StoreKind store, String version, List<Watched> storeProcesses) {
        this.stack = stack;
        this.store = store;
        this.version = version;
        this.storeProcesses = storeProcesses;
        this.token = new Token(stack);
    }

    @Override
    public String id() {
        return id(store);
    }

    static String id(StoreKind store) {
        return store == StoreKind.S3 ? "waybill-s3" : "waybill-files";
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public Set<Ability> abilities() {
        Set<Ability> abilities = EnumSet.allOf(Ability.class);
        if (store == StoreKind.S3) {
            abilities.remove(Ability.PROXY);
            abilities.remove(Ability.LISTS);
        }
        return abilities;
    }

    @Override
    public List<Watched> processes() {
        List<Watched> all = new ArrayList<>();
        all.add(new Watched("gateway", stack.service(GATEWAY)::pid));
        all.add(new Watched("transfer", stack.service(TRANSFER)::pid));
        all.add(new Watched("metadata", stack.service("metadata-service")::pid));
        all.add(new Watched("notification", stack.service("notification-service")::pid));
        all.add(new Watched("postgres", stack.postgres()::pid));
        all.add(new Watched("kafka", stack.kafka()::pid));
        all.addAll(storeProcesses);
        return List.copyOf(all);
    }

    @Override
    public Session connect() {
        token.get();
        return new WaybillSession(session(stack.gateway().getPort()));
    }

    @Override
    public ResumableSession resume() {
        token.get();
        return session(stack.gateway().getPort());
    }

    @Override
    public void fill(int files) throws IOException {
        token.get();
        try (TusSession session = session(stack.gateway().getPort())) {
            Answer me = session.exchange("GET /api/me", null).require("Who I am", 200);
            FilledTree.fill(stack, JSON.readTree(me.body()).path("subject").asText(), files);
        }
    }

    @Override
    public ListingSession list() {
        token.get();
        return new WaybillListing(session(stack.gateway().getPort()));
    }

    @Override
    public int port() {
        return stack.gateway().getPort();
    }

    /** The way that a load balancer would have: another gateway to another replica. */
    @Override
    public void standBy() {
        if (otherGateway == null) {
            ServiceProcess transfer = stack.startReplica(TRANSFER, Map.of());
            otherGateway = stack.startReplica(GATEWAY, Map.of("WAYBILL_TRANSFER_URL", transfer.url()));
        }
    }

    @Override
    public void kill() {
        stack.service(TRANSFER).kill();
    }

    @Override
    public ResumableSession elsewhere() {
        return session(otherGateway.port());
    }

    @Override
    public void revive() {
        stack.service(TRANSFER).start();
    }

    @Override
    public void close() {
        stack.close();
    }

    Stack stack() {
        return stack;
    }

    Token token() {
        return token;
    }

    private TusSession session(int port) {
        return new TusSession(port, UPLOADS, token);
    }
}
