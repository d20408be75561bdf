package io.waybill.stack;

import java.util.Map;
import java.util.Optional;

/**
 * Infrastructure that is given instead of started, each named by an environment variable.
 *
 * @param database {@code WAYBILL_DATABASE_URL}: a JDBC URL of PostgreSQL whose databases waybill_gateway,
 *     waybill_transfer and waybill_metadata exist; its own database name does not matter
 * @param databaseUser {@code WAYBILL_DATABASE_USER}: the role that owns the three
 * @param databasePassword {@code WAYBILL_DATABASE_PASSWORD}
 * @param kafka {@code WAYBILL_KAFKA}: bootstrap servers
 * @param issuer {@code WAYBILL_ISSUER}: an OIDC issuer
 * @param s3 {@code WAYBILL_S3_ENDPOINT} with {@code _REGION}, {@code _BUCKET}, {@code _ACCESS_KEY}, {@code _SECRET_KEY}
 */
public record External(
        Optional<String> database,
        String databaseUser,
        String databasePassword,
        Optional<String> kafka,
        Optional<String> issuer,
        Optional<S3> s3) {

    /** An S3 store that is given. */
    public record S3(String endpoint, String region, String bucket, String accessKey, String secretKey) {}

    /** Nothing is given: every part is started. */
    public static External none() {
        return from(Map.of());
    }

    /** What an environment gives; blank means absent. */
    public static External from(Map<String, String> environment) {
        Optional<S3> s3 = value(environment, "WAYBILL_S3_ENDPOINT")
                .map(endpoint -> new S3(
                        endpoint,
                        value(environment, "WAYBILL_S3_REGION").orElse("us-east-1"),
                        value(environment, "WAYBILL_S3_BUCKET").orElse("waybill"),
                        required(environment, "WAYBILL_S3_ACCESS_KEY", "WAYBILL_S3_ENDPOINT"),
                        required(environment, "WAYBILL_S3_SECRET_KEY", "WAYBILL_S3_ENDPOINT")));
        Optional<String> database = value(environment, "WAYBILL_DATABASE_URL");
        String user = "";
        String password = "";
        if (database.isPresent()) {
            if (!database.get().matches("(jdbc:)?postgresql://.+")) {
                throw new StackException("WAYBILL_DATABASE_URL must look like jdbc:postgresql://host:5432/, not "
                        + database.get() + ".");
            }
            user = required(environment, "WAYBILL_DATABASE_USER", "WAYBILL_DATABASE_URL");
            password = required(environment, "WAYBILL_DATABASE_PASSWORD", "WAYBILL_DATABASE_URL");
        }
        return new External(
                database,
                user,
                password,
                value(environment, "WAYBILL_KAFKA"),
                value(environment, "WAYBILL_ISSUER"),
                s3);
    }

    /** The given server's URL for one database, without {@code jdbc:}. */
    public String databaseUrl(String name) {
        String url = database.orElseThrow().replaceFirst("^jdbc:", "");
        int query = url.indexOf('?');
        String options = query < 0 ? "" : url.substring(query);
        String base = query < 0 ? url : url.substring(0, query);
        int slash = base.indexOf('/', "postgresql://".length());
        return (slash < 0 ? base : base.substring(0, slash)) + "/" + name + options;
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::trim).filter(value -> !value.isEmpty());
    }

    private static String required(Map<String, String> environment, String name, String because) {
        return value(environment, name)
                .orElseThrow(() -> new StackException(name + " must be set because " + because + " is."));
    }
}
