package io.waybill.bench.peer;

import io.waybill.bench.measure.Watched;
import io.waybill.stack.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Starts the peers of others, where their programs are on this machine; for what is missing it says so in a line. */
final class Others {
    private static final String TUSD = "github.com/tus/tusd/v2/cmd/tusd@v2.9.1";

    private final Path root;
    private final Path home;
    private final Consumer<String> say;

    Others(Path root, Path home, Consumer<String> say) {
        this.root = root;
        this.home = home;
        this.say = say;
    }

    /** tusd over a bucket, else over a directory. */
    Optional<Peer> tusd(String id, Optional<Bucket> bucket) {
        return found("tusd", "build one with `go install " + TUSD + "`", id).map(tusd -> {
            int port = Ports.free();
            Path directory = directory(id);
            Map<String, String> environment =
                    new HashMap<>(bucket.map(Bucket::environment).orElse(Map.of()));
            List<String> store = bucket.map(s3 -> List.of(
                            "-s3-bucket=" + s3.name(),
                            "-s3-endpoint=" + s3.store().endpoint()))
                    .orElseGet(() -> List.of("-upload-dir=" + directory.resolve("files")));
            List<String> command = new java.util.ArrayList<>(List.of(
                    tusd.toString(),
                    "-host=127.0.0.1",
                    "-port=" + port,
                    "-base-path=/files/",
                    "-hooks-enabled-events="));
            command.addAll(store);
            Program program = new Program("tusd", directory, port, environment, command);
            return new TusPeer(id, goVersion(tusd), "/files/", program.start(), minio(bucket));
        });
    }

    /** The tus server of Node.js over a bucket, else over a directory. */
    Optional<Peer> tusNode(String id, Optional<Bucket> bucket) {
        return found("node", "install Node.js 20 or newer, with npm", id)
                .flatMap(node -> found("npm", "install it", id).map(npm -> {
                    Path scripts = NodePackages.installed(npm, root.resolve("benchmarks/src/main/node"));
                    int port = Ports.free();
                    Path directory = directory(id);
                    Map<String, String> environment =
                            new HashMap<>(bucket.map(Bucket::environment).orElse(Map.of()));
                    environment.put("BENCH_PORT", Integer.toString(port));
                    environment.put(
                            "BENCH_DIRECTORY", directory.resolve("files").toString());
                    bucket.ifPresent(s3 -> {
                        environment.put("BENCH_STORE", "s3");
                        environment.put("BENCH_ENDPOINT", s3.store().endpoint());
                        environment.put("BENCH_BUCKET", s3.name());
                    });
                    Program program = new Program(
                            "tus-node",
                            directory,
                            port,
                            environment,
                            List.of(
                                    node.toString(),
                                    scripts.resolve("tus-server.mjs").toString()));
                    return new TusPeer(id, nodeVersion(node, scripts), "/files", program.start(), minio(bucket));
                }));
    }

    Optional<Peer> nginxDav() {
        return found("nginx", "install it", "nginx-dav").map(nginx -> {
            Program program = Nginx.dav(nginx, directory("nginx-dav")).start();
            return new DavPeer(program, nginxVersion(nginx));
        });
    }

    Optional<Peer> nginxProxy(WaybillPeer waybill, Supplier<String> credential) {
        return found("nginx", "install it", "nginx-proxy").map(nginx -> {
            int upstream = waybill.stack().service("transfer-service").port();
            Program program =
                    Nginx.proxy(nginx, directory("nginx-proxy"), upstream).start();
            return new ProxyPeer("nginx-proxy", nginxVersion(nginx), waybill, Optional.of(program), credential);
        });
    }

    String minioVersion() {
        return Program.find("minio").map(this::goVersion).orElse("given");
    }

    private Optional<Path> found(String program, String how, String peer) {
        Optional<Path> found = Program.find(program);
        if (found.isEmpty()) {
            say.accept("skipped: " + peer + ", for there is no " + program + " on this machine: " + how);
        }
        return found;
    }

    private Path directory(String id) {
        try {
            Files.createDirectories(home.resolve(id).resolve("files"));
            return home.resolve(id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Watched> minio(Optional<Bucket> bucket) {
        return bucket.map(s3 -> List.of(new Watched("minio", s3.store()::pid))).orElse(List.of());
    }

    /** The module version that Go wrote into what it built. */
    private String goVersion(Path program) {
        return Program.find("go")
                .map(go -> Program.says(home, go.toString(), "version", "-m", program.toString()))
                .flatMap(said -> said.lines()
                        .map(String::trim)
                        .filter(line -> line.startsWith("mod"))
                        .map(line -> line.split("\\s+", -1)[2])
                        .findFirst())
                .orElse("unknown");
    }

    private static String nodeVersion(Path node, Path scripts) {
        String version = Program.says(
                scripts,
                node.toString(),
                "-p",
                "require('./package.json').dependencies['@tus/server'] + ' on Node.js ' + process.version");
        return version.isEmpty() ? "unknown" : version;
    }

    private String nginxVersion(Path nginx) {
        return Program.says(home, nginx.toString(), "-v").replace("nginx version: nginx/", "");
    }
}
