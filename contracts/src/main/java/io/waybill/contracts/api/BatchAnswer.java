package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.waybill.contracts.error.Problem;
import java.util.List;

/**
 * What became of the files of one batch.
 *
 * @param stored how many became versions
 * @param refused how many did not
 * @param results one for each file, in the order they came
 */
public record BatchAnswer(int stored, int refused, List<Result> results) {
    /**
     * What became of one file.
     *
     * @param path where it should become visible, as it was sent
     * @param status the HTTP status that it would have had alone: 201, or that of the problem
     * @param version the version, or null
     * @param problem why it is none, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Result(String path, int status, FileVersion version, Problem problem) {}

    /** The answer with these results. */
    public static BatchAnswer of(List<Result> results) {
        int stored = (int) results.stream().filter(one -> one.version() != null).count();
        return new BatchAnswer(stored, results.size() - stored, List.copyOf(results));
    }
}
