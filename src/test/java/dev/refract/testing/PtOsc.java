package dev.refract.testing;

import java.nio.file.Path;
import java.util.List;

/**
 * pt-online-schema-change.
 *
 * @param executables its versions to test with, at least one: those that the environment variable PT_OSC names, parted
 *     by colons, or the one on the PATH
 */
public record PtOsc(List<Path> executables) {}
