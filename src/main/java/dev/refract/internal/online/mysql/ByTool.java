package dev.refract.internal.online.mysql;

import dev.refract.internal.database.ScriptException;
import dev.refract.internal.migrate.run.CurrentStatement;
import dev.refract.internal.migrate.run.Route;
import dev.refract.internal.online.OnlineSettings;
import dev.refract.migrate.ToolCommand;
import java.util.Optional;

/**
 * Percona's pt-online-schema-change does it.
 *
 * @param handover what the tool would be given as things are now
 */
record ByTool(Alteration change, Handover handover, String reason) implements Route {

    @Override
    public String summary() {
        return "online";
    }

    @Override
    public Optional<ToolCommand> command() {
        return Optional.of(
                new ToolCommand(handover.command(Handover.Mode.EXECUTE, ToolCommand.FILE), handover.connection()));
    }

    @Override
    public void run(CurrentStatement statement) throws ScriptException {
        new OnlineChange(this, statement).run();
    }

    String database() {
        return handover.database();
    }

    OnlineSettings settings() {
        return handover.settings();
    }

    ServerVersion server() {
        return handover.server();
    }

    Tool tool() {
        return handover.tool();
    }
}
