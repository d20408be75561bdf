package io.waybill.stack.launcher;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.stack.ServiceKind;
import io.waybill.stack.StackFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code status}: what runs, where, and whether it is ready; exit code 0 when all is, 1 when some is not, 3 when down. */
@Command(
        name = "status",
        description = "Says what runs, where, and whether it is ready.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HomeOption home;

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Optional<StackFile> file = HomeLock.holder(home.path()).flatMap(up -> StackFile.read(home.path()));
        if (file.isEmpty()) {
            boolean starting = HomeLock.holder(home.path()).isPresent();
            out.println(
                    json
                            ? "{\"up\":false,\"starting\":" + starting + "}"
                            : starting ? "Waybill is starting." : "Waybill is down; ./waybill up starts it.");
            return Launcher.DOWN;
        }
        Map<String, Boolean> ready = readiness(file.get());
        boolean all = !ready.containsValue(false);
        out.println(json ? json(file.get(), ready, all) : table(file.get(), ready));
        return all ? 0 : Launcher.FAILED;
    }

    private static Map<String, Boolean> readiness(StackFile file) {
        Map<String, Boolean> ready = new ConcurrentHashMap<>();
        file.services().entrySet().parallelStream()
                .forEach(service -> ready.put(
                        service.getKey(),
                        ServiceKind.ofProcess(service.getKey())
                                .isReady(service.getValue().url())));
        return ready;
    }

    private static String table(StackFile file, Map<String, Boolean> ready) {
        StringBuilder text =
                new StringBuilder("gateway   %s%nissuer    %s%nkafka     %s%npostgres  %s%nstore     %s %s%n%n"
                        .formatted(
                                file.gateway(),
                                file.issuer(),
                                file.kafka(),
                                file.postgres(),
                                file.store().kind(),
                                Optional.ofNullable(file.store().endpoint()).orElse("")));
        file.services()
                .forEach((name, service) -> text.append("%-22s %-9s %-24s pid %d%n"
                        .formatted(name, ready.get(name) ? "ready" : "NOT READY", service.url(), service.pid())));
        return text.toString().stripTrailing();
    }

    private static String json(StackFile file, Map<String, Boolean> ready, boolean all) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode status = mapper.createObjectNode().put("up", true).put("ready", all);
        status.put("gateway", file.gateway()).put("issuer", file.issuer()).put("kafka", file.kafka());
        status.put("postgres", file.postgres()).set("store", mapper.valueToTree(file.store()));
        ObjectNode services = status.putObject("services");
        file.services().forEach((name, service) -> services.putObject(name)
                .put("url", service.url())
                .put("pid", service.pid())
                .put("log", service.log())
                .put("ready", ready.get(name)));
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(status);
    }
}
