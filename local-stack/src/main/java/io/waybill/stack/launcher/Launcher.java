package io.waybill.stack.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.waybill.stack.StackException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./waybill}: the whole system on this machine. */
@Command(
        name = "waybill",
        description = "The whole system on this machine: a real file goes in, is watched, comes back verified.",
        mixinStandardHelpOptions = true,
        version = "waybill 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            TokenCommand.class,
            ReplayCommand.class,
            DemoCommand.class
        })
public final class Launcher implements Runnable {
    /** Something failed; the sentence is on standard error. */
    static final int FAILED = 1;

    /** The stack is not up. */
    static final int DOWN = 3;

    @Spec
    private CommandSpec spec;

    private Launcher() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(run(new PrintWriter(System.out, true, UTF_8), new PrintWriter(System.err, true, UTF_8), arguments));
    }

    /** Runs a command and returns its exit code: 0 well, 1 failed, 2 misused, 3 not up. */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new Launcher())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, err))
                .execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do; ./waybill demo is a good beginning.");
    }

    private static int explain(Exception failure, PrintWriter err) {
        if (failure instanceof StackException sentence) {
            err.println(sentence.getMessage());
        } else {
            err.println("This should not have happened:");
            failure.printStackTrace(err);
        }
        err.flush();
        return FAILED;
    }
}
