package io.waybill.stack.launcher;

import io.waybill.stack.External;
import io.waybill.stack.Stack;
import io.waybill.stack.StackException;
import io.waybill.stack.StackFile;
import io.waybill.stack.StackOptions;
import io.waybill.stack.StartListener;
import io.waybill.stack.StoreKind;
import io.waybill.stack.keycloak.LocalUser;
import io.waybill.stack.process.Ports;
import io.waybill.stack.store.MinioServer;
import io.waybill.stack.supervision.Supervisor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code up}: starts everything, says so step by step, keeps it running until Ctrl-C or {@code down}. */
@Command(name = "up", description = "Starts everything and keeps it running.", mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    static final int DEFAULT_PORT = 8080;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HomeOption home;

    @Option(names = "--detach", description = "Return when everything serves, and leave it running.")
    private boolean detach;

    @Option(names = "--port", paramLabel = "N", description = "Where the gateway listens (default: ${DEFAULT-VALUE}).")
    private int port = DEFAULT_PORT;

    @Option(
            names = "--store",
            paramLabel = "KIND",
            description = "Where bytes are kept: ${COMPLETION-CANDIDATES} (default: where the home has them, else"
                    + " filesystem).")
    private StoreKind store;

    @Override
    public Integer call() throws InterruptedException {
        if (port < 1 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "A port is a number from 1 to 65535, not " + port + ".");
        }
        PrintWriter out = spec.commandLine().getOut();
        StackOptions options = new StackOptions(
                home.path(), port, HomeStore.choose(home.path(), store), External.from(System.getenv()));
        if (detach) {
            DetachedUp.start(options, out);
            return 0;
        }
        return run(options, out);
    }

    /** Starts, serves and stops; returns when it was told to stop. */
    private static int run(StackOptions options, PrintWriter out) throws InterruptedException {
        check(options);
        Path homePath = options.home();
        HomeLock lock = HomeLock.take(homePath);
        RunningTree.note();
        Stack stack = Stack.prepare(options, new PrintedSteps(out));
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Thread hook = new Thread(() -> stopWhenTold(stack, homePath, told, stopped, out), "waybill-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        long began = System.nanoTime();
        try {
            stack.startAll();
        } catch (StackException failed) {
            if (told.getCount() == 0) {
                // Ctrl-C half-way: the hook is stopping what had started, and that is what broke the start.
                stopped.await();
                return 130;
            }
            Runtime.getRuntime().removeShutdownHook(hook);
            lock.close();
            throw failed;
        }
        try (Supervisor supervisor =
                new Supervisor(stack.parts(), sentence -> say(out, sentence), () -> stack.describe()
                        .write(homePath))) {
            HomeStore.remember(homePath, options.store());
            stack.describe().write(homePath);
            welcome(out, stack.describe(), Duration.ofNanos(System.nanoTime() - began));
            supervisor.start();
            told.await();
        }
        stopped.await();
        return 0;
    }

    /** All that can be known before anything runs. */
    static void check(StackOptions options) {
        Path homePath = options.home();
        if (HomeLock.holder(homePath).isPresent()) {
            throw HomeLock.alreadyUp(homePath);
        }
        FreeSpace.require(homePath, FreeSpace.NEEDED_BYTES);
        if (!Ports.isFree(options.gatewayPort())) {
            throw new StackException(
                    "Port " + options.gatewayPort() + " is taken by another program; choose another with --port.");
        }
        if (options.store() == StoreKind.S3 && options.external().s3().isEmpty() && !MinioServer.isPresent()) {
            throw new StackException(
                    "There is no S3 store: give one in WAYBILL_S3_ENDPOINT (with WAYBILL_S3_ACCESS_KEY and"
                            + " WAYBILL_S3_SECRET_KEY), or put a minio program on the PATH or in WAYBILL_MINIO.");
        }
    }

    private static void stopWhenTold(
            Stack stack, Path home, CountDownLatch told, CountDownLatch stopped, PrintWriter out) {
        told.countDown();
        out.println();
        out.println("Stopping…");
        out.flush();
        StackFile.delete(home);
        stack.close();
        out.println("All is stopped. What was uploaded stays in " + home);
        out.flush();
        stopped.countDown();
    }

    private static void welcome(PrintWriter out, StackFile file, Duration took) {
        out.printf("%nWaybill is up at %s after %.1f s.%n%n", file.gateway(), took.toMillis() / 1e3);
        for (LocalUser user : file.users()) {
            out.printf("  %-6s %-26s role %s%n", user.name(), user.password(), user.role());
        }
        if (file.users().isEmpty()) {
            out.printf("Sign in at %s; its tokens open %s%n", file.issuer(), file.gateway());
        } else {
            out.printf("%nTry:  ./waybill demo%n");
            out.printf(
                    "      curl -H \"Authorization: Bearer $(./waybill token alice)\" %s/api/files%n", file.gateway());
        }
        out.printf("%n./waybill down stops it; so does Ctrl-C here, where it runs in the foreground.%n");
        out.flush();
    }

    private static void say(PrintWriter out, String sentence) {
        out.println("  ! " + sentence);
        out.flush();
    }

    private record PrintedSteps(PrintWriter out) implements StartListener {
        @Override
        public void ready(String what, Duration took, String where) {
            out.printf("  ✓ %-22s %6.1f s   %s%n", what, took.toMillis() / 1e3, where);
            out.flush();
        }

        @Override
        public void note(String sentence) {
            out.println("  … " + sentence);
            out.flush();
        }
    }
}
