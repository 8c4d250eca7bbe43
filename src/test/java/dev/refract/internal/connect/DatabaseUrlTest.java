package dev.refract.internal.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.internal.connect.DatabaseUrl.Encryption;
import dev.refract.internal.connect.DatabaseUrl.Verification;
import dev.refract.internal.sql.Dialect;
import dev.refract.report.Code;
import dev.refract.report.RefractException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    private static final Path BASE = Path.of("/base/prisma");

    private static DatabaseUrl parse(String url) {
        return DatabaseUrl.parse(url, BASE);
    }

    @Test
    void postgresqlInFull() {
        DatabaseUrl url = parse(
                "postgresql://us%65r:p%40ss%3Aw%2Frd%25@db.example.com:6432/my%20db?schema=sales&application_name=my+app&options=-c%20a%3Db");
        assertThat(url.dialect()).isEqualTo(Dialect.POSTGRESQL);
        assertThat(url.user()).isEqualTo("user");
        assertThat(url.password()).isEqualTo("p@ss:w/rd%");
        assertThat(url.host()).isEqualTo("db.example.com");
        assertThat(url.port()).isEqualTo(6432);
        assertThat(url.database()).isEqualTo("my db");
        assertThat(url.schema()).isEqualTo("sales");
        assertThat(url.applicationName()).isEqualTo("my app");
        assertThat(url.options()).contains("-c a=b");
        assertThat(url.place()).isEqualTo("db.example.com:6432");
        assertThat(url.warnings()).isEmpty();
    }

    @Test
    void defaults() {
        DatabaseUrl postgres = parse(" postgres://localhost\n");
        assertThat(postgres.port()).isEqualTo(5432);
        assertThat(postgres.database()).isEqualTo("postgres");
        assertThat(postgres.schema()).isEqualTo("public");
        assertThat(postgres.user()).isEmpty();
        assertThat(postgres.password()).isNull();
        assertThat(postgres.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(postgres.socketTimeout()).isZero();
        assertThat(postgres.applicationName()).isEqualTo("refract");
        assertThat(parse("postgresql:///d").host()).isEqualTo("localhost");
        DatabaseUrl mysql = parse("mysql://root:@db/shop");
        assertThat(mysql.port()).isEqualTo(3306);
        assertThat(mysql.schema()).isEqualTo("shop");
        assertThat(mysql.password()).isEmpty();
        assertThat(mysql.encryption()).isEqualTo(Encryption.OFF);
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://u:a@b@h/d, a@b", "postgresql://u:a%zz@h/d, a%zz", "postgresql://u:a:b@h/d, a:b",
                "postgresql://u:%C3%BC@h/d, ü",
        "postgresql://u:ü@h/d, ü", "postgresql://u:a+b@h/d, a+b", "postgresql://u:%FF@h/d, %FF",
                "postgresql://u:$&()*@h/d, $&()*"
    })
    void passwords(String url, String password) {
        assertThat(parse(url).password()).isEqualTo(password);
        assertThat(parse(url).host()).isEqualTo("h");
    }

    @Test
    void ipv6() {
        DatabaseUrl url = parse("postgresql://u@[::1]:5433/d");
        assertThat(url.host()).isEqualTo("::1");
        assertThat(url.port()).isEqualTo(5433);
        assertThat(url.place()).isEqualTo("[::1]:5433");
        assertThat(parse("mysql://u@[fe80::1%25eth0]/d").port()).isEqualTo(3306);
    }

    @Test
    void sockets() {
        DatabaseUrl parameter = parse("postgresql://u:p@localhost:5433/d?host=/var/run/postgresql");
        assertThat(parameter.socket()).contains(Path.of("/var/run/postgresql/.s.PGSQL.5433"));
        assertThat(parameter.place()).isEqualTo("/var/run/postgresql/.s.PGSQL.5433");
        assertThat(parse("postgresql://u@%2Ftmp/d").socket()).contains(Path.of("/tmp/.s.PGSQL.5432"));
        assertThat(parse("postgresql://u@/d?host=/tmp").socket()).contains(Path.of("/tmp/.s.PGSQL.5432"));
        assertThat(parse("postgresql://u@a/d?host=b").host()).isEqualTo("b");
        assertThat(parse("mysql://u@localhost/d?socket=(/tmp/mysql.sock)").socket())
                .contains(Path.of("/tmp/mysql.sock"));
        assertThat(parse("mysql://u@localhost/d?socket=/tmp/mysql.sock").place())
                .isEqualTo("/tmp/mysql.sock");
        assertThat(parse("mysql://u@localhost/d").socket()).isEmpty();
    }

    @Test
    void sqliteFiles() {
        assertThat(parse("file:dev.db").file()).isEqualTo(Path.of("/base/prisma/dev.db"));
        assertThat(parse("file:./dev.db?connection_limit=1").file()).isEqualTo(Path.of("/base/prisma/dev.db"));
        assertThat(parse("file:../a%20b.db").file()).isEqualTo(Path.of("/base/a b.db"));
        assertThat(parse("file:/abs/x.db").file()).isEqualTo(Path.of("/abs/x.db"));
        assertThat(parse("file:///abs/x.db").file()).isEqualTo(Path.of("/abs/x.db"));
        assertThat(parse("file:dev.db").schema()).isEqualTo("main");
        assertThat(parse("file:dev.db").socketTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(parse("file:dev.db").withFile(Path.of("other.db")).file())
                .isEqualTo(Path.of("/base/prisma/other.db"));
        assertThat(parse("file:dev.db").place()).isEqualTo("/base/prisma/dev.db");
    }

    @Test
    void sqliteFileThatIsThereUnderTheLiteralName(@TempDir Path folder) throws IOException {
        assertThat(DatabaseUrl.parse("file:a%20b.db", folder).file()).isEqualTo(folder.resolve("a b.db"));
        Files.createFile(folder.resolve("a%20b.db"));
        assertThat(DatabaseUrl.parse("file:a%20b.db", folder).file()).isEqualTo(folder.resolve("a%20b.db"));
    }

    @Test
    void encryption() {
        assertThat(parse("postgresql://h/d").encryption()).isEqualTo(Encryption.PREFERRED);
        assertThat(parse("postgresql://h/d?sslmode=disable").encryption()).isEqualTo(Encryption.OFF);
        assertThat(parse("postgresql://h/d?sslmode=require").encryption()).isEqualTo(Encryption.REQUIRED);
        assertThat(parse("postgresql://h/d?sslmode=require").verification()).isEqualTo(Verification.NONE);
        assertThat(parse("postgresql://h/d?sslmode=require&sslaccept=strict").verification())
                .isEqualTo(Verification.HOST);
        assertThat(parse("postgresql://h/d?sslaccept=strict").encryption()).isEqualTo(Encryption.REQUIRED);
        assertThat(parse("postgresql://h/d?sslmode=&sslaccept=strict").encryption())
                .isEqualTo(Encryption.REQUIRED);
        assertThat(parse("postgresql://h/d?sslaccept=accept_invalid_certs").encryption())
                .isEqualTo(Encryption.PREFERRED);
        assertThat(parse("postgresql://h/d?sslmode=prefer&sslaccept=strict").encryption())
                .isEqualTo(Encryption.PREFERRED);
        assertThat(parse("postgresql://h/d?sslmode=verify-ca").verification()).isEqualTo(Verification.AUTHORITY);
        assertThat(parse("postgresql://h/d?sslmode=verify-full").verification()).isEqualTo(Verification.HOST);
        for (String parameter :
                new String[] {"sslcert=a", "sslidentity=a", "sslpassword=a", "sslaccept=accept_invalid_certs"}) {
            assertThat(parse("mysql://h/d?" + parameter).encryption()).isEqualTo(Encryption.REQUIRED);
            assertThat(parse("mysql://h/d?" + parameter).verification()).isEqualTo(Verification.NONE);
        }
        assertThat(parse("mysql://h/d?sslaccept=strict").verification()).isEqualTo(Verification.HOST);
        assertThat(parse("postgresql://h/d?sslcert=../ca.pem&sslidentity=/abs/id.p12")
                        .authority())
                .contains(Path.of("/base/prisma/../ca.pem"));
        assertThat(parse("postgresql://h/d?sslcert=../ca.pem&sslidentity=/abs/id.p12")
                        .identity())
                .contains(Path.of("/abs/id.p12"));
    }

    @Test
    void timeouts() {
        DatabaseUrl url = parse("postgresql://h/d?connect_timeout=0&socket_timeout=30");
        assertThat(url.connectTimeout()).isZero();
        assertThat(url.socketTimeout()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void otherDatabaseOfTheSameServer() {
        DatabaseUrl url = parse("postgresql://u:p@h/d?schema=s&sslmode=require");
        assertThat(url.withDatabase("x").database()).isEqualTo("x");
        assertThat(url.withDatabase("x").schema()).isEqualTo("s");
        assertThat(url.withDatabase("x").parameters()).isEqualTo(url.parameters());
        assertThat(url.withSchema("t").schema()).isEqualTo("t");
        assertThat(url.namesSchema()).isTrue();
        assertThat(parse("postgresql://h/d").namesSchema()).isFalse();
        assertThat(parse("postgresql://h/d").withSchema("public").namesSchema()).isFalse();
        assertThat(parse("postgresql://h/d").withSchema("t").namesSchema()).isTrue();
        assertThat(parse("mysql://h/d").withDatabase("x").schema()).isEqualTo("x");
        assertThat(url).isEqualTo(parse("postgresql://u:p@h/d?schema=s&sslmode=require"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "postgresql://h/d?colour=red -> `colour`",
                "postgresql://h/d?sslmode=prefer&sslaccept=strict -> `sslmode=prefer` allows a connection without it",
                "postgresql://h/d?sslmode=disable&sslaccept=strict -> `sslmode=disable` allows a connection without it",
                "mysql://h/d?sslmode=require -> sslaccept=strict",
                "mysql://h/d?charset=utf8 -> `charset`",
                "file:x.db?mode=ro -> `mode`",
            })
    void whatIsNotHonouredIsAWarning(String url, String part) {
        assertThat(parse(url).warnings()).singleElement().asString().contains(part);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://h/d?sslmode=REQUIRE",
                "postgresql://h/d?sslmode=requir",
                "postgresql://h/d?sslmode=true",
                "postgresql://h/d?sslaccept=STRICT",
                "postgresql://h/d?sslaccept=strict%20",
                "postgresql://h/d?channel_binding=REQUIRE",
                "mysql://h/d?sslaccept=STRICT",
                "mysql://h/d?sslaccept=stric",
                "mysql://h/d?sslaccept=true"
            })
    void aMisspeltValueIsAnError(String url) {
        assertThatThrownBy(() -> parse(url))
                .isInstanceOf(RefractException.class)
                .hasMessageContainingAll("P1013", "has a value that is not known", "in small letters");
    }

    @Test
    void whatNeverComesToBearIsNone() {
        assertThat(parse("postgresql://h/d?pgbouncer=true&connection_limit=1&pool_timeout=0&statement_cache_size=0")
                        .warnings())
                .isEmpty();
        assertThat(parse("mysql://h/d?connection_limit=5&pool_timeout=2&connect_timeout=3&socket_timeout=4")
                        .warnings())
                .isEmpty();
        assertThat(parse("file:x.db?connection_limit=1&socket_timeout=2").warnings())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "hello",
                "u:secret@h/d",
                "http://u:secret@h/d",
                "postgresql:/u:secret@h/d",
                "postgresql:u:secret@h/d",
                "postgresql://u:secret@h:port/d",
                "postgresql://u:secret@h:70000/d",
                "postgresql://u:sec/ret@h/d",
                "postgresql://u:1/secret@h/d",
                "postgresql://u:a@secret/b@h/d",
                "postgresql://u:a@secret#b@h/d",
                "postgresql://u:a@secret?b@h/d",
                "postgresql://u:1?secret@h/d",
                "mysql://u:1#secret@h/d",
                "mysql://u:p@h/d?sslpassword=se#secret",
                "\"postgresql://u:secret@h/d\"",
                "'mysql://u:secret@h/d'",
                "\"file:./secret.db\"",
                "postgresql://u:secret@/d",
                "postgresql://u:secret@a,b/d",
                "postgresql://u:secret@a:1,b:2/d",
                "postgresql://u:secret@[::1/d",
                "postgresql://u:secret@a b/d",
                "postgresql://u:secret@(a=b)/d",
                "postgresql://u:secret@a:1:2/d",
                "postgresql://u:secret@h/d?connect_timeout=soon",
                "postgresql://u:secret@h/d?socket_timeout=-1",
                "postgresql://u:secret@h/d?pgbouncer=yes",
                "postgresql://u:secret@h/d?schema=",
                "mysql://u:secret@h",
                "mysql://u:secret@h/",
                "mysql://u:secret@h/?a=b",
                "file:",
                "file:?a=b",
                "file://host/x",
                "file::memory:",
                "jdbc:postgresql://u:secret@h/d",
                "prisma://u:secret@h/d?api_key=secret",
                "prisma+postgres://u:secret@h/d",
                "sqlserver://h;user=secret",
                "mongodb+srv://u:secret@h/d",
                "cockroachdb://u:secret@h/d",
                "secret-user:secret@h"
            })
    void invalidUrlsAreNotRepeated(String url) {
        assertThatThrownBy(() -> parse(url)).isInstanceOfSatisfying(RefractException.class, e -> {
            assertThat(e.code()).contains(Code.P1013);
            assertThat(e.getMessage()).doesNotContain("secret").doesNotContain("sec/ret");
            assertThat(e.getCause()).isNull();
        });
    }

    @Test
    void reasons() {
        assertThatThrownBy(() -> parse("prisma://h/?api_key=x")).hasMessageContaining("hosted proxy");
        assertThatThrownBy(() -> parse("prisma+postgres://h/?api_key=x")).hasMessageContaining("hosted proxy");
        assertThatThrownBy(() -> parse("sqlserver://h")).hasMessageContaining("does not support");
        assertThatThrownBy(() -> parse("postgresql://u:a/b@h/d")).hasMessageContaining("%2F");
        assertThatThrownBy(() -> parse("postgresql://u:1#b@h/d")).hasMessageContaining("%23");
        assertThatThrownBy(() -> parse("\"file:./dev.db\"")).hasMessageContaining("Take the quotes out");
        assertThatThrownBy(() -> parse("mysql://h")).hasMessageContaining("no database");
    }

    @Test
    void anAtSignInAParameterIsNoPassword() {
        assertThat(parse("postgresql://u:p@h/d?application_name=me@x").host()).isEqualTo("h");
        assertThat(parse("postgresql://h/d?sslcert=/a@b/c.pem").host()).isEqualTo("h");
    }

    @Test
    void neverShowsThePassword() {
        assertThat(parse("postgresql://u:hunter2@h/d?sslpassword=hunter3").toString())
                .isEqualTo("postgresql://u:***@h:5432/d");
        assertThat(parse("mysql://h/d").toString()).isEqualTo("mysql://h:3306/d");
        assertThat(parse("file:dev.db").toString()).isEqualTo("file:/base/prisma/dev.db");
    }
}
