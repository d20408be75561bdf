package io.waybill.transfer.grouping;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupedCallsTest {
    private final List<List<Integer>> groups = new ArrayList<>();
    private final List<Promise<List<Future<String>>>> calls = new ArrayList<>();
    private final GroupedCalls<Integer, String> grouped = new GroupedCalls<>(3, group -> {
        groups.add(group);
        calls.add(Promise.promise());
        return calls.get(calls.size() - 1).future();
    });

    @Test
    void whoComesAloneGoesAtOnce() {
        Future<String> answer = grouped.ask(1);

        assertThat(groups).containsExactly(List.of(1));
        answer(0);
        assertThat(answer.result()).isEqualTo("1");
    }

    @Test
    void whatComesWhileOthersAreUnderWayGoesTogetherNext() {
        List<Future<String>> answers =
                IntStream.rangeClosed(1, 7).mapToObj(grouped::ask).toList();
        assertThat(groups).containsExactly(List.of(1), List.of(2));

        answer(1);
        assertThat(groups).containsExactly(List.of(1), List.of(2), List.of(3, 4, 5));
        answer(0);
        assertThat(groups).containsExactly(List.of(1), List.of(2), List.of(3, 4, 5), List.of(6, 7));
        answer(2);
        answer(3);

        assertThat(answers).extracting(Future::result).containsExactly("1", "2", "3", "4", "5", "6", "7");
    }

    @Test
    void oneAnswerThatComesLaterKeepsNobody() {
        Promise<String> late = Promise.promise();
        List<Future<String>> answers =
                IntStream.rangeClosed(1, 4).mapToObj(grouped::ask).toList();
        answer(0);

        answer(1);
        calls.get(2).complete(List.of(late.future(), Future.succeededFuture("4")));

        assertThat(answers.get(3).result()).isEqualTo("4");
        assertThat(answers.get(2).isComplete()).isFalse();
        late.fail("no");
        assertThat(answers.get(2).failed()).isTrue();
    }

    @Test
    void aGroupThatFailsFailsForAllOfItAndForNobodyElse() {
        List<Future<String>> answers =
                IntStream.rangeClosed(1, 5).mapToObj(grouped::ask).toList();

        calls.get(0).fail("away");
        calls.get(2).fail("away");
        answer(1);

        assertThat(answers).extracting(Future::succeeded).containsExactly(false, true, false, false, false);
        grouped.ask(6);
        assertThat(groups.get(groups.size() - 1)).containsExactly(6);
    }

    @Test
    void aCallThatThrowsIsAFailureAndNotTheEnd() {
        GroupedCalls<Integer, String> broken = new GroupedCalls<>(3, group -> {
            throw new IllegalStateException("no");
        });

        assertThat(IntStream.range(0, 5).mapToObj(broken::ask)).allMatch(Future::failed);
    }

    private void answer(int call) {
        calls.get(call)
                .complete(groups.get(call).stream()
                        .map(question -> Future.succeededFuture(String.valueOf(question)))
                        .toList());
    }
}
