package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What a retention rule would remove now.
 *
 * @param rule the rule
 * @param versions how many versions
 * @param bytes their size in total; less is freed where others share their bytes
 * @param examples the first of them by path and number, at most 100
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RetentionPreview(RetentionRule rule, long versions, long bytes, List<FileVersion> examples) {}
