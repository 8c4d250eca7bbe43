package dev.refract.spring;

import dev.refract.Refract;
import dev.refract.migrate.DeployResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;

/** Runs the migrations when it is made, which Boot sees to happen before anything else uses the DataSource. */
public final class RefractInitializer implements InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(RefractInitializer.class);

    private final RefractDatabases databases;

    /** @param databases what the application migrates */
    public RefractInitializer(RefractDatabases databases) {
        this.databases = databases;
    }

    @Override
    public void afterPropertiesSet() {
        boolean several = databases.byName().size() > 1;
        databases.byName().forEach((name, refract) -> {
            if (several) {
                LOG.info("refract.databases.{}:", name);
            }
            deploy(refract);
        });
    }

    private static void deploy(Refract refract) {
        DeployResult result = refract.deploy();
        LOG.info(
                "{}: {} of {} migrations applied now",
                result.database(),
                result.applied().size(),
                result.found());
    }
}
