package io.waybill.kit.danger;

import java.util.stream.Stream;

/** Looks for dangers of one kind; a bean. */
public interface DangerCheck {
    /** Those that the settings have now. Looks at settings only. */
    Stream<Danger> find();
}
