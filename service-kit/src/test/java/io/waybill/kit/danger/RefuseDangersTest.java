package io.waybill.kit.danger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefuseDangersTest {
    private static final DangerCheck TWO = () ->
            Stream.of(new Danger("one", "The first is wrong: change it."), new Danger("two", "So is the second."));

    @Test
    void allThatIsWrongIsSaidAtOnceWithTheWayAround() {
        assertThatThrownBy(() -> refuse(Set.of(), false).check())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("This service does not start with dangerous settings. The first is wrong: change it."
                        + " So is the second. Who knows better sets WAYBILL_ACCEPTED_DANGERS=one,two.");
    }

    @Test
    void whatIsAcceptedDoesNotKeepItFromStarting() {
        assertThatThrownBy(() -> refuse(Set.of("one"), false).check())
                .hasMessageContaining("So is the second.")
                .hasMessageNotContaining("The first");
        assertThatCode(() -> refuse(Set.of("one", "two", "plain-issuer"), false).check())
                .doesNotThrowAnyException();
    }

    @Test
    void aLocalStackMayDoAsItLikes() {
        assertThatCode(() -> refuse(Set.of(), true).check(new StartupEvent())).doesNotThrowAnyException();
        assertThatThrownBy(() -> refuse(Set.of(), false).check(new StartupEvent()))
                .isInstanceOf(ConfigurationException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "waybill", "waybill_metadata", "changemechangeme", "aaaaaaaaaaaaaaaaaaaa", "short-But-g00d"})
    void aPasswordThatIsGuessedIsADanger(String password) {
        assertThat(new DatabaseDangers(Optional.of("waybill_metadata"), Optional.of(password)).find())
                .singleElement()
                .satisfies(danger -> {
                    assertThat(danger.code()).isEqualTo("weak-database-password");
                    assertThat(danger.sentence()).contains("WAYBILL_DATABASE_PASSWORD");
                    assertThat(password.isEmpty() || !danger.sentence().contains(password))
                            .isTrue();
                });
    }

    @Test
    void aLongRandomPasswordIsNone() {
        assertThat(new DatabaseDangers(Optional.of("waybill"), Optional.of("f3Z9dHq0waybill1LxT7pYbM")).find())
                .isEmpty();
        assertThat(new DatabaseDangers(Optional.empty(), Optional.empty()).find())
                .isEmpty();
    }

    private static RefuseDangers refuse(Set<String> accepted, boolean local) {
        return new RefuseDangers(List.of(TWO), accepted, local);
    }
}
