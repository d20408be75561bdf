package io.waybill.system.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority of a test, made with the JDK's keytool: signs certificates for 127.0.0.1. */
public final class Authority {
    private static final String PASSWORD = "only-for-this-test";
    private static final String[] KEY = {"-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2"};

    private final Path directory;
    private Authority trusted = this;

    /** Makes its key in {@code directory}, which is created. */
    public Authority(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        generate("authority", "-ext", "bc:c");
        keytool(
                "authority",
                "-exportcert",
                "-rfc",
                "-file",
                certificate("authority").toString());
    }

    /** Its own certificate, PEM. */
    public Path certificate() {
        return certificate("authority");
    }

    /** Signs a fresh certificate for a fresh key; {@link #certificate(String)} and {@link #key} are its files. */
    public void issue(String name) {
        generate(name);
        Path asked = directory.resolve(name + ".csr");
        keytool(name, "-certreq", "-file", asked.toString());
        keytool(
                "authority",
                "-gencert",
                "-rfc",
                "-infile",
                asked.toString(),
                "-outfile",
                certificate(name).toString(),
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-validity",
                "2");
        try {
            byte[] key = store(name).getKey(name, PASSWORD.toCharArray()).getEncoded();
            Files.writeString(
                    key(name),
                    "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                            + "\n-----END PRIVATE KEY-----\n");
        } catch (IOException | GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** The certificate of {@code name}, PEM. */
    public Path certificate(String name) {
        return directory.resolve(name + ".crt");
    }

    /** The private key of {@code name}, PKCS #8 in PEM. */
    public Path key(String name) {
        return directory.resolve(name + ".key");
    }

    /** Has {@link #context} trust {@code other} and no longer this authority. */
    public void trust(Authority other) {
        trusted = other;
    }

    /** Trusts this authority and shows the certificate of {@code name}, or none when that is null. */
    public SSLContext context(String name) {
        try {
            KeyStore authorities = KeyStore.getInstance("PKCS12");
            authorities.load(null, null);
            authorities.setCertificateEntry(
                    "authority", trusted.store("authority").getCertificate("authority"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities);
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(name == null ? null : signed(name), PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private KeyStore signed(String name) throws IOException, GeneralSecurityException {
        KeyStore signed = KeyStore.getInstance("PKCS12");
        signed.load(null, null);
        try (InputStream in = Files.newInputStream(certificate(name))) {
            var certificate = java.security.cert.CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .iterator()
                    .next();
            signed.setKeyEntry(
                    name,
                    store(name).getKey(name, PASSWORD.toCharArray()),
                    PASSWORD.toCharArray(),
                    new java.security.cert.Certificate[] {certificate});
        }
        return signed;
    }

    private KeyStore store(String name) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve(name + ".p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private void generate(String name, String... more) {
        try {
            Files.deleteIfExists(directory.resolve(name + ".p12"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        List<String> words = new ArrayList<>(List.of("-genkeypair", "-dname", "CN=" + name));
        words.addAll(List.of(KEY));
        words.addAll(List.of(more));
        keytool(name, words.toArray(String[]::new));
    }

    private void keytool(String alias, String... words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(words));
        command.addAll(List.of(
                "-alias",
                alias,
                "-keystore",
                directory.resolve(alias + ".p12").toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        try {
            Process keytool =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + said);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
