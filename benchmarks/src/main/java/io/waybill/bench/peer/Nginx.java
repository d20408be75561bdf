package io.waybill.bench.peer;

import io.waybill.stack.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** nginx over one directory with one location, streaming both ways, set as fast as it is known to go. */
final class Nginx {
    private static final String CONFIGURATION = """
        daemon off;
        user %s;
        pid %s/nginx.pid;
        error_log %s/error.log;
        worker_processes auto;
        events { worker_connections 2048; }
        http {
          access_log off;
          sendfile on;
          tcp_nopush on;
          client_max_body_size 0;
          client_body_buffer_size 256k;
          client_body_temp_path %s/temp;
          proxy_temp_path %s/proxy;
          fastcgi_temp_path %s/fastcgi;
          uwsgi_temp_path %s/uwsgi;
          scgi_temp_path %s/scgi;
          keepalive_requests 1000000;
          %s
        }
        """;

    private Nginx() {}

    /** Keeps files by PUT and gives them back by GET. */
    static Program dav(Path nginx, Path home) {
        int port = Ports.free();
        return program("nginx", nginx, home, port, """
            server {
                listen 127.0.0.1:%d;
                root %s/files;
                location / { dav_methods PUT DELETE; create_full_put_path on; }
              }\
            """.formatted(port, home));
    }

    /** Passes everything on to a port, both ways unbuffered. */
    static Program proxy(Path nginx, Path home, int upstream) {
        int port = Ports.free();
        return program("nginx", nginx, home, port, """
            upstream service { server 127.0.0.1:%d; keepalive 64; }
              server {
                listen 127.0.0.1:%d;
                location / {
                  proxy_pass http://service;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_request_buffering off;
                  proxy_buffering off;
                  proxy_buffer_size 256k;
                  proxy_buffers 8 256k;
                  proxy_busy_buffers_size 512k;
                  proxy_read_timeout 300s;
                }
              }\
            """.formatted(upstream, port));
    }

    private static Program program(String name, Path nginx, Path home, int port, String servers) {
        try {
            Files.createDirectories(home.resolve("files"));
            Path file = home.resolve("nginx.conf");
            Files.writeString(
                    file,
                    CONFIGURATION.formatted(
                            System.getProperty("user.name"), home, home, home, home, home, home, home, servers));
            return new Program(
                    name,
                    home,
                    port,
                    Map.of(),
                    List.of(nginx.toString(), "-p", home.toString(), "-c", file.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
