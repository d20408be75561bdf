package io.waybill.stack.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * The deployed realm with what only a local stack may have: users, password sign-in for {@code waybill-cli} so that
 * scripts need no browser, a client whose tokens live two seconds, to see how expiry feels, and one whose tokens are not
 * meant for Waybill. The confidential client gets a secret of its own and the address of this stack's gateway.
 */
final class LocalRealm {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LocalRealm() {}

    static String with(List<LocalUser> users, String gateway, String clientSecret) throws IOException {
        try (InputStream deployed = LocalRealm.class.getResourceAsStream("waybill-realm.json")) {
            ObjectNode realm = (ObjectNode) JSON.readTree(deployed);
            ArrayNode clients = realm.withArray("clients");
            ObjectNode cli = find(clients, KeycloakServer.CLIENT_ID).put("directAccessGrantsEnabled", true);
            ObjectNode brief = cli.deepCopy().put("clientId", KeycloakServer.BRIEF_CLIENT_ID);
            brief.withObjectProperty("attributes").put("access.token.lifespan", "2");
            clients.add(brief);
            ObjectNode foreign = cli.deepCopy().put("clientId", KeycloakServer.FOREIGN_CLIENT_ID);
            foreign.remove("protocolMappers");
            clients.add(foreign);
            ObjectNode browser = find(clients, KeycloakServer.BROWSER_CLIENT_ID)
                    .put("secret", clientSecret)
                    .put("rootUrl", gateway);
            // An address of this machine is good at any port (RFC 8252 §7.3): a stack may move.
            browser.putArray("redirectUris").add("http://127.0.0.1/auth/callback");
            browser.withObjectProperty("attributes")
                    .put("post.logout.redirect.uris", "http://127.0.0.1/")
                    .put("backchannel.logout.url", gateway + "/auth/backchannel-logout");
            ArrayNode entries = realm.putArray("users");
            users.forEach(user -> add(entries, user));
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(realm);
        }
    }

    private static ObjectNode find(ArrayNode clients, String clientId) {
        for (JsonNode client : clients) {
            if (clientId.equals(client.path("clientId").asText())) {
                return (ObjectNode) client;
            }
        }
        throw new IllegalStateException("The deployed realm has no client " + clientId + ".");
    }

    private static void add(ArrayNode users, LocalUser user) {
        String capitalised =
                Character.toUpperCase(user.name().charAt(0)) + user.name().substring(1);
        ObjectNode entry = users.addObject()
                .put("username", user.name())
                .put("enabled", true)
                .put("email", user.name() + "@waybill.example")
                .put("emailVerified", true)
                .put("firstName", capitalised)
                .put("lastName", "Local");
        entry.putArray("credentials")
                .addObject()
                .put("type", "password")
                .put("value", user.password())
                .put("temporary", false);
        ArrayNode roles = entry.putArray("realmRoles").add("user");
        if ("admin".equals(user.role())) {
            roles.add("admin");
        }
    }
}
