package dev.refract.cli;

import picocli.CommandLine.IVersionProvider;

/** Refract's version, from the jar's manifest. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"refract " + (version == null ? "(not packaged)" : version), "Java " + Runtime.version()};
    }
}
