/**
 * Clients that others wrote, unchanged, each run as its recipe in docs/clients.md says. A file and a damaged connection come
 * in; the same bytes must be at the other end, and most of them must have travelled once.
 */
package io.waybill.system.stock;
