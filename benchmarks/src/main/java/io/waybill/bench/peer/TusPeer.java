package io.waybill.bench.peer;

import io.waybill.bench.measure.Watched;
import java.util.List;
import java.util.Set;

/** A tus server of others, without authentication, with the settings of its own documentation. */
final class TusPeer implements Peer {
    private static final Set<Ability> ABILITIES =
            Set.of(Ability.STREAM, Ability.PIECES, Ability.SMALL, Ability.RESUME, Ability.KILL);

    private final String id;
    private final String version;
    private final String uploads;
    private final Program program;
    private final List<Watched> store;

    /**
     * @param uploads the request target where it creates uploads
     * @param store the processes that keep its bytes
     */
    TusPeer(String id, String version, String uploads, Program program, List<Watched> store) {
        this.id = id;
        this.version = version;
        this.uploads = uploads;
        this.program = program;
        this.store = store;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public Set<Ability> abilities() {
        return ABILITIES;
    }

    @Override
    public List<Watched> processes() {
        return store.isEmpty() ? List.of(program.watched()) : List.of(program.watched(), store.get(0));
    }

    @Override
    public Session connect() {
        return session();
    }

    @Override
    public ResumableSession resume() {
        return session();
    }

    @Override
    public void kill() {
        program.kill();
    }

    @Override
    public ResumableSession elsewhere() {
        program.start();
        return session();
    }

    @Override
    public void close() {
        program.close();
    }

    private TusSession session() {
        return new TusSession(program.port(), uploads, () -> null);
    }
}
