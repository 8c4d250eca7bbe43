import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.JSRInlinerAdapter;

/**
 * The build's last step on the executable jar, so that it starts fast and carries the licences of what is in it:
 *
 * <ul>
 *   <li>Classes older than Java 6 get stack maps. No class-data archive takes them without (picocli is compiled for
 *       Java 5), so a start would parse and verify 180 of them each time.
 *   <li>Classes for Java 17 and older stand where they are found at once: Refract needs Java 17, and five copies of a
 *       class for Java 8 to 16 make the jar's index, which every start reads, longer for nothing.
 *   <li>No entries for folders, all entries in one order and with one time: the same input gives the same bytes.
 *   <li>{@code META-INF/licenses} has each library's own licence and notice, and what {@code src/build/licenses} adds.
 * </ul>
 *
 * Arguments: the jar, the finished jar to write, the folder with licences, the entries' time (ISO 8601), the class path
 * of the libraries, and other jars (those that are not there are left out), whose entries only get that order and time,
 * and lose the modes that the builder's umask gave them.
 */
final class FinishJar {

    private static final int FLOOR = 17;
    private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/(\\d+)/(.+)");
    private static final Pattern LICENCE =
            Pattern.compile("(META-INF/(maven/.*/)?)?(LICENSE|NOTICE|COPYING)(\\.[a-z]+)?", Pattern.CASE_INSENSITIVE);
    private static final String FIRST = "META-INF/MANIFEST.MF";

    private final Path jar;
    private final Map<String, byte[]> entries = new TreeMap<>();

    private FinishJar(Path jar) {
        this.jar = jar;
    }

    public static void main(String[] args) throws IOException {
        FinishJar finish = new FinishJar(Path.of(args[0]));
        finish.flatten();
        finish.addLicences(Path.of(args[2]), args[4].split(java.io.File.pathSeparator));
        finish.modernise();
        LocalDateTime time = LocalDateTime.ofInstant(Instant.parse(args[3]), ZoneOffset.UTC);
        finish.write(Path.of(args[1]), time);
        for (int i = 5; i < args.length; i++) {
            Path other = Path.of(args[i]);
            if (Files.exists(other)) {
                FinishJar plain = new FinishJar(other);
                plain.read();
                plain.write(other, time);
            }
        }
    }

    private void read() throws IOException {
        try (ZipFile in = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : in.stream().filter(e -> !e.isDirectory()).toList()) {
                entries.put(entry.getName(), in.getInputStream(entry).readAllBytes());
            }
        }
    }

    private void flatten() throws IOException {
        Map<String, Integer> versions = new TreeMap<>();
        try (ZipFile in = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : in.stream().filter(e -> !e.isDirectory()).toList()) {
                Matcher versioned = VERSIONED.matcher(entry.getName());
                int version = versioned.matches() ? Integer.parseInt(versioned.group(1)) : 0;
                String name = version > 0 && version <= FLOOR ? versioned.group(2) : entry.getName();
                if (version > FLOOR || version >= versions.getOrDefault(name, 0)) {
                    entries.put(name, in.getInputStream(entry).readAllBytes());
                    versions.put(name, version);
                }
            }
        }
    }

    private void addLicences(Path folder, String[] libraries) throws IOException {
        entries.keySet().removeIf(name -> LICENCE.matcher(name).matches());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                entries.put("META-INF/licenses/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
        for (String library : libraries) {
            String name = Path.of(library).getFileName().toString();
            if (name.endsWith(".jar")) {
                addLicences(library, name.substring(0, name.length() - ".jar".length()));
            }
        }
    }

    private void addLicences(String library, String name) throws IOException {
        try (ZipFile in = new ZipFile(library)) {
            for (ZipEntry entry : in.stream()
                    .filter(e -> LICENCE.matcher(e.getName()).matches())
                    .toList()) {
                entries.put(
                        "META-INF/licenses/" + name + "/"
                                + Path.of(entry.getName()).getFileName(),
                        in.getInputStream(entry).readAllBytes());
            }
        }
    }

    private void modernise() throws IOException {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            entries.replaceAll((name, bytes) ->
                    name.endsWith(".class") && major(bytes) < Opcodes.V1_6 ? withStackMaps(bytes, loader) : bytes);
        }
    }

    private static int major(byte[] type) {
        return (type[6] & 0xff) << 8 | type[7] & 0xff;
    }

    private static byte[] withStackMaps(byte[] type, ClassLoader loader) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected ClassLoader getClassLoader() {
                return loader;
            }
        };
        new ClassReader(type)
                .accept(
                        new ClassVisitor(Opcodes.ASM9, writer) {
                            @Override
                            public void visit(
                                    int version,
                                    int access,
                                    String name,
                                    String signature,
                                    String parent,
                                    String[] interfaces) {
                                super.visit(Opcodes.V1_8, access, name, signature, parent, interfaces);
                            }

                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] exceptions) {
                                // the jsr instruction of old compilers is not allowed beside stack maps
                                return new JSRInlinerAdapter(
                                        super.visitMethod(access, name, descriptor, signature, exceptions),
                                        access,
                                        name,
                                        descriptor,
                                        signature,
                                        exceptions);
                            }
                        },
                        ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }

    /** In one step, so that a command that starts meanwhile meets a whole jar or none. */
    private void write(Path finished, LocalDateTime time) throws IOException {
        Path part = finished.resolveSibling(finished.getFileName() + ".part");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(part))) {
            out.setLevel(Deflater.BEST_COMPRESSION);
            write(out, FIRST, entries.remove(FIRST), time);
            entries.forEach((name, bytes) -> write(out, name, bytes, time));
        }
        Files.move(part, finished, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void write(ZipOutputStream out, String name, byte[] bytes, LocalDateTime time) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(time);
        try {
            out.putNextEntry(entry);
            out.write(bytes);
            out.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
