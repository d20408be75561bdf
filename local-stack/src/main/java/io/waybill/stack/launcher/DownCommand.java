package io.waybill.stack.launcher;

import io.waybill.stack.StackException;
import io.waybill.stack.StackFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code down}: stops what {@code up} started; nothing to stop is no failure. */
@Command(name = "down", description = "Stops what up started.", mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
    private static final long PATIENCE_SECONDS = 90;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HomeOption home;

    @Override
    public Integer call() {
        stop(home.path(), spec.commandLine().getOut());
        return 0;
    }

    /** Returns when nothing of that home runs any more. */
    static void stop(Path home, PrintWriter out) {
        Optional<ProcessHandle> up = HomeLock.holder(home);
        if (up.isEmpty()) {
            StackFile.delete(home);
            out.println("Nothing is up from " + home + ".");
            return;
        }
        ProcessHandle process = up.get();
        process.destroy();
        try {
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // Its children are on leashes: they end with it.
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while Waybill stopped; it goes on stopping.", e);
        }
        StackFile.delete(home);
        out.println("Waybill is down. What was uploaded stays in " + home);
    }
}
