package io.waybill.transfer.admission;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What this replica has let in, against its bounds. What alone is larger than a bound fits where nothing else is. Guarded by
 * its user.
 */
final class Load {
    private final int maxUploads;
    private final long maxBytes;
    private final int ownerUploads;
    private final long ownerBytes;
    private final Map<UUID, Integer> requests = new HashMap<>();
    private final Map<String, Share> owners = new HashMap<>();
    private long bytes;

    Load(int maxUploads, long maxBytes, double ownerShare) {
        this.maxUploads = maxUploads;
        this.maxBytes = maxBytes;
        this.ownerUploads = Math.max(1, (int) Math.floor(maxUploads * ownerShare));
        this.ownerBytes = Math.max(1, (long) Math.floor(maxBytes * ownerShare));
    }

    /** Whether the owner of {@code candidate} may have so much more, whatever the others have. */
    boolean isWithinShare(Candidate candidate) {
        Share share = owners.getOrDefault(candidate.owner(), Share.NONE);
        return takesOver(candidate)
                || ((isActive(candidate) || share.uploads < ownerUploads)
                        && (share.bytes == 0 || share.bytes + candidate.bytes() <= ownerBytes));
    }

    /** Whether there is room for {@code candidate}. */
    boolean fits(Candidate candidate) {
        return takesOver(candidate)
                || ((isActive(candidate) || requests.size() < maxUploads) && !lacksBytes(candidate));
    }

    /** Whether it is bytes that there is no room for. */
    boolean lacksBytes(Candidate candidate) {
        return bytes > 0 && bytes + candidate.bytes() > maxBytes;
    }

    void add(Candidate candidate) {
        boolean first = requests.merge(candidate.upload(), 1, Integer::sum) == 1;
        bytes += candidate.bytes();
        owners.merge(candidate.owner(), new Share(first ? 1 : 0, candidate.bytes()), Share::plus);
    }

    void remove(Candidate candidate) {
        boolean last = requests.merge(candidate.upload(), -1, Load::orGone) == null;
        bytes -= candidate.bytes();
        Share less = new Share(last ? -1 : 0, -candidate.bytes());
        owners.computeIfPresent(
                candidate.owner(), (owner, share) -> share.plus(less).orGone());
    }

    int uploads() {
        return requests.size();
    }

    long bytes() {
        return bytes;
    }

    /** The older writer of the same upload ends as soon as this one begins. */
    private boolean takesOver(Candidate candidate) {
        return candidate.exclusive() && isActive(candidate);
    }

    /** Whether its upload is in already. */
    boolean isActive(Candidate candidate) {
        return requests.containsKey(candidate.upload());
    }

    private static Integer orGone(int count, int change) {
        return count + change == 0 ? null : Integer.valueOf(count + change);
    }

    private record Share(int uploads, long bytes) {
        static final Share NONE = new Share(0, 0);

        Share plus(Share other) {
            return new Share(uploads + other.uploads, bytes + other.bytes);
        }

        Share orGone() {
            return equals(NONE) ? null : this;
        }
    }
}
