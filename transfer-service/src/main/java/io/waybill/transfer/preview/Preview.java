package io.waybill.transfer.preview;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where the preview of a stored object stands.
 *
 * @param state how far it is
 * @param reason why there is none, in a word; null unless that is so
 * @param products what there is, none unless it is {@link State#MADE}
 */
record Preview(State state, String reason, List<Product> products) {
    /** The text, or the largest picture. */
    Optional<Product> forOne() {
        return products.stream().max(Comparator.comparingInt(Product::side));
    }

    /** The largest picture of at most {@code side}. */
    Optional<Product> picture(int side) {
        return products.stream()
                .filter(product -> product.side() != Product.TEXT && product.side() <= side)
                .max(Comparator.comparingInt(Product::side));
    }

    /** How far a preview is. */
    enum State {
        /** It is being made, or will be. */
        WAITING,
        /** It can be had. */
        MADE,
        /** These bytes have none. */
        NEVER,
        /** It was tried too often: an operator looks at it. */
        DEAD
    }
}
