package io.waybill.transfer.preview.render;

/** Ends the drawing of a file that no picture can be made of. */
final class NoPictureException extends Exception {
    private final NoPicture why;

    NoPictureException(NoPicture why, String detail) {
        super(detail);
        this.why = why;
    }

    NoPicture why() {
        return why;
    }
}
