package io.waybill.kit.problem;

import java.net.ConnectException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Tells a database that is away from a statement that is wrong, without needing the database driver on the class path.
 * A refused connection is the database's when it names the port in {@code waybill.database} (the driver passes Netty's
 * exception on, without a frame of its own) or when a frame of the driver or of Hibernate is in its chain of causes; any
 * other is not. A connection that Netty found reset says even less: it is the database's where there is one, for failures of
 * all other connections (to a store, to a service, of a client) are wrapped in what they mean before they are looked at here.
 */
public final class DatabaseFailures {
    private static final int MAX_CAUSES = 16;

    /** PostgreSQL appendix A: shutting down, starting up, out of connections. */
    private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "53300", "25006");

    private static final String DEADLOCK = "(40P01)";

    private static final List<String> DRIVER = List.of("io.vertx.sqlclient.", "io.vertx.pgclient.", "org.hibernate.");
    private static final List<String> NETTY = List.of("io.netty.channel.");

    private static final Pattern PORT = Pattern.compile("//[^/]*:([0-9]{1,5})(?:/|$)");
    private static final int POSTGRES_PORT = 5432;

    private DatabaseFailures() {}

    /** Whether {@code thrown} or one of its causes says that the database could not be reached or went away. */
    public static boolean isUnavailable(Throwable thrown) {
        boolean lost = false;
        boolean fromDriver = false;
        Throwable cause = thrown;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++, cause = cause.getCause()) {
            if (saysAway(cause) || isReset(cause) || (cause instanceof ConnectException && namesDatabase(cause))) {
                return true;
            }
            lost |= cause instanceof ConnectException || cause instanceof ClosedChannelException;
            fromDriver |= hasFrameOf(cause, DRIVER);
        }
        return lost && fromDriver;
    }

    /** Whether the database ended the transaction because it and another waited for each other: nothing of it happened. */
    public static boolean isDeadlock(Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++, cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains(DEADLOCK)) {
                return true;
            }
        }
        return false;
    }

    /** A server that is killed resets its connections, in the middle of a statement too. */
    private static boolean isReset(Throwable cause) {
        boolean broken = cause instanceof SocketException
                || cause.getClass().getName().equals("io.netty.channel.unix.Errors$NativeIoException");
        String message = String.valueOf(cause.getMessage());
        return broken
                && (message.contains("Connection reset") || message.contains("Broken pipe"))
                && hasFrameOf(cause, NETTY)
                && database().isPresent();
    }

    private static Optional<String> database() {
        return ConfigProvider.getConfig().getOptionalValue("waybill.database", String.class);
    }

    private static boolean namesDatabase(Throwable refused) {
        return database()
                .map(DatabaseFailures::port)
                .filter(port -> String.valueOf(refused.getMessage()).endsWith(":" + port))
                .isPresent();
    }

    private static int port(String url) {
        Matcher port = PORT.matcher(url);
        return port.find() ? Integer.parseInt(port.group(1)) : POSTGRES_PORT;
    }

    private static boolean hasFrameOf(Throwable cause, List<String> packages) {
        return Arrays.stream(cause.getStackTrace())
                .map(StackTraceElement::getClassName)
                .anyMatch(type -> packages.stream().anyMatch(type::startsWith));
    }

    private static boolean saysAway(Throwable cause) {
        String type = cause.getClass().getName();
        String message = String.valueOf(cause.getMessage());
        return switch (type) {
            case "io.vertx.pgclient.PgException" ->
                AWAY.stream().anyMatch(state -> message.contains("(" + state + ")")) || message.contains("(08");
            case "io.vertx.sqlclient.ClosedConnectionException" -> true;
            case "io.vertx.core.VertxException", "io.vertx.core.impl.NoStackTraceThrowable" ->
                message.contains("Connection") || message.equals("Timeout");
            default -> false;
        };
    }
}
