package io.waybill.stack.launcher;

import io.waybill.stack.StackException;
import io.waybill.stack.StackFile;
import io.waybill.stack.keycloak.LocalUser;
import io.waybill.stack.keycloak.PasswordGrant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code token USER}: a fresh access token of a local user, for scripts. */
@Command(
        name = "token",
        description = "Prints an access token of a local user, good for five minutes.",
        mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private HomeOption home;

    @Parameters(paramLabel = "USER", description = "alice, bob or admin.")
    private String user;

    @Override
    public Integer call() {
        StackFile file = StackFile.read(home.path())
                .orElseThrow(() -> new StackException("Waybill is down; ./waybill up starts it."));
        LocalUser known = file.user(user);
        spec.commandLine()
                .getOut()
                .println(PasswordGrant.accessToken(file.issuer(), file.clientId(), known.name(), known.password()));
        return 0;
    }
}
