package io.waybill.stack.launcher;

import io.waybill.stack.External;
import io.waybill.stack.StackException;
import io.waybill.stack.StackFile;
import io.waybill.stack.StackOptions;
import io.waybill.stack.demo.Journey;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code demo}: {@code up} if needed, then one file's whole journey; not zero when anything differs. */
@Command(
        name = "demo",
        description = "Sends a file through everything and compares what comes back.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HomeOption home;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "What to send (default: 256 MiB of random bytes).")
    private Path file;

    @Option(names = "--exit", description = "Stop afterwards what this command started.")
    private boolean exit;

    @Override
    public Integer call() {
        if (file != null && !Files.isRegularFile(file)) {
            throw new StackException("There is no readable file " + file + ".");
        }
        PrintWriter out = spec.commandLine().getOut();
        Optional<StackFile> running = HomeLock.holder(home.path()).flatMap(up -> StackFile.read(home.path()));
        StackFile stack = running.orElseGet(() -> start(out));
        try {
            boolean same =
                    new Journey(stack, out, Boolean.getBoolean("waybill.terminal")).run(Optional.ofNullable(file));
            return same ? 0 : Launcher.FAILED;
        } finally {
            if (running.isEmpty() && exit) {
                out.println();
                DownCommand.stop(home.path(), out);
            } else if (running.isEmpty()) {
                out.printf("%nWaybill stays up at %s; ./waybill down stops it.%n", stack.gateway());
            }
        }
    }

    private StackFile start(PrintWriter out) {
        StackOptions options =
                new StackOptions(home.path(), 0, HomeStore.choose(home.path(), null), External.from(System.getenv()));
        return DetachedUp.start(DetachedUp.withDefaultPort(options), out);
    }
}
