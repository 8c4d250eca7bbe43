package com.example;

import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A second database, in the profile of that name. */
@Configuration(proxyBeanMethods = false)
@Profile("audit")
class Audit {

    @Bean(defaultCandidate = false)
    DataSource auditDataSource(
            @Value("${audit.url}") String url,
            @Value("${spring.datasource.username}") String user,
            @Value("${spring.datasource.password}") String password) {
        return new DriverManagerDataSource(url, user, password);
    }
}
