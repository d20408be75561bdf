package io.waybill.system.crash;

import io.waybill.stack.Stack;
import java.util.List;
import java.util.Map;

/** What services are told while they are crashed: small parts for many steps, short leases, a sweep that does not wait a day. */
final class CrashSettings {
    /** A blob that nothing speaks of is swept when it is this old. */
    private static final String GRACE = "15S";

    private static final List<String> SERVICES = List.of("transfer-service", "metadata-service");

    private CrashSettings() {}

    /** Restarts the services that have failpoints, with these settings. */
    static Failpoints apply(Stack stack) {
        Failpoints failpoints = Failpoints.in(stack.home());
        Map<String, String> settings = Map.of(
                // They live for seconds: a quick start is worth more than quick code.
                "JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1",
                "WAYBILL_FAILPOINT", failpoints.directory().toString(),
                "WAYBILL_UPLOAD_PART_SIZE", "1M",
                "WAYBILL_UPLOAD_LEASE", "3S",
                "WAYBILL_UPLOAD_TAKEOVER_GRACE", "15S",
                "WAYBILL_RECOVERY_INTERVAL", "1S",
                "WAYBILL_RECOVERY_LEASE", "5S",
                "WAYBILL_RECOVERY_SWEEP_INTERVAL", "2S",
                "WAYBILL_RECOVERY_STRAY_GRACE", GRACE);
        restart(stack, settings);
        return failpoints;
    }

    /** Gives them back what the stack told them before. */
    static void takeBack(Stack stack) {
        restart(stack, Map.of());
    }

    private static void restart(Stack stack, Map<String, String> settings) {
        SERVICES.parallelStream().map(stack::service).forEach(service -> {
            service.change(settings);
            service.restart();
        });
    }
}
