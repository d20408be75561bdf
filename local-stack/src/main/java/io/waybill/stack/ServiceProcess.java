package io.waybill.stack;

import io.waybill.stack.part.Part;
import io.waybill.stack.part.RunningPart;
import io.waybill.stack.process.ChildProcess;
import io.waybill.stack.process.JavaCommand;
import io.waybill.stack.process.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** One replica of a service in a JVM of its own. */
public final class ServiceProcess implements Part {
    private static final Duration START_PATIENCE = Duration.ofMinutes(3);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    private final ServiceKind kind;
    private final RunningPart running;
    private final Path jar;
    private final Supplier<Map<String, String>> environment;
    private volatile Map<String, String> changes = Map.of();

    ServiceProcess(
            ServiceKind kind,
            String name,
            Path directory,
            Path log,
            Path jar,
            int port,
            Supplier<Map<String, String>> environment) {
        this.kind = kind;
        this.running = new RunningPart(name, directory, log, port, STOP_PATIENCE, this::launch);
        this.jar = jar;
        this.environment = environment;
    }

    @Override
    public RunningPart running() {
        return running;
    }

    /** From its next start on, these environment variables differ from what the stack tells it; none when empty. */
    public void change(Map<String, String> variables) {
        changes = Map.copyOf(variables);
    }

    /** Stops it in order and starts it again on the same port. */
    public void restart() {
        stop();
        start();
    }

    /** Holds the whole process where it is ({@code SIGSTOP}): it looks alive and answers nothing. */
    public void pause() {
        Signal.STOP.send(pid());
    }

    /** Lets a paused process go on ({@code SIGCONT}). */
    public void resume() {
        Signal.CONT.send(pid());
    }

    /** {@code http://127.0.0.1:<port>}. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Whether it says that it is ready. */
    public boolean isReady() {
        return kind.isReady(url());
    }

    private ChildProcess launch() {
        JavaCommand java = JavaCommand.leashed(running.home())
                .options(kind.memory().toArray(String[]::new))
                .options(
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-Dwaybill.home=" + running.home());
        Map<String, String> all = new HashMap<>(environment.get());
        all.putAll(changes);
        ChildProcess process =
                ChildProcess.java(new ChildProcess.Launch(name(), java.jar(jar), all, running.home(), log()));
        process.awaitReady(START_PATIENCE, this::isReady);
        return process;
    }
}
