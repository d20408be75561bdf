package io.waybill.transfer.storage.s3;

import io.minio.ComposeObjectArgs;
import io.minio.Http;
import io.minio.SourceObject;
import io.minio.UploadPartCopyArgs;
import io.waybill.transfer.storage.StagedObject;
import java.util.List;

/** A server-side copy of a stretch of an object into a part, in the words of the SDK, whose own builder cannot build it. */
record PartCopy(S3Requests requests, StagedObject staged, int number, String sourceKey, long offset, long length) {
    UploadPartCopyArgs args() {
        SourceObject source = requests.at(sourceKey, SourceObject.builder()).build();
        ComposeObjectArgs target = requests.at(staged.key(), ComposeObjectArgs.builder())
                .sources(List.of(source))
                .build();
        Http.Headers headers = new Http.Headers(
                "x-amz-copy-source",
                "/" + source.bucket() + "/" + sourceKey,
                "x-amz-copy-source-range",
                "bytes=" + offset + '-' + (offset + length - 1));
        return new UploadPartCopyArgs(target, staged.stageId(), number, headers);
    }
}
