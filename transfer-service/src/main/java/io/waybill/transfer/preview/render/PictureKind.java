package io.waybill.transfer.preview.render;

/** What a picture can be made of. */
public enum PictureKind {
    JPEG,
    PNG,
    GIF,
    BMP,
    WEBP,
    PDF
}
