package io.waybill.gateway.routing;

import io.vertx.core.http.HttpMethod;
import java.util.List;

/**
 * One row of the route table.
 *
 * @param name a short name for logs and metrics: one value for all requests of this row
 * @param template the paths it is for, as in the OpenAPI document
 * @param methods the methods it takes, in the order that {@code Allow} lists them
 * @param destination who answers
 * @param access who may ask
 */
public record Route(
        String name, PathTemplate template, List<HttpMethod> methods, Destination destination, Access access) {
    static Route of(String name, String template, Destination destination, Access access, HttpMethod... methods) {
        return new Route(name, new PathTemplate(template), List.of(methods), destination, access);
    }

    boolean matches(RawPath path) {
        return template.matches(path);
    }

    /** The path as the OpenAPI document writes it. */
    public String path() {
        return template.toString().replace("...}", "}");
    }
}
