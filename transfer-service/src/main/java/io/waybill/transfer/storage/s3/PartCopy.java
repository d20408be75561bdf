package io.waybill.transfer.storage.s3;

import io.minio.ComposeObjectArgs;
import io.minio.Http;
import io.minio.SourceObject;
import io.minio.UploadPartCopyArgs;
import io.waybill.transfer.storage.StagedObject;
import java.util.List;

/** A server-side copy of a stretch of an object into a part, in the words of the SDK, whose own builder cannot build it. */
record PartCopy(
        String bucket, String region, StagedObject staged, int number, String sourceKey, long offset, long length) {
    UploadPartCopyArgs args() {
        SourceObject source = SourceObject.builder()
                .bucket(bucket)
                .region(region)
                .object(sourceKey)
                .build();
        ComposeObjectArgs target = ComposeObjectArgs.builder()
                .bucket(bucket)
                .region(region)
                .object(staged.key())
                .sources(List.of(source))
                .build();
        Http.Headers headers = new Http.Headers(
                "x-amz-copy-source",
                "/" + bucket + "/" + sourceKey,
                "x-amz-copy-source-range",
                "bytes=" + offset + '-' + (offset + length - 1));
        return new UploadPartCopyArgs(target, staged.stageId(), number, headers);
    }
}
