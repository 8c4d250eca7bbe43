package dev.refract.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refract.Refract;
import dev.refract.report.RefractException;
import dev.refract.testing.OnPostgres;
import dev.refract.testing.TestDatabase;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;

class TracingTest {

    @TempDir
    private Path folder;

    private void migration(String name, String script) throws Exception {
        Files.createDirectories(folder.resolve(name));
        Files.writeString(folder.resolve(name).resolve("migration.sql"), script);
    }

    @OnPostgres
    void spansStandInEachOther(TestDatabase database) throws Exception {
        migration("1_a", "CREATE TABLE a (id INTEGER);\nDO $$ BEGIN RAISE NOTICE 'hello'; END $$;");
        migration("2_b", "CREATE INDEX CONCURRENTLY b ON a (id);\nSELECT nonsense;");
        List<SpanData> spans;
        InMemorySpanExporter exporter = InMemorySpanExporter.create();
        try (OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                        .build())
                .build()) {
            Refract refract = Refract.configure()
                    .url(database.url())
                    .migrations(folder)
                    .workingFolder(folder)
                    .environment(Map.of())
                    .listener(new Tracing(sdk))
                    .build();
            Span caller = sdk.getTracer("test").spanBuilder("caller").startSpan();
            try (Scope scope = caller.makeCurrent()) {
                assertThat(scope).isNotNull();
                assertThatThrownBy(refract::deploy).isInstanceOf(RefractException.class);
            } finally {
                caller.end();
            }
            spans = exporter.getFinishedSpanItems();
        }
        Map<String, String> names = spans.stream().collect(Collectors.toMap(SpanData::getSpanId, SpanData::getName));
        assertThat(spans)
                .extracting(span -> span.getName() + " in " + names.get(span.getParentSpanId()))
                .containsExactlyInAnyOrder(
                        "caller in null",
                        "refract deploy in caller",
                        "migration 1_a in refract deploy",
                        "statements 1 to 2 in migration 1_a",
                        "migration 2_b in refract deploy",
                        "statement 1 in migration 2_b",
                        "statement 2 in migration 2_b");
        assertThat(spans)
                .filteredOn(span -> span.getStatus().getStatusCode() == StatusCode.ERROR)
                .extracting(SpanData::getName)
                .containsExactlyInAnyOrder("refract deploy", "migration 2_b", "statement 2");
        assertThat(spans)
                .filteredOn(span -> span.getName().equals("statements 1 to 2"))
                .flatExtracting(SpanData::getEvents)
                .extracting(event -> event.getName()
                        + List.copyOf(event.getAttributes().asMap().values()))
                .containsExactly("NOTICE[hello]");
    }

    @OnPostgres
    void withoutAnSdkItDoesNothing(TestDatabase database) throws Exception {
        migration("1_a", "CREATE TABLE a (id INTEGER);");
        Refract refract = Refract.configure()
                .url(database.url())
                .migrations(folder)
                .workingFolder(folder)
                .environment(Map.of())
                .listener(new Tracing(OpenTelemetry.noop()))
                .build();
        assertThat(refract.deploy().applied()).containsExactly("1_a");
    }
}
