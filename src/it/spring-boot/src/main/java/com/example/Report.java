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
        if (context.containsBean("refractHealthIndicator")) { // Boot 4's; this source compiles with 3.5 as well
            Object indicator = context.getBean("refractHealthIndicator");
            System.out.println(
                    "HEALTH " + indicator.getClass().getMethod("health").invoke(indicator));
        }
        notes.findAll().forEach(note -> System.out.println("NOTE " + note.text + " pinned=" + note.pinned));
        System.out.println("INFO " + info.info().get("refract"));
        meters.find("refract.migration")
                .timers()
                .forEach(timer -> System.out.println("TIMER " + timer.getId().getTag("migration") + " "
                        + timer.getId().getTag("outcome") + " " + timer.count()));
        endpoints.getEndpoints().forEach(endpoint -> endpoint.getOperations()
                .forEach(operation ->
                        System.out.println("ENDPOINT " + endpoint.getEndpointId() + " " + operation.getName() + " "
                                + operation.invoke(new InvocationContext(SecurityContext.NONE, Map.of())))));
    }
}
