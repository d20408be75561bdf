package io.waybill.notification.inbox;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows every partition of some topics from now on, across restarts of the broker and its loss of the log. Positions are
 * held here and not in Kafka: a consumer can be replaced by another one that goes on where it was. For one thread.
 */
final class TopicFollower {
    private final Collection<String> topics;
    private final Duration timeout;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private boolean followedBefore;

    TopicFollower(Collection<String> topics, Duration timeout) {
        this.topics = topics;
        this.timeout = timeout;
    }

    /**
     * Makes {@code consumer} read every partition there is now: known ones from where they were, all of them from the end
     * the first time, and those that appeared later from their beginning.
     *
     * @return whether some partition no longer holds what was not yet read
     */
    boolean assign(Consumer<byte[], byte[]> consumer) {
        Set<TopicPartition> partitions = partitions(consumer);
        if (partitions.equals(consumer.assignment())) {
            return rewind(consumer, partitions);
        }
        consumer.assign(partitions);
        Map<TopicPartition, Long> start = consumer.beginningOffsets(partitions, timeout);
        Map<TopicPartition, Long> end = consumer.endOffsets(partitions, timeout);
        for (TopicPartition partition : partitions) {
            positions.computeIfAbsent(partition, p -> followedBefore ? start.get(p) : end.get(p));
            consumer.seek(partition, positions.get(partition));
        }
        followedBefore = true;
        return rewind(consumer, partitions);
    }

    /** The records that have come, after waiting up to {@code wait} for the first. */
    ConsumerRecords<byte[], byte[]> poll(Consumer<byte[], byte[]> consumer, Duration wait) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(wait);
        for (TopicPartition partition : records.partitions()) {
            List<?> some = records.records(partition);
            if (!some.isEmpty()) {
                positions.put(partition, consumer.position(partition, timeout));
            }
        }
        return records;
    }

    /** Goes on from the beginning of what the broker still has of the partitions that {@code lost} names. */
    void rewind(Consumer<byte[], byte[]> consumer, OffsetOutOfRangeException lost) {
        Set<TopicPartition> partitions = lost.offsetOutOfRangePartitions().keySet();
        consumer.beginningOffsets(partitions, timeout).forEach((partition, start) -> go(consumer, partition, start));
    }

    private boolean rewind(Consumer<byte[], byte[]> consumer, Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> end = consumer.endOffsets(partitions, timeout);
        boolean lost = false;
        for (TopicPartition partition : partitions) {
            if (positions.get(partition) > end.get(partition)) {
                go(consumer, partition, 0L);
                lost = true;
            }
        }
        return lost;
    }

    private void go(Consumer<byte[], byte[]> consumer, TopicPartition partition, long offset) {
        consumer.seek(partition, offset);
        positions.put(partition, offset);
    }

    private Set<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        Set<TopicPartition> partitions = new HashSet<>();
        for (String topic : topics) {
            for (PartitionInfo found : consumer.partitionsFor(topic, timeout)) {
                partitions.add(new TopicPartition(found.topic(), found.partition()));
            }
        }
        return partitions;
    }
}
