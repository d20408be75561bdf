package io.waybill.transfer.parts;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * The one pool of this process, and its gauges {@code waybill_parts_memory_used_bytes}, {@code waybill_parts_memory_cap_bytes}
 * and {@code waybill_parts_memory_waiting}.
 */
@ApplicationScoped
class PartMemoryBeans {
    @Produces
    @Singleton
    SlabPool pool(PartMemory settings, Vertx vertx, MeterRegistry meters) {
        SlabPool pool = new SlabPool(vertx, settings.memory().asLongValue());
        Gauge.builder("waybill.parts.memory.used", pool, SlabPool::usedBytes)
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("waybill.parts.memory.cap", pool, SlabPool::capBytes)
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("waybill.parts.memory.waiting", pool, SlabPool::waiting).register(meters);
        return pool;
    }
}
