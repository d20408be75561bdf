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

    /** Restarts the services that have failpoints, with these settings; for whoever ends them often. */
    static Failpoints apply(Stack stack) {
        return apply(stack, crashed(stack), "1M", true);
    }

    /** The same for a stack whose other services shall start as quickly. */
    static Failpoints applyToAll(Stack stack) {
        return apply(stack, stack.services(), "1M", true);
    }

    /** The same for a few ends where bytes are in S3, which takes no smaller parts. */
    static Failpoints applyOnS3(Stack stack) {
        return apply(stack, crashed(stack), "5M", false);
    }

    /** Gives them back what the stack told them before. */
    static void takeBack(Stack stack) {
        crashed(stack).parallelStream().forEach(service -> {
            service.change(Map.of());
            service.restart();
        });
    }

    private static List<ServiceProcess> crashed(Stack stack) {
        return CRASHED.stream().map(stack::service).toList();
    }

    private static Failpoints apply(Stack stack, List<ServiceProcess> services, String partSize, boolean often) {
        Failpoints failpoints = Failpoints.in(stack.home());
        services.parallelStream().forEach(service -> {
            Path classes = stack.home().resolve(service.name() + ".jsa");
            if (often) {
                archiveClasses(service, classes);
            }
            String archive = Files.exists(classes) ? " -XX:SharedArchiveFile=" + classes : "";
            service.change(settings(failpoints, partSize, QUICK_START + archive));
            service.restart();
        });
        return failpoints;
    }

    /** Starting is most of what is done: the classes that a start needs are read and checked once. Ends the service. */
    private static void archiveClasses(ServiceProcess service, Path archive) {
        service.change(Map.of("JAVA_TOOL_OPTIONS", QUICK_START + " -Xlog:cds=off -XX:ArchiveClassesAtExit=" + archive));
        service.restart();
        // Writing the archive takes longer than a stop may.
        ProcessHandle.of(service.pid()).ifPresent(process -> {
            process.destroy();
            process.onExit().join();
        });
    }

    private static Map<String, String> settings(Failpoints failpoints, String partSize, String javaOptions) {
        return Map.ofEntries(
                Map.entry("JAVA_TOOL_OPTIONS", javaOptions),
                Map.entry("WAYBILL_FAILPOINT", failpoints.directory().toString()),
                Map.entry("WAYBILL_UPLOAD_PART_SIZE", partSize),
                Map.entry("WAYBILL_UPLOAD_LEASE", "3S"),
                Map.entry("WAYBILL_UPLOAD_TAKEOVER_GRACE", "15S"),
                Map.entry("WAYBILL_UPLOAD_KEEP_PARTIALS", "40S"),
                Map.entry("WAYBILL_RECOVERY_INTERVAL", "1S"),
                Map.entry("WAYBILL_RECOVERY_LEASE", "5S"),
                Map.entry("WAYBILL_RECOVERY_SWEEP_INTERVAL", "2S"),
                Map.entry("WAYBILL_RECOVERY_SPACE_GRACE", GRACE),
                Map.entry("WAYBILL_RECOVERY_STRAY_GRACE", GRACE));
    }
}
