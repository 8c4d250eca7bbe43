package com.example;

/** The actuator's endpoint for health, of Boot 4 or 3.5. */
final class HealthEndpoints {

    private HealthEndpoints() {}

    static Class<?> type() throws ClassNotFoundException {
        try {
            return Class.forName("org.springframework.boot.health.actuate.endpoint.HealthEndpoint");
        } catch (ClassNotFoundException e) {
            return Class.forName("org.springframework.boot.actuate.health.HealthEndpoint");
        }
    }
}
