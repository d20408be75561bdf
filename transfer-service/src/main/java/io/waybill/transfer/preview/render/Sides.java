package io.waybill.transfer.preview.render;

import java.util.List;

/** How large pictures are made: the pixels of their longest side. */
public final class Sides {
    /** For a list of files. */
    public static final int SMALL = 256;

    /** For a look at one file. */
    public static final int LARGE = 1024;

    /** Each of them. */
    public static final List<Integer> ALL = List.of(LARGE, SMALL);

    private Sides() {}
}
