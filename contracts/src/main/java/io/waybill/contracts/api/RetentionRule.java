package io.waybill.contracts.api;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Which versions of the files in a folder are kept; the head always is. A version goes when nothing keeps it.
 *
 * @param prefix what the paths begin with: a folder with its slash, or the empty string for all; the longest one counts
 * @param keepLast how many of the newest are kept, from 1, the head among them; null for none on this ground
 * @param keepDays for how many days, from 1, one is kept; null for none on this ground
 * @param keepLabelled whether those with a label are kept; yes unless said otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RetentionRule(String prefix, Integer keepLast, Integer keepDays, Boolean keepLabelled) {}
