package io.waybill.kit.danger;

/**
 * A setting that works and is not safe.
 *
 * @param code names it for {@code waybill.accepted-dangers}; stable
 * @param sentence what is wrong and what to change, in one sentence; never holds a secret
 */
public record Danger(String code, String sentence) {}
