package io.waybill.gateway.socket;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * A ticket for one WebSocket: {@code POST /api/events/tickets}.
 *
 * @param ticket goes into {@code /api/events?ticket=…}, once
 * @param socket the id by which the socket can be prolonged; absent where it lasts as long as a browser session
 * @param expiresAt when an unused ticket runs out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record IssuedTicket(String ticket, UUID socket, Instant expiresAt) {}
