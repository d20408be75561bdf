package io.waybill.transfer.batch;

import io.vertx.core.http.HttpServerRequest;
import io.waybill.contracts.Sha256;
import io.waybill.contracts.path.FilePath;
import io.waybill.kit.identity.Caller;
import io.waybill.transfer.upload.UploadRequests;
import io.waybill.transfer.upload.UploadTerms;

/**
 * What one request says for all of its files.
 *
 * @param request which it is
 * @param caller who sends it
 * @param requestId to quote when asking for help
 * @param folder what every path begins with, with a slash at its end; or empty
 */
record BatchTerms(HttpServerRequest request, Caller caller, String requestId, String folder) {
    static BatchTerms of(HttpServerRequest request, Caller caller, String requestId) {
        String folder = request.getParam("folder");
        boolean none = folder == null || folder.isEmpty();
        return new BatchTerms(
                request,
                caller,
                requestId,
                none || folder.endsWith("/") ? String.valueOf(none ? "" : folder) : folder + '/');
    }

    /** @throws io.waybill.contracts.error.WaybillException {@code invalid_path}, {@code insufficient_scope} */
    FilePath path(String name) {
        return caller.reaching(FilePath.of(folder + (name.startsWith("./") ? name.substring(2) : name)));
    }

    UploadTerms of(int index, FilePath path, BatchEntry entry, Sha256 promised, Long length) {
        return UploadRequests.batchTerms(request, caller, index, path, entry.contentType(), length, promised);
    }
}
