package io.waybill.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessStatTest {
    @Test
    void sumsWhatAProcessAndItsEndedChildrenTook() {
        String line = "4242 (nginx: worker) S 1 4242 4242 0 -1 4194560 77 0 0 0 130 27 5 3 20 0 1 0 1234 5678 90";

        assertThat(ProcessStat.parse(line).cpuTicks()).isEqualTo(130 + 27 + 5 + 3);
    }

    @Test
    void aNameMayHoldAnything() {
        String line = "1 (a) R (b c) S 1 1 1 0 -1 0 0 0 0 0 1 2 3 4 20 0 1 0 1 1 1";

        assertThat(ProcessStat.parse(line).cpuTicks()).isEqualTo(10);
    }

    @Test
    void readsBytesOfStatusLines() {
        String status = "Name:\tjava\nVmPeak:\t 9000 kB\nVmHWM:\t  2048 kB\nVmRSS:\t 1024 kB\n";

        assertThat(ProcessStat.bytes(status, "VmHWM")).isEqualTo(2 << 20);
        assertThat(ProcessStat.bytes(status, "Pss")).isZero();
    }

    @Test
    void measuresThisProcess() throws Exception {
        Meter meter = new Meter(List.of(Watched.client()));

        Meter.Measured measured = meter.measure(() -> {});

        assertThat(measured.seconds()).isNotNegative();
        assertThat(measured.processes().get("client").memoryBytes()).isPositive();
        assertThat(measured.processes().get("client").cpuSeconds()).isNotNegative();
    }

    @Test
    void aProcessThatIsGoneTookNothing() throws Exception {
        Meter meter = new Meter(List.of(new Watched("gone", () -> -1)));

        assertThat(meter.measure(() -> {}).processes()).containsEntry("gone", new Usage(0, 0));
    }
}
