package dev.refract.spring;

import dev.refract.Refract;
import dev.refract.migrate.DeployResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;

/** Runs the migrations when it is made, which Boot sees to happen before anything else uses the DataSource. */
public final class RefractInitializer implements InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(RefractInitializer.class);

    private final Refract refract;

    /** @param refract configured for the application's database */
    public RefractInitializer(Refract refract) {
        this.refract = refract;
    }

    @Override
    public void afterPropertiesSet() {
        DeployResult result = refract.deploy();
        LOG.info(
                "{}: {} of {} migrations applied now",
                result.database(),
                result.applied().size(),
                result.found());
    }
}
