package com.example;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts, says what it found, and ends, unless it is to stay. */
@SpringBootApplication
public class NotesApplication {

    public static void main(String[] args) {
        ConfigurableApplicationContext context = SpringApplication.run(NotesApplication.class, args);
        if (!context.getEnvironment().getProperty("spring.main.keep-alive", Boolean.class, false)) {
            context.close();
        }
    }
}
