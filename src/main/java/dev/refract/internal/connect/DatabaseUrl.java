package dev.refract.internal.connect;

import dev.refract.internal.output.PercentEncoding;
import dev.refract.internal.output.Secrets;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A Prisma connection URL, read: {@code postgresql://}, {@code postgres://}, {@code mysql://} or {@code file:}. An
 * immutable value; {@link #parse} makes the first one, the {@code with…} methods make others of it.
 *
 * @param dialect what the server speaks; MariaDB is {@link Dialect#MYSQL}
 * @param host a name, an address (IPv6 without brackets), or for PostgreSQL the absolute path of a socket folder; empty
 *     for SQLite
 * @param port 0 for SQLite
 * @param database its name, decoded; empty for SQLite
 * @param schema PostgreSQL: the parameter {@code schema}, by default {@code public}; MySQL: the database; SQLite:
 *     {@code main}
 * @param user empty where the URL names none
 * @param password null where the URL has none
 * @param parameters what follows the question mark, decoded; of a name that stands twice the last value
 * @param file SQLite's file, absolute; null for a server
 * @param base the folder that relative paths in parameters resolve against
 */
public record DatabaseUrl(
        Dialect dialect,
        String host,
        int port,
        String database,
        String schema,
        String user,
        @Nullable String password,
        Map<String, String> parameters,
        @Nullable Path file,
        Path base) {

    private static final Set<String> HOSTED = Set.of("prisma", "prisma+postgres");
    private static final Set<String> UNSUPPORTED =
            Set.of("sqlserver", "jdbc:sqlserver", "mongodb", "mongodb+srv", "cockroachdb");

    private static final String ENCODE = "In a name, a password or a parameter write / as %2F, ? as %3F, # as %23, @ "
            + "as %40, : as %3A and % as %25.";

    /** One connection is opened when it is needed and kept: no pool, so no limit of the pool is ever reached. */
    private static final Set<String> POOL = Set.of(
            "connection_limit",
            "pool_timeout",
            "max_connection_lifetime",
            "max_idle_connection_lifetime",
            "single_use_connections");

    private static final Set<String> OF_POSTGRES = Set.of(
            "schema",
            "host",
            "sslmode",
            "sslcert",
            "sslidentity",
            "sslpassword",
            "sslaccept",
            "connect_timeout",
            "socket_timeout",
            "pgbouncer",
            "statement_cache_size",
            "application_name",
            "channel_binding",
            "options");
    private static final Set<String> OF_MYSQL =
            Set.of("sslcert", "sslidentity", "sslpassword", "sslaccept", "socket", "connect_timeout", "socket_timeout");
    private static final Set<String> OF_SQLITE = Set.of("socket_timeout");

    private static final Set<String> CHANNEL_BINDINGS = Set.of("disable", "prefer", "require");
    private static final Set<String> SSL_MODES =
            Set.of("disable", "prefer", "require", "no-verify", "verify-ca", "verify-full");
    private static final Set<String> SSL_ACCEPTS = Set.of("accept_invalid_certs", "strict");

    /**
     * Checks nothing that {@link #parse} has checked; copies the parameters, and has the passwords masked from now on.
     */
    public DatabaseUrl {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        List<String> names = List.of(user, host, database, schema);
        Secrets.know(password, names);
        Secrets.know(parameters.get("sslpassword"), names);
    }

    /** How the server's identity is checked when the connection is encrypted. */
    enum Verification {
        /** Any certificate is accepted. */
        NONE,
        /** The certificate must be signed by a trusted authority, for whatever host. */
        AUTHORITY,
        /** The certificate must be signed by a trusted authority, for this host. */
        HOST
    }

    /** What the URL asks of TLS. */
    enum Encryption {
        OFF,
        PREFERRED,
        REQUIRED
    }

    /**
     * Reads a URL.
     *
     * @param url as it stands in a schema, a configuration file or a variable; white space around it does not count
     * @param base the folder that relative file paths resolve against
     * @throws RefractException P1013 with the reason; the text of the URL is never repeated in it
     */
    public static DatabaseUrl parse(String url, Path base) {
        String text = url.strip();
        if (text.isEmpty()) {
            throw invalid("it is empty");
        }
        if ("\"'`".indexOf(text.charAt(0)) >= 0) {
            throw new RefractException(
                    Code.P1013,
                    "The connection string is not valid: it begins with a quotation mark, so the quotes are a part of "
                            + "the value.",
                    "Take the quotes out: `docker run --env-file` and the lists in a Compose file's `environment` "
                            + "pass them on as they stand.");
        }
        String scheme = scheme(text);
        Path folder = base.toAbsolutePath().normalize();
        DatabaseUrl parsed =
                switch (scheme) {
                    case "postgresql", "postgres" -> server(Dialect.POSTGRESQL, text, folder);
                    case "mysql" -> server(Dialect.MYSQL, text, folder);
                    case "file" -> sqlite(text.substring("file:".length()), folder);
                    default -> throw refused(scheme);
                };
        parsed.checkNumbers();
        parsed.checkTls();
        return parsed;
    }

    private static String scheme(String text) {
        int colon = text.startsWith("jdbc:") ? text.indexOf(':', 5) : text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!scheme.matches("[a-z][a-z0-9+.:-]*")) {
            throw invalid("it does not begin with a protocol, such as `postgresql://`");
        }
        return scheme;
    }

    private static RefractException refused(String scheme) {
        if (HOSTED.contains(scheme)) {
            return new RefractException(
                    Code.P1013,
                    "The connection string begins with `" + scheme
                            + "://`: it goes to a hosted proxy that only Prisma's own client can speak to.",
                    "Use the database's own URL, beginning with `postgresql://`, `mysql://` or `file:`: in "
                            + "`directUrl`, or by --url.");
        }
        if (UNSUPPORTED.contains(scheme)) {
            return new RefractException(
                    Code.P1013,
                    "The connection string begins with `" + scheme + ":`, a database that Refract does not support.",
                    "Refract runs migrations on PostgreSQL, MySQL, MariaDB and SQLite.");
        }
        if (scheme.startsWith("jdbc:")) {
            return invalid("it is a JDBC URL; write it without `jdbc:`, as Prisma does");
        }
        // What stands before the colon could be a user's name when the protocol was forgotten: it is not repeated.
        return invalid("its protocol is none of `postgresql://`, `postgres://`, `mysql://` and `file:`");
    }

    private static DatabaseUrl server(Dialect dialect, String text, Path base) {
        int slashes = text.indexOf("://");
        if (slashes != text.indexOf(':')) {
            throw invalid("`//` must follow the protocol");
        }
        String rest = text.substring(slashes + 3);
        int authorityEnd = firstOf(rest, "/?#");
        String pathAndQuery = rest.substring(authorityEnd);
        requireWholeCredentials(rest.substring(0, authorityEnd), pathAndQuery);
        Authority authority =
                Authority.read(rest.substring(0, authorityEnd), dialect == Dialect.POSTGRESQL ? 5432 : 3306);
        pathAndQuery = cut(pathAndQuery, '#');
        Map<String, String> parameters = query(pathAndQuery);
        String path = cut(pathAndQuery, '?');
        String database = path.isEmpty() ? "" : decode(cut(path.substring(1), '/'));
        return dialect == Dialect.POSTGRESQL
                ? postgres(authority, database, parameters, base)
                : mysql(authority, database, parameters, base);
    }

    /**
     * A delimiter that is a part of the password and not encoded ends the host too early: what would be read as the
     * host, the port or the database is then a piece of the password, and would be shown. The `@` behind it tells.
     */
    private static void requireWholeCredentials(String authority, String rest) {
        int hash = rest.indexOf('#');
        String query =
                rest.substring(Math.min(cut(rest, '?').length(), cut(rest, '#').length()));
        String path = rest.substring(0, rest.length() - query.length());
        int at = query.lastIndexOf('@');
        boolean inQuery = query.startsWith("?")
                && at >= 0
                && query.indexOf('/', at) >= 0
                && (path.isEmpty() || query.lastIndexOf('=', at) < 0);
        if (path.indexOf('@') >= 0 || hash >= 0 && rest.indexOf('@', hash) >= 0 || inQuery) {
            throw new RefractException(
                    Code.P1013,
                    "The connection string is not valid: a `/`, `?` or `#` stands before an `@`, where it ends the "
                            + "host's name"
                            + (authority.isEmpty() ? "." : ", so a part of the password would be read as the host."),
                    ENCODE);
        }
        if (hash >= 0) {
            throw new RefractException(
                    Code.P1013,
                    "The connection string is not valid: a `#` in it would cut off all that follows.",
                    ENCODE);
        }
    }

    private static DatabaseUrl postgres(
            Authority authority, String database, Map<String, String> parameters, Path base) {
        if (parameters.getOrDefault("schema", "public").isEmpty()) {
            throw invalid("its parameter `schema` is empty");
        }
        String host = parameters.getOrDefault("host", authority.hostOr("localhost", parameters.containsKey("host")));
        return new DatabaseUrl(
                Dialect.POSTGRESQL,
                checkedHost(host),
                authority.port,
                database.isEmpty() ? "postgres" : database,
                parameters.getOrDefault("schema", "public"),
                authority.user,
                authority.password,
                parameters,
                null,
                base);
    }

    private static DatabaseUrl mysql(Authority authority, String database, Map<String, String> parameters, Path base) {
        if (database.isEmpty()) {
            throw invalid("it names no database; write it after the host, as in `mysql://user@host:3306/database`");
        }
        String host = checkedHost(authority.hostOr("localhost", parameters.containsKey("socket")));
        return new DatabaseUrl(
                Dialect.MYSQL,
                host,
                authority.port,
                database,
                database,
                authority.user,
                authority.password,
                parameters,
                null,
                base);
    }

    private static DatabaseUrl sqlite(String rest, Path base) {
        String path = cut(rest, '?');
        // Also SQLite's own way to write an absolute path: file:///folder/name
        String plain = path.startsWith("///") ? path.substring(2) : path;
        if (plain.isEmpty()) {
            throw invalid("no file follows `file:`");
        }
        if (plain.startsWith("//")) {
            throw invalid("a host can't follow `file:`; write `file:./name.db` or `file:/folder/name.db`");
        }
        if (plain.equals(":memory:")) {
            throw invalid("an in-memory database ends with the connection; name a file");
        }
        try {
            // Prisma's engine does not decode here: a file that it made under the literal name is that file.
            Path literal = base.resolve(plain);
            Path file = Files.exists(literal) ? literal : base.resolve(decode(plain));
            return new DatabaseUrl(Dialect.SQLITE, "", 0, "", "main", "", null, query(rest), file.normalize(), base);
        } catch (InvalidPathException e) {
            throw invalid("what follows `file:` is not a path on this system");
        }
    }

    private static String checkedHost(String host) {
        if (host.startsWith("/")) {
            return host;
        }
        if (host.indexOf(',') >= 0) {
            throw invalid("it names several hosts; name the one to migrate");
        }
        boolean name = host.matches("[\\p{L}\\p{N}._~-]+");
        boolean ipv6 = host.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[A-Za-z0-9._~-]+)?");
        if (!name && !ipv6) {
            throw invalid("its host is not valid");
        }
        return host;
    }

    private void checkNumbers() {
        for (String name : List.of(
                "connect_timeout", "socket_timeout", "pool_timeout", "connection_limit", "statement_cache_size")) {
            String value = parameters.get(name);
            if (value != null && !value.matches("[0-9]{1,9}")) {
                throw invalid("the parameter `" + name + "` is not a whole number");
            }
        }
        pgbouncer();
    }

    /** A value that is not known must not come to mean the weaker setting, nor silently the stronger. */
    private void checkTls() {
        if (dialect == Dialect.POSTGRESQL) {
            checkValue("sslmode", SSL_MODES);
            checkValue("channel_binding", CHANNEL_BINDINGS);
        }
        if (dialect != Dialect.SQLITE) {
            checkValue("sslaccept", SSL_ACCEPTS);
        }
    }

    private void checkValue(String name, Set<String> known) {
        if (parameter(name).filter(value -> !known.contains(value)).isPresent()) {
            throw new RefractException(
                    Code.P1013,
                    "The connection string is not valid: its parameter `" + name + "` has a value that is not known.",
                    "Give it one of these, in small letters: "
                            + String.join(", ", known.stream().sorted().toList()) + ".");
        }
    }

    /** What stands between the slashes: {@code user:password@host:port}. */
    private record Authority(String user, @Nullable String password, String host, int port, boolean named) {

        static Authority read(String text, int defaultPort) {
            int at = text.lastIndexOf('@');
            String userInfo = at < 0 ? "" : text.substring(0, at);
            int colon = userInfo.indexOf(':');
            String user = decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
            String password = colon < 0 ? null : decode(userInfo.substring(colon + 1));
            String hostAndPort = text.substring(at + 1);
            int portAt = hostAndPort.lastIndexOf(':');
            if (hostAndPort.startsWith("[")) {
                int close = hostAndPort.indexOf(']');
                if (close < 0) {
                    throw invalid("the bracket before its IPv6 address is not closed");
                }
                portAt = hostAndPort.indexOf(':', close);
                String address = hostAndPort.substring(1, close);
                return new Authority(user, password, address, port(hostAndPort, portAt, defaultPort), at >= 0);
            }
            String host = decode(portAt < 0 ? hostAndPort : hostAndPort.substring(0, portAt));
            return new Authority(user, password, host, port(hostAndPort, portAt, defaultPort), at >= 0);
        }

        private static int port(String text, int colon, int defaultPort) {
            String digits = colon < 0 ? "" : text.substring(colon + 1);
            if (digits.isEmpty()) {
                return defaultPort;
            }
            int port = digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : -1;
            if (port < 0 || port > 65535) {
                throw new RefractException(
                        Code.P1013,
                        "The connection string is not valid: its port is not a number from 0 to 65535.",
                        ENCODE);
            }
            return port;
        }

        String hostOr(String fallback, boolean mayBeEmpty) {
            if (host.isEmpty() && named && !mayBeEmpty) {
                throw invalid("its host is empty");
            }
            return host.isEmpty() ? fallback : host;
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    private static Map<String, String> query(String text) {
        Map<String, String> parameters = new LinkedHashMap<>();
        int mark = text.indexOf('?');
        if (mark < 0) {
            return parameters;
        }
        for (String pair : text.substring(mark + 1).split("&")) {
            int equals = pair.indexOf('=');
            String name = decodeForm(equals < 0 ? pair : pair.substring(0, equals));
            if (!name.isEmpty()) {
                parameters.put(name, equals < 0 ? "" : decodeForm(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decodeForm(String text) {
        return decode(text.replace('+', ' '));
    }

    /**
     * Percent-decodes. A percent sign that no two hex digits follow stands for itself, and so does text that is not
     * UTF-8.
     */
    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(PercentEncoding.decoded(text)))
                    .toString();
        } catch (CharacterCodingException e) {
            return text;
        }
    }

    private static String cut(String text, char at) {
        int index = text.indexOf(at);
        return index < 0 ? text : text.substring(0, index);
    }

    private static int firstOf(String text, String characters) {
        for (int i = 0; i < text.length(); i++) {
            if (characters.indexOf(text.charAt(i)) >= 0) {
                return i;
            }
        }
        return text.length();
    }

    private static RefractException invalid(String reason) {
        return new RefractException(
                Code.P1013,
                "The connection string is not valid: " + reason + ".",
                "It should look like postgresql://user:password@host:5432/database?schema=public, "
                        + "mysql://user:password@host:3306/database, "
                        + "or file:./dev.db. Special characters in a name or password are percent-encoded.");
    }

    /** The same server and user, another database. Of SQLite there is no such thing: use {@link #withFile}. */
    public DatabaseUrl withDatabase(String name) {
        if (dialect == Dialect.SQLITE) {
            throw new IllegalStateException("SQLite has files, not named databases");
        }
        return new DatabaseUrl(
                dialect,
                host,
                port,
                name,
                dialect == Dialect.MYSQL ? name : schema,
                user,
                password,
                parameters,
                file,
                base);
    }

    /** SQLite: another file; a relative one resolves against {@link #base()}. */
    public DatabaseUrl withFile(Path other) {
        if (dialect != Dialect.SQLITE) {
            throw new IllegalStateException("only SQLite's URLs name a file");
        }
        return new DatabaseUrl(
                dialect,
                host,
                port,
                database,
                schema,
                user,
                password,
                parameters,
                base.resolve(other).normalize(),
                base);
    }

    /** PostgreSQL: the same database, another schema. MySQL: as {@link #withDatabase}. */
    public DatabaseUrl withSchema(String name) {
        return switch (dialect) {
            case POSTGRESQL -> name.equals(schema) ? this : inSchema(name);
            case MYSQL -> withDatabase(name);
            case SQLITE -> throw new IllegalStateException("SQLite has one schema, `main`");
        };
    }

    private DatabaseUrl inSchema(String name) {
        Map<String, String> named = new LinkedHashMap<>(parameters);
        named.put("schema", name);
        return new DatabaseUrl(dialect, host, port, database, name, user, password, named, file, base);
    }

    /**
     * Whether the URL says itself in which schema to work. Where it does not, Prisma leaves PostgreSQL's search path to
     * the server, so that extensions in a schema of their own are found when the role's path holds it.
     */
    public boolean namesSchema() {
        return parameters.containsKey("schema");
    }

    /** The Unix socket to connect to, if any: the file itself for both servers. */
    public Optional<Path> socket() {
        return switch (dialect) {
            case POSTGRESQL -> host.startsWith("/") ? Optional.of(Path.of(host, ".s.PGSQL." + port)) : Optional.empty();
            case MYSQL ->
                parameter("socket").map(DatabaseUrl::withoutParentheses).map(base::resolve);
            case SQLITE -> Optional.empty();
        };
    }

    private static String withoutParentheses(String path) {
        return path.replaceAll("[()]", "");
    }

    /** How long to wait for the connection to stand; zero is for ever. 5 seconds unless the URL says otherwise. */
    public Duration connectTimeout() {
        return seconds("connect_timeout", 5);
    }

    /**
     * How long to wait for the server's answer, of SQLite for another's lock; zero is for ever, the default for a
     * server.
     */
    public Duration socketTimeout() {
        return seconds("socket_timeout", dialect == Dialect.SQLITE ? 5 : 0);
    }

    private Duration seconds(String parameter, int otherwise) {
        return Duration.ofSeconds(parameter(parameter).map(Integer::parseInt).orElse(otherwise));
    }

    private Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
    }

    /** What the server shows for this session: {@code refract}, unless the URL has an {@code application_name}. */
    String applicationName() {
        return parameter("application_name").orElse("refract");
    }

    /** Whether a pooler that gives each transaction another session stands between. */
    public boolean pgbouncer() {
        return switch (parameter("pgbouncer").orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid("the parameter `pgbouncer` is neither `true` nor `false`");
        };
    }

    Optional<Integer> statementCacheSize() {
        return parameter("statement_cache_size").map(Integer::parseInt);
    }

    String channelBinding() {
        return parameter("channel_binding").orElse("prefer");
    }

    Optional<String> options() {
        return parameter("options");
    }

    /**
     * MySQL: off unless the URL has one of the parameters that turn it on, as in Prisma. PostgreSQL: preferred, as in
     * Prisma; {@code verify-ca} and {@code verify-full} of libpq require it too, and so does {@code sslaccept=strict}
     * by itself: who says that he has no TLS would else get the password in clear.
     */
    Encryption encryption() {
        return switch (dialect) {
            case POSTGRESQL ->
                switch (parameter("sslmode").orElse(isStrict() ? "require" : "prefer")) {
                    case "disable" -> Encryption.OFF;
                    case "require", "no-verify", "verify-ca", "verify-full" -> Encryption.REQUIRED;
                    default -> Encryption.PREFERRED;
                };
            case MYSQL ->
                parameters.keySet().stream()
                                .anyMatch(Set.of("sslcert", "sslidentity", "sslpassword", "sslaccept")::contains)
                        ? Encryption.REQUIRED
                        : Encryption.OFF;
            case SQLITE -> Encryption.OFF;
        };
    }

    /** Whether every connection must be encrypted. */
    public boolean requiresTls() {
        return encryption() == Encryption.REQUIRED;
    }

    /** Whether the server must show a certificate that a trusted authority signed for its host. */
    public boolean verifiesHost() {
        return verification() == Verification.HOST;
    }

    /**
     * Nothing is checked unless {@code sslaccept=strict}, as in Prisma, or one of libpq's verifying modes asks for it.
     */
    Verification verification() {
        if (dialect == Dialect.POSTGRESQL && sslmode().equals("verify-full")) {
            return Verification.HOST;
        }
        if (isStrict()) {
            return Verification.HOST;
        }
        return dialect == Dialect.POSTGRESQL && sslmode().equals("verify-ca")
                ? Verification.AUTHORITY
                : Verification.NONE;
    }

    private boolean isStrict() {
        return parameter("sslaccept").filter("strict"::equals).isPresent();
    }

    private String sslmode() {
        return parameter("sslmode").orElse("prefer");
    }

    /** The certificates of the authorities to trust, a PEM or DER file; empty: those that Java trusts. */
    public Optional<Path> authority() {
        return parameter("sslcert").map(base::resolve);
    }

    /** A PKCS12 file with the key and certificate to show to the server. */
    public Optional<Path> identity() {
        return parameter("sslidentity").map(base::resolve);
    }

    /** What opens {@link #identity()}; empty where the URL has none. */
    public String identityPassword() {
        return parameters.getOrDefault("sslpassword", "");
    }

    /** One sentence for each parameter that is not honoured, or not to the letter. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        Set<String> honoured =
                switch (dialect) {
                    case POSTGRESQL -> OF_POSTGRES;
                    case MYSQL -> OF_MYSQL;
                    case SQLITE -> OF_SQLITE;
                };
        for (String name : parameters.keySet()) {
            if (!honoured.contains(name) && !POOL.contains(name)) {
                warnings.add(notHonoured(name));
            }
        }
        if (dialect == Dialect.POSTGRESQL && isStrict() && encryption() != Encryption.REQUIRED) {
            warnings.add(
                    "The URL's parameter `sslaccept=strict` checks the server's certificate only where there is TLS, "
                            + "and `sslmode=" + sslmode()
                            + "` allows a connection without it, which anybody between can bring "
                            + "about: write `sslmode=require`, or leave `sslmode` out.");
        }
        return List.copyOf(warnings);
    }

    private String notHonoured(String name) {
        if (dialect == Dialect.MYSQL && name.equals("sslmode")) {
            return "The URL's parameter `sslmode` is PostgreSQL's and is ignored; for MySQL, `sslaccept=strict` or "
                    + "`sslaccept=accept_invalid_certs` turns TLS on.";
        }
        return "The URL's parameter `" + printable(name) + "` is not honoured; it is ignored.";
    }

    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }

    /** Where the database is, for people, without a secret: {@code host:5432}, a socket's path, or SQLite's file. */
    public String place() {
        if (file != null) {
            return file.toString();
        }
        return socket().map(Path::toString).orElse((host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port);
    }

    /** The URL for people: without the password and without parameters. */
    @Override
    public String toString() {
        if (dialect == Dialect.SQLITE) {
            return "file:" + file;
        }
        String who = user.isEmpty() ? "" : user + (password == null ? "" : ":***") + "@";
        return dialect.provider() + "://" + who + place() + "/" + database;
    }
}
