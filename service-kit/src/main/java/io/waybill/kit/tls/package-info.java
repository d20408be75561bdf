/** TLS between the services, both sides with a certificate, when the profile {@code mtls} is on. */
package io.waybill.kit.tls;
