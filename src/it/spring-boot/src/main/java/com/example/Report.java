package com.example;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.jmx.JmxEndpointsSupplier;
import org.springframework.boot.actuate.info.InfoEndpoint;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Says what the application found; slices of it do without. */
@Component
class Report implements CommandLineRunner {

    private final Notes notes;
    private final MeterRegistry meters;
    private final JmxEndpointsSupplier endpoints;
    private final InfoEndpoint info;
    private final ApplicationContext context;

    Report(
            Notes notes,
            MeterRegistry meters,
            JmxEndpointsSupplier endpoints,
            InfoEndpoint info,
            ApplicationContext context) {
        this.notes = notes;
        this.meters = meters;
        this.endpoints = endpoints;
        this.info = info;
        this.context = context;
    }

    @Override
    public void run(String... args) throws Exception {
        Object indicator = context.getBean("refractHealthIndicator"); // of a type that Boot 3.5 and 4 name differently
        System.out.println("HEALTH " + indicator.getClass().getMethod("health").invoke(indicator));
        for (Object endpoint : context.getBeansOfType(HealthEndpoints.type()).values()) {
            System.out.println("READY "
                    + endpoint.getClass()
                            .getMethod("healthForPath", String[].class)
                            .invoke(endpoint, (Object) new String[] {"refract"}));
        }
        notes.findAll().forEach(note -> System.out.println("NOTE " + note.text + " pinned=" + note.pinned));
        System.out.println("INFO " + info.info().get("refract"));
        meters.find("refract.migration")
                .timers()
                .forEach(timer -> System.out.println("TIMER " + timer.getId().getTag("migration") + " "
                        + timer.getId().getTag("outcome") + " " + timer.count()));
        endpoints.getEndpoints().stream()
                .filter(endpoint -> endpoint.getEndpointId().toString().equals("refract"))
                .flatMap(endpoint -> endpoint.getOperations().stream())
                .forEach(operation -> System.out.println("ENDPOINT refract " + operation.getName() + " "
                        + operation.invoke(new InvocationContext(
                                SecurityContext.NONE,
                                operation.getParameters().isEmpty() ? Map.of() : Map.of("question", "drift")))));
    }
}
