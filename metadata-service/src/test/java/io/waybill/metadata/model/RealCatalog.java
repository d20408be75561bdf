package io.waybill.metadata.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.contracts.api.ConflictMode;
import io.waybill.kit.testing.LocalIssuer;
import io.waybill.metadata.fixture.Answer;
import io.waybill.metadata.fixture.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The same tree in the service: files by the same numbers. */
final class RealCatalog {
    private final Metadata metadata;
    private final String owner;
    private final String person;
    private final Map<Integer, String> ids = new ConcurrentHashMap<>();
    private final Map<String, String> contents = new ConcurrentHashMap<>();
    private final Set<String> purged = ConcurrentHashMap.newKeySet();

    RealCatalog(LocalIssuer issuer) {
        metadata = new Metadata(issuer);
        owner = Metadata.newOwner();
        person = issuer.person(owner);
    }

    String upload(int newFile, String path, ConflictMode mode, String content) {
        contents.put(Metadata.digest(content).hex(), content);
        Answer answer = metadata.commit(Metadata.upload(owner, path, mode, content));
        if (answer.status() == 201 && answer.json().path("version").asInt() == 1) {
            ids.put(newFile, answer.json().path("fileId").asText());
        }
        return outcome(answer);
    }

    String move(int number, String path, boolean rename) {
        return outcome(post("/api/files/" + id(number) + "/move", place(path, rename)));
    }

    String copyTo(int newFile, int number, String path, boolean rename) {
        Answer answer = post("/api/files/" + id(number) + "/copy", place(path, rename));
        if (answer.status() == 201) {
            ids.put(newFile, answer.json().path("id").asText());
        }
        return outcome(answer);
    }

    String delete(int number, boolean forGood) {
        return outcome(metadata.delete("/api/files/" + id(number) + "?permanent=" + forGood, owner));
    }

    String undelete(int number, boolean rename) {
        return outcome(post("/api/trash/" + id(number) + "/restore?conflict=" + (rename ? "rename" : "reject"), ""));
    }

    String restore(int number, int version) {
        return outcome(post("/api/files/" + id(number) + "/versions/" + version + "/restore", ""));
    }

    String deleteVersion(int number, int version) {
        return outcome(metadata.delete("/api/files/" + id(number) + "/versions/" + version, owner));
    }

    /** As {@link ModelCatalog#shown}. */
    Map<String, String> shown() {
        Map<String, String> shown = new TreeMap<>();
        for (JsonNode file : metadata.get("/api/files?limit=1000", owner).json().path("items")) {
            Map<Integer, String> versions = new TreeMap<>();
            metadata.get("/api/files/" + file.path("id").asText() + "/versions", owner)
                    .json()
                    .path("items")
                    .forEach(version -> versions.put(
                            version.path("version").asInt(),
                            contents.get(version.path("sha256").asText())));
            shown.put(file.path("path").asText(), file.path("version").asInt() + ":" + versions);
        }
        return shown;
    }

    List<String> trashedPaths() {
        List<String> paths = new ArrayList<>();
        metadata.get("/api/trash?limit=1000", owner)
                .json()
                .path("items")
                .forEach(item -> paths.add(item.path("file").path("path").asText()));
        return paths.stream().sorted().collect(Collectors.toList());
    }

    /** Bytes that something still shows although they were given away; none, ever. */
    List<String> lostBytes() {
        List<String> claimed = new ArrayList<>();
        metadata.postInternal("/internal/purges/claim", "{\"limit\":1000}")
                .json()
                .forEach(purge -> {
                    purged.add(purge.path("storeKey").asText());
                    claimed.add('"' + purge.path("versionId").asText() + '"');
                });
        metadata.postInternal("/internal/purges/confirm", claimed.toString());
        List<String> lost = new ArrayList<>();
        for (JsonNode file : metadata.get("/api/files?limit=1000", owner).json().path("items")) {
            String id = file.path("id").asText();
            for (JsonNode version :
                    metadata.get("/api/files/" + id + "/versions", owner).json().path("items")) {
                String key = metadata.getInternal("/internal/content?fileId=" + id + "&version="
                                + version.path("version").asInt())
                        .json()
                        .path("storeKey")
                        .asText();
                if (purged.contains(key)) {
                    lost.add(file.path("path").asText() + " " + version);
                }
            }
        }
        return lost;
    }

    private Answer post(String path, String body) {
        return metadata.post(path, body, person);
    }

    private String id(int number) {
        return ids.getOrDefault(number, "00000000-0000-0000-0000-000000000000");
    }

    private static String place(String path, boolean rename) {
        return "{\"path\":\"" + path + "\",\"conflict\":\"" + (rename ? "rename" : "reject") + "\"}";
    }

    private static String outcome(Answer answer) {
        return answer.status() < 300 ? ModelCatalog.DONE : answer.problemCode();
    }
}
