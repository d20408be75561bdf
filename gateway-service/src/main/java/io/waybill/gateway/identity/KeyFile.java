package io.waybill.gateway.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One key from a mounted PEM file that has both halves, as {@code openssl ecparam -name prime256v1 -genkey | openssl pkcs8
 * -topk8 -nocrypt} and {@code openssl ec -pubout} write them. The file is read again at every refresh, so a new key takes
 * over without a restart.
 */
final class KeyFile implements KeySource {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (PRIVATE|PUBLIC) KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1 KEY-----");

    private final Path file;

    KeyFile(Path file) {
        this.file = file;
    }

    @Override
    public KeyRing load() {
        try {
            String pem = Files.readString(file);
            ECPublicKey publicKey = KeyPairs.publicKey(section(pem, "PUBLIC"));
            return new KeyRing(List.of(new SigningKey(
                    Jwks.thumbprint(publicKey),
                    publicKey,
                    KeyPairs.privateKey(section(pem, "PRIVATE")),
                    Instant.EPOCH,
                    Instant.MAX)));
        } catch (IOException | GeneralSecurityException | ClassCastException unusable) {
            throw new IllegalStateException("The signing key cannot be read from " + file + ".", unusable);
        }
    }

    private byte[] section(String pem, String name) {
        Matcher sections = PEM.matcher(pem);
        while (sections.find()) {
            if (sections.group(1).equals(name)) {
                return Base64.getMimeDecoder().decode(sections.group(2));
            }
        }
        throw new IllegalStateException("The file " + file + " has no section '" + name + " KEY'.");
    }
}
