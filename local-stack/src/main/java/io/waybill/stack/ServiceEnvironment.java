package io.waybill.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What each service is told through its environment: the table in the README. */
final class ServiceEnvironment {
    private final Path home;
    private final StoreKind store;
    private final Infrastructure infrastructure;
    private final Map<ServiceKind, Integer> ports;
    private final Path secretFile;

    ServiceEnvironment(Path home, StoreKind store, Infrastructure infrastructure, Map<ServiceKind, Integer> ports) {
        this.home = home;
        this.store = store;
        this.infrastructure = infrastructure;
        this.ports = Map.copyOf(ports);
        this.secretFile = secret(home);
    }

    Map<String, String> of(ServiceKind kind, int port) {
        Map<String, String> environment = new HashMap<>();
        environment.put("WAYBILL_LOCAL_STACK", "true");
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("WAYBILL_SERVICE_SECRET_FILE", secretFile.toString());
        environment.put("WAYBILL_GATEWAY_URL", url(ServiceKind.GATEWAY));
        environment.put("WAYBILL_TRANSFER_URL", url(ServiceKind.TRANSFER));
        environment.put("WAYBILL_METADATA_URL", url(ServiceKind.METADATA));
        environment.put("WAYBILL_NOTIFICATION_URL", url(ServiceKind.NOTIFICATION));
        switch (kind) {
            case GATEWAY -> {
                database(environment, "waybill_gateway");
                environment.put("WAYBILL_ISSUER", infrastructure.issuer());
                environment.put("WAYBILL_PUBLIC_URL", url(ServiceKind.GATEWAY));
                infrastructure
                        .clientSecret()
                        .ifPresent(file -> environment.put("WAYBILL_SIGN_IN_CLIENT_SECRET_FILE", file.toString()));
                environment.put("WAYBILL_SWAGGER_UI", "true");
                environment.put("WAYBILL_LIMITS_ENABLED", "false");
            }
            case TRANSFER -> {
                database(environment, "waybill_transfer");
                environment.put("WAYBILL_KAFKA", infrastructure.bootstrapServers());
                store(environment);
            }
            case METADATA -> {
                database(environment, "waybill_metadata");
                environment.put("WAYBILL_KAFKA", infrastructure.bootstrapServers());
                environment.put(
                        "WAYBILL_RECEIPTS_KEY_FILE",
                        ReceiptKeyFile.in(home.resolve("receipt-key.pem")).toString());
            }
            case NOTIFICATION -> environment.put("WAYBILL_KAFKA", infrastructure.bootstrapServers());
        }
        return environment;
    }

    private String url(ServiceKind kind) {
        return "http://127.0.0.1:" + ports.get(kind);
    }

    private void database(Map<String, String> environment, String name) {
        environment.put("WAYBILL_DATABASE", infrastructure.databaseUrl(name));
        environment.put("WAYBILL_DATABASE_USER", infrastructure.databaseUser(name));
        environment.put("WAYBILL_DATABASE_PASSWORD", infrastructure.databasePassword(name));
    }

    private void store(Map<String, String> environment) {
        environment.put("WAYBILL_STORE", store.word());
        environment.put("WAYBILL_STORE_DIRECTORY", home.resolve("store").toString());
        infrastructure.s3().ifPresent(s3 -> {
            environment.put("WAYBILL_S3_ENDPOINT", s3.endpoint());
            environment.put("WAYBILL_S3_REGION", s3.region());
            environment.put("WAYBILL_S3_BUCKET", s3.bucket());
            environment.put("WAYBILL_S3_ACCESS_KEY", s3.accessKey());
            environment.put("WAYBILL_S3_SECRET_KEY", s3.secretKey());
        });
    }

    private static Path secret(Path home) {
        ServiceCredential credential = ServiceCredential.in(home);
        try {
            credential.make();
            return credential.secretFile();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
