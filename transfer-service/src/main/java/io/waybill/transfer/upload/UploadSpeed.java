package io.waybill.transfer.upload;

import java.util.concurrent.TimeUnit;

/** The speed of one request, smoothed over about two seconds. For one thread. */
final class UploadSpeed {
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final double MEMORY_NANOS = TimeUnit.SECONDS.toNanos(2);

    private long stepStart;
    private long stepBytes;
    private double bytesPerNano = -1;

    UploadSpeed(long nowNanos) {
        this.stepStart = nowNanos;
    }

    /** Counts {@code bytes} and gives the speed in bytes a second; 0 during the first tenth of a second. */
    long add(long bytes, long nowNanos) {
        stepBytes += bytes;
        long elapsed = nowNanos - stepStart;
        if (elapsed >= STEP_NANOS) {
            double now = (double) stepBytes / elapsed;
            double weight = bytesPerNano < 0 ? 1 : 1 - Math.exp(-elapsed / MEMORY_NANOS);
            bytesPerNano = Math.max(0, bytesPerNano) * (1 - weight) + now * weight;
            stepStart = nowNanos;
            stepBytes = 0;
        }
        return bytesPerNano < 0 ? 0 : (long) (bytesPerNano * TimeUnit.SECONDS.toNanos(1));
    }
}
