package io.waybill.gateway.limits;

import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.util.HexFormat;

/** What counts as one address: an IPv4 address, or the /64 that one IPv6 subscriber has to themselves at least. */
final class ClientAddress {
    private static final int IPV6_BYTES = 16;
    private static final int SUBNET_BYTES = 8;
    private static final int MAPPED_PREFIX_BYTES = 12;

    private ClientAddress() {}

    /** The name of the address that {@code remote} is of. */
    static String of(SocketAddress remote) {
        String host = remote == null ? null : remote.hostAddress();
        byte[] bytes = host == null ? null : NetUtil.createByteArrayFromIpAddressString(host);
        if (bytes == null) {
            return "unknown";
        }
        HexFormat hex = HexFormat.of();
        if (bytes.length != IPV6_BYTES) {
            return hex.formatHex(bytes);
        }
        return isMapped(bytes)
                ? hex.formatHex(bytes, MAPPED_PREFIX_BYTES, IPV6_BYTES)
                : hex.formatHex(bytes, 0, SUBNET_BYTES) + "/64";
    }

    /** ::ffff:a.b.c.d is a.b.c.d. */
    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == (byte) 0xFF && bytes[11] == (byte) 0xFF;
    }
}
