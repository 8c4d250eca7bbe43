package dev.refract.spring;

import dev.refract.data.DataStatus;
import dev.refract.migrate.DriftResult;
import dev.refract.migrate.StatusResult;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What a native image must keep: the migrations at their default place on the class path, and the records that the
 * endpoint reads by their components.
 */
final class RefractHints implements RuntimeHintsRegistrar {

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
        hints.resources()
                .registerPattern("prisma/migrations/migration_lock.toml")
                .registerPattern("prisma/migrations/*/migration.sql")
                .registerPattern("prisma/migrations/*/down.sql")
                .registerPattern("prisma/data_migrations/*/data.toml")
                .registerPattern("prisma/data_migrations/*/*.sql");
        hints.reflection()
                .registerType(StatusResult.class, MemberCategory.INVOKE_PUBLIC_METHODS)
                .registerType(StatusResult.Entry.class, MemberCategory.INVOKE_PUBLIC_METHODS)
                .registerType(DataStatus.Entry.class, MemberCategory.INVOKE_PUBLIC_METHODS)
                .registerType(DriftResult.class, MemberCategory.INVOKE_PUBLIC_METHODS)
                .registerType(DriftResult.Difference.class, MemberCategory.INVOKE_PUBLIC_METHODS);
    }
}
