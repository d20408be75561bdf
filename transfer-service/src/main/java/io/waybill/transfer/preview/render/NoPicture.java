package io.waybill.transfer.preview.render;

/** Why there will never be a preview of some bytes. */
public enum NoPicture {
    /** They are of no kind that previews are made of. */
    UNSUPPORTED,
    /** They, or what they would become, are more than what is decoded. */
    TOO_LARGE,
    /** They are not what they begin as. */
    DAMAGED,
    /** Nobody can read them without a password. */
    ENCRYPTED
}
