package com.example;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.jmx.JmxEndpointsSupplier;
import org.springframework.boot.actuate.info.InfoEndpoint;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Starts, says what it found, and ends. */
@SpringBootApplication
public class NotesApplication {

    public static void main(String[] args) {
        SpringApplication.run(NotesApplication.class, args).close();
    }

    @Bean
    CommandLineRunner report(Notes notes, MeterRegistry meters, JmxEndpointsSupplier endpoints, InfoEndpoint info) {
        return args -> {
            notes.findAll().forEach(note -> System.out.println("NOTE " + note.text + " pinned=" + note.pinned));
            System.out.println("INFO " + info.info().get("refract"));
            meters.find("refract.migration")
                    .timers()
                    .forEach(
                            timer -> System.out.println("TIMER " + timer.getId().getTag("migration") + " "
                                    + timer.getId().getTag("outcome") + " " + timer.count()));
            endpoints.getEndpoints().forEach(endpoint -> endpoint.getOperations()
                    .forEach(operation ->
                            System.out.println("ENDPOINT " + endpoint.getEndpointId() + " " + operation.getName() + " "
                                    + operation.invoke(new InvocationContext(SecurityContext.NONE, Map.of())))));
        };
    }
}
