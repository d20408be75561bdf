package io.waybill.transfer.storage.s3;

import io.minio.AbortMultipartUploadArgs;
import io.minio.CompleteMultipartUploadArgs;
import io.minio.CreateMultipartUploadArgs;
import io.minio.Http;
import io.minio.messages.Part;
import io.vertx.core.Future;
import io.waybill.transfer.storage.PartBytes;
import io.waybill.transfer.storage.StagedObject;
import io.waybill.transfer.storage.StoredPart;
import java.util.List;
import java.util.Map;

/** Staged objects as S3 knows them: multipart uploads. */
final class S3Multiparts {
    private final S3Requests requests;
    private final S3Writes writes;
    private final S3Objects objects;

    S3Multiparts(S3Requests requests, S3Writes writes, S3Objects objects) {
        this.requests = requests;
        this.writes = writes;
        this.objects = objects;
    }

    Future<StagedObject> stage(String key) {
        CreateMultipartUploadArgs request =
                requests.at(key, CreateMultipartUploadArgs.builder()).build();
        return requests.send(client -> client.createMultipartUpload(request))
                .map(opened -> new StagedObject(key, opened.result().uploadId()));
    }

    Future<StoredPart> putPart(StagedObject staged, int number, PartBytes bytes) {
        StoredPart.requireNumber(number);
        Map<String, String> part = Map.of("partNumber", Integer.toString(number), "uploadId", staged.stageId());
        return writes.put(staged.key(), part, Map.of(), bytes)
                .map(stored -> new StoredPart(number, bytes.sizeBytes(), unquoted(stored.get("ETag"))));
    }

    Future<StoredPart> copyPart(StagedObject staged, int number, String sourceKey, long offset, long length) {
        StoredPart.requireNumber(number);
        PartCopy copy = new PartCopy(requests, staged, number, sourceKey, offset, length);
        return objects.requireRange(sourceKey, offset, length)
                .compose(inside -> requests.send(client -> client.uploadPartCopy(copy.args())))
                .map(copied ->
                        new StoredPart(number, length, unquoted(copied.part().etag())));
    }

    Future<Void> assemble(StagedObject staged, List<StoredPart> parts) {
        StoredPart.requireRising(parts);
        CompleteMultipartUploadArgs request = requests.at(staged.key(), CompleteMultipartUploadArgs.builder())
                .uploadId(staged.stageId())
                .parts(parts.stream()
                        .map(part -> new Part(part.number(), part.etag()))
                        .toArray(Part[]::new))
                .extraHeaders(new Http.Headers(S3Requests.ONLY_IF_ABSENT))
                .maxRetries(0)
                .build();
        long sizeBytes = parts.stream().mapToLong(StoredPart::sizeBytes).sum();
        return requests.send(client -> client.completeMultipartUpload(request))
                .<Void>mapEmpty()
                .recover(thrown -> afterDoubt(staged.key(), sizeBytes, S3Failure.of(thrown)));
    }

    Future<Void> discard(StagedObject staged) {
        AbortMultipartUploadArgs request = requests.at(staged.key(), AbortMultipartUploadArgs.builder())
                .uploadId(staged.stageId())
                .build();
        return requests.sendUntilGone(client -> client.abortMultipartUpload(request));
    }

    /**
     * The complete may have happened although its answer was lost or says otherwise (a repeat finds its parts gone, in the
     * words of each store): the object itself decides.
     */
    private Future<Void> afterDoubt(String key, long sizeBytes, S3Failure failure) {
        return objects.stat(key).compose(visible -> {
            if (visible.isEmpty()) {
                return Future.failedFuture(failure.toWaybill());
            }
            return visible.get().sizeBytes() == sizeBytes
                    ? Future.succeededFuture()
                    : Future.failedFuture(S3Objects.taken());
        });
    }

    private static String unquoted(String etag) {
        return etag.replace("\"", "");
    }
}
