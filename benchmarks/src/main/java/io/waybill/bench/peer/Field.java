package io.waybill.bench.peer;

import io.waybill.bench.measure.Watched;
import io.waybill.stack.External;
import io.waybill.stack.Stack;
import io.waybill.stack.StackOptions;
import io.waybill.stack.StoreKind;
import io.waybill.stack.store.MinioServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** All peers of one benchmark, running; those whose program is missing are named in one line and left out. */
public final class Field implements AutoCloseable {
    /** Every peer there can be, in the order of reports. */
    public static final List<String> NAMES = List.of(
            "waybill-s3",
            "waybill-files",
            "tusd-s3",
            "tusd-files",
            "tus-node-s3",
            "tus-node-files",
            "store",
            "nginx-dav",
            "nginx-proxy",
            "transfer-alone");

    private final Path home;
    private final String commit;
    private final Predicate<String> wanted;
    private final Consumer<String> say;
    private final Others others;
    private final List<Peer> peers = new ArrayList<>();
    private Optional<MinioServer> minio = Optional.empty();

    /**
     * Nothing runs yet.
     *
     * @param root the checkout
     * @param home where everything is kept while it runs
     * @param commit that Waybill is built from
     * @param wanted which peers are of use
     * @param say takes a line for the user
     */
    public Field(Path root, Path home, String commit, Predicate<String> wanted, Consumer<String> say) {
        this.home = home;
        this.commit = commit;
        this.wanted = wanted;
        this.say = say;
        this.others = new Others(root, home, say);
    }

    /** Starts them; what had started is stopped when one fails. */
    public Field start() {
        try {
            startStore();
            for (StoreKind kind : StoreKind.values()) {
                startWaybill(kind);
            }
            minio.ifPresent(store -> {
                add("tusd-s3", () -> others.tusd("tusd-s3", Optional.of(Bucket.make(store, "tusd"))));
                add("tus-node-s3", () -> others.tusNode("tus-node-s3", Optional.of(Bucket.make(store, "tusnode"))));
                add("store", () -> Optional.of(new StorePeer(Bucket.make(store, "direct"), others.minioVersion())));
            });
            add("tusd-files", () -> others.tusd("tusd-files", Optional.empty()));
            add("tus-node-files", () -> others.tusNode("tus-node-files", Optional.empty()));
            add("nginx-dav", others::nginxDav);
            return this;
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /** Those that run, in the order of reports. */
    public List<Peer> peers() {
        List<Peer> ordered = new ArrayList<>(peers);
        ordered.sort((a, b) -> Integer.compare(NAMES.indexOf(a.id()), NAMES.indexOf(b.id())));
        return List.copyOf(ordered);
    }

    @Override
    public void close() {
        List<Peer> last = new ArrayList<>(peers);
        Collections.reverse(last);
        last.forEach(Peer::close);
        minio.ifPresent(MinioServer::close);
    }

    private void startStore() {
        if (NAMES.stream().noneMatch(name -> (name.endsWith("-s3") || name.equals("store")) && wanted.test(name))) {
            return;
        }
        if (MinioServer.isPresent()) {
            minio = Optional.of(MinioServer.start(home.resolve("minio")));
        } else {
            say.accept("skipped: all on S3, for there is no minio program on this machine");
        }
    }

    private void startWaybill(StoreKind kind) {
        String id = WaybillPeer.id(kind);
        boolean proxies = kind == StoreKind.FILESYSTEM && (wanted.test("nginx-proxy") || wanted.test("transfer-alone"));
        boolean possible = kind == StoreKind.FILESYSTEM || minio.isPresent();
        if (!possible || !(wanted.test(id) || proxies)) {
            return;
        }
        External external = kind == StoreKind.S3 ? External.from(s3(minio.orElseThrow())) : External.none();
        Stack stack =
                Stack.start(StackOptions.in(home.resolve(id)).withStore(kind).withExternal(external));
        List<Watched> store =
                kind == StoreKind.S3 ? List.of(new Watched("minio", minio.orElseThrow()::pid)) : List.of();
        WaybillPeer waybill = new WaybillPeer(stack, kind, commit, store);
        peers.add(waybill);
        if (proxies) {
            InternalToken credential = new InternalToken(stack, waybill.token());
            add("nginx-proxy", () -> others.nginxProxy(waybill, credential));
            add(
                    "transfer-alone",
                    () -> Optional.of(new ProxyPeer("transfer-alone", commit, waybill, Optional.empty(), credential)));
        }
    }

    private void add(String name, java.util.function.Supplier<Optional<? extends Peer>> start) {
        if (wanted.test(name)) {
            start.get().ifPresent(peers::add);
        }
    }

    private static Map<String, String> s3(MinioServer minio) {
        return Map.of(
                "WAYBILL_S3_ENDPOINT", minio.endpoint(),
                "WAYBILL_S3_REGION", minio.region(),
                "WAYBILL_S3_BUCKET", minio.bucket(),
                "WAYBILL_S3_ACCESS_KEY", minio.accessKey(),
                "WAYBILL_S3_SECRET_KEY", minio.secretKey());
    }
}
