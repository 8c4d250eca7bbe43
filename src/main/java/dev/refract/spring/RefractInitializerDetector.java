package dev.refract.spring;

import java.util.Set;
import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDatabaseInitializerDetector;
import org.springframework.core.Ordered;

/**
 * Tells Boot that the migrations initialise the database, so that JPA, jOOQ, JdbcTemplate and their like wait for them.
 */
public final class RefractInitializerDetector extends AbstractBeansOfTypeDatabaseInitializerDetector
        implements Ordered {

    @Override
    protected Set<Class<?>> getDatabaseInitializerBeanTypes() {
        return Set.of(RefractInitializer.class);
    }

    /** Before Boot's own data scripts. */
    @Override
    public int getOrder() {
        return 1;
    }
}
