package io.waybill.gateway.provider;

/**
 * What the provider gave. None of it ever leaves the gateway's side.
 *
 * @param access says who the person is and what they may; read once and not kept
 * @param refresh asks for the next ones; null when the provider gives none
 * @param id says that the person signed in; null after a refresh that gave none
 */
public record ProviderTokens(String access, String refresh, String id) {
    @Override
    public String toString() {
        return "ProviderTokens";
    }
}
