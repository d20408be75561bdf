package io.waybill.system.crash;

import io.waybill.stack.ServiceProcess;
import io.waybill.stack.Stack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What services are told while they are crashed: small parts for many steps, short leases, a sweep that does not wait a day. */
final class CrashSettings {
    /** A blob that nothing speaks of is swept when it is this old. */
    private static final String GRACE = "15S";

    /** They live for seconds: a quick start is worth more than quick code. */
    private static final String QUICK_START =
            "-XX:TieredStopAtLevel=1 -XX:+UnlockDiagnosticVMOptions -XX:+AllowArchivingWithJavaAgent";

    private static final List<String> CRASHED = List.of("transfer-service", "metadata-service");

    private CrashSettings() {}

    /** Restarts the services that have failpoints, with these settings. */
    static Failpoints apply(Stack stack) {
        Failpoints failpoints = Failpoints.in(stack.home());
        crashed(stack).parallelStream().forEach(service -> restart(service, settings(failpoints, QUICK_START)));
        return failpoints;
    }

    /** The same for all services of a stack that lives long: what they need to start is read and checked once. */
    static Failpoints applyToAll(Stack stack) {
        Failpoints failpoints = Failpoints.in(stack.home());
        stack.services().parallelStream().forEach(service -> {
            Path classes = stack.home().resolve(service.name() + ".jsa");
            archiveClasses(service, classes);
            String archive = Files.exists(classes) ? " -XX:SharedArchiveFile=" + classes : "";
            restart(service, settings(failpoints, QUICK_START + archive));
        });
        return failpoints;
    }

    /** Gives them back what the stack told them before. */
    static void takeBack(Stack stack) {
        crashed(stack).parallelStream().forEach(service -> restart(service, Map.of()));
    }

    private static List<ServiceProcess> crashed(Stack stack) {
        return CRASHED.stream().map(stack::service).toList();
    }

    private static void restart(ServiceProcess service, Map<String, String> variables) {
        service.change(variables);
        service.restart();
    }

    /** Ends the service; a JVM that cannot leave its classes leaves none. */
    private static void archiveClasses(ServiceProcess service, Path archive) {
        restart(
                service,
                Map.of("JAVA_TOOL_OPTIONS", QUICK_START + " -Xlog:cds=off -XX:ArchiveClassesAtExit=" + archive));
        // Writing the archive takes longer than a stop may.
        ProcessHandle.of(service.pid()).ifPresent(process -> {
            process.destroy();
            process.onExit().join();
        });
    }

    private static Map<String, String> settings(Failpoints failpoints, String javaOptions) {
        return Map.ofEntries(
                Map.entry("JAVA_TOOL_OPTIONS", javaOptions),
                Map.entry("WAYBILL_FAILPOINT", failpoints.directory().toString()),
                Map.entry("WAYBILL_UPLOAD_PART_SIZE", "1M"),
                Map.entry("WAYBILL_UPLOAD_LEASE", "3S"),
                Map.entry("WAYBILL_UPLOAD_TAKEOVER_GRACE", "15S"),
                Map.entry("WAYBILL_UPLOAD_KEEP_PARTIALS", "40S"),
                Map.entry("WAYBILL_RECOVERY_INTERVAL", "1S"),
                Map.entry("WAYBILL_RECOVERY_LEASE", "5S"),
                Map.entry("WAYBILL_RECOVERY_SWEEP_INTERVAL", "2S"),
                Map.entry("WAYBILL_RECOVERY_STRAY_GRACE", GRACE));
    }
}
