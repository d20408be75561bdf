package io.waybill.gateway.limits;

/** Whom a limit is for. */
enum Party {
    /** A user, whatever they sign in with. */
    USER("user", "You send"),
    /** An API key. */
    KEY("key", "This API key sends"),
    /** The address of somebody who is not signed in. */
    ADDRESS("address", "Your address sends");

    private final String word;
    private final String sends;

    Party(String word, String sends) {
        this.word = word;
        this.sends = sends;
    }

    /** The name of its policy in header fields and metrics. */
    String word() {
        return word;
    }

    /** The begin of a sentence for whoever was refused. */
    String sends() {
        return sends;
    }
}
