package dev.refract.internal.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No password passes, wherever it stands; what is none stays as it is. */
class SecretsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postgresql://app:hunter2@db:5432/shop?schema=x     | postgresql://app:***@db:5432/shop?schema=x
            mysql://app:p@ss/w:rd@db/shop                      | mysql://app:***@db/shop
            postgres://app:p%40ss@db and more                  | postgres://app:***@db and more
            jdbc:postgresql://app:hunter2@db/x                 | jdbc:postgresql://app:***@db/x
            jdbc:mysql://db/x?user=app&password=hunter2&a=1    | jdbc:mysql://db/x?user=app&password=***&a=1
            postgresql://app:one two@db/x                      | postgresql://app:***@db/x
            postgresql://:hunter2@db                           | postgresql://:***@db
            mongodb+srv://app:hunter2@db                       | mongodb+srv://app:***@db
            postgresql:app:hunter2@db/x                        | postgresql:app:***@db/x
            app:hunter2@db:5432/x                              | app:***@db:5432/x
            postgresql%3A%2F%2Fapp%3Ahunter2%40db              | postgresql%3A%2F%2Fapp%3A***%40db
            env("postgresql://app:hun"ter2@db/x")              | env("postgresql://app:***@db/x")
            postgresql://app:12345/6@db/x                      | postgresql://app:***@db/x
            redis://h?password=hunter2                         | redis://h?password=***
            host=db password=hunter2 dbname=shop               | host=db password=*** dbname=shop
            host=db password = "hun ter2" port=1               | host=db password = *** port=1
            Server=db;Uid=app;Pwd=hunter2;Database=shop        | Server=db;Uid=app;Pwd=***;Database=shop
            PGPASSWORD=hunter2 psql                            | PGPASSWORD=*** psql
            {"user":"app","password":"hunter2"}                | {"user":"app","password":***}
            --db-password=hunter2                              | --db-password=***
            """)
    void credentialsAreMasked(String text, String masked) {
        assertThat(Secrets.masked(text)).isEqualTo(masked);
        assertThat(Secrets.masked("Unknown option: '--url=" + text + "'")).doesNotContain("hunter2", "ss/w", "two");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Can't reach the server at db:5432 as app@example.org",
                "postgresql://app@db:5432/shop",
                "postgresql://localhost:5432, as somebody@else",
                "mysql: error near @x",
                "CREATE USER 'app'@'%'",
                "12:30:45 someone@host said so",
                "SELECT a::text FROM t WHERE b = '?x=1'",
                "UPDATE users SET password = crypt($1, salt)",
                "wrong password: ask somebody who knows it",
                "https://example.org/page?x=1#there"
            })
    void otherTextStays(String text) {
        assertThat(Secrets.masked(text)).isEqualTo(text);
        assertThat(Secrets.masked(text)).isSameAs(Secrets.masked(Secrets.masked(text)));
    }

    @Test
    void aKnownPasswordIsMaskedInEveryForm() {
        Secrets.know("q8&\"Zo'ö%", List.of("app", "shop"));
        for (String form : List.of("q8&\"Zo'ö%", "q8%26%22Zo%27%C3%B6%25", "q8&\\\"Zo'ö%", "q8&\"Zo''ö%")) {
            assertThat(Secrets.masked("x" + form + "y")).as(form).isEqualTo("x***y");
        }
    }

    @Test
    void aPasswordThatIsAWordIsMaskedAsAWordOnly() {
        Secrets.know("wombat", List.of("app"));
        assertThat(Secrets.masked("the wombat, wombats and wombat_1")).isEqualTo("the ***, wombats and wombat_1");
    }

    @Test
    void anUnknownOptionsValueIsMaskedToItsEnd() {
        assertThat(Secrets.masked("Unknown option: '--db-password=hunter2 two'"))
                .isEqualTo("Unknown option: '--db-password=***'");
        assertThat(Secrets.masked("Unknown options: '--password', 'hunter2'"))
                .isEqualTo("Unknown options: '--password', '***'");
    }

    @Test
    void aShortPasswordIsMaskedAsAValueOnly() {
        Secrets.know("z7", List.of("app"));
        assertThat(Secrets.masked("app:z7@db, PGPW=z7, \"z7\" and z7 columns"))
                .isEqualTo("app:***@db, PGPW=***, \"***\" and z7 columns");
    }

    @Test
    void aPasswordPercentEncodedInSmallDigitsIsMasked() {
        Secrets.know("kx/9:Qw2!z", List.of("app"));
        assertThat(Secrets.masked("it is kx%2f9%3aQw2%21z.")).isEqualTo("it is ***.");
    }

    @Test
    void aPasswordThatEqualsAnotherNameIsNoSecret() {
        Secrets.know("quokka", List.of("quokka", "shop"));
        assertThat(Secrets.masked("user quokka")).isEqualTo("user quokka");
    }

    @Test
    void valuesThatHoldThePassword() {
        String password = "p@ss w\"rd1";
        String base64 = Base64.getEncoder().encodeToString(("app:" + password).getBytes(StandardCharsets.UTF_8));
        for (String value : List.of(
                password,
                "  " + password + "\n",
                "host=db user=app password='" + password + "' sslmode=require",
                "jdbc:mysql://db/x?user=app&password=p%40ss+w%22rd1",
                "postgresql://app:p%40ss%20w%22rd1@db/x",
                "postgresql%3A%2F%2Fapp%3Ap%2540ss%2520w%2522rd1%40db",
                "{\"password\": \"p@ss w\\\"rd1\"}",
                "{\"password\": \"p\\u0040ss w\\u0022rd1\"}",
                "Basic " + base64,
                "mysql://app:p%40ss%20w%22rd1@db")) {
            assertThat(Secrets.holds(value, password)).as(value).isTrue();
        }
        assertThat(Secrets.holds("/usr/bin:/bin", password)).isFalse();
        assertThat(Secrets.holds("/usr/lib/postgresql", "postgres")).isFalse();
        assertThat(Secrets.holds("x=1", "1")).isTrue();
        assertThat(Secrets.holds("10", "1")).isFalse();
    }
}
