package dev.refract.spring;

import dev.refract.Refract;
import dev.refract.migrate.DeployOptions;
import dev.refract.migrate.DeployResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;

/** Runs the migrations when it is made, which Boot sees to happen before anything else uses the DataSource. */
public final class RefractInitializer implements InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(RefractInitializer.class);

    private final RefractDatabases databases;
    private final DeployOptions options;
    private final @Nullable RefractDataRun data;

    /** @param databases what the application migrates */
    public RefractInitializer(RefractDatabases databases) {
        this(databases, DeployOptions.DEFAULT);
    }

    /**
     * With options.
     *
     * @param databases what the application migrates
     * @param options how
     */
    public RefractInitializer(RefractDatabases databases, DeployOptions options) {
        this(databases, options, null);
    }

    /**
     * With data migrations.
     *
     * @param databases what the application migrates
     * @param options how
     * @param data runs data migrations after the deploy, where it is to; or null
     */
    public RefractInitializer(RefractDatabases databases, DeployOptions options, @Nullable RefractDataRun data) {
        this.databases = databases;
        this.options = options;
        this.data = data;
    }

    @Override
    public void afterPropertiesSet() {
        boolean several = databases.byName().size() > 1;
        databases.byName().forEach((name, refract) -> {
            if (several) {
                LOG.info("refract.databases.{}:", name);
            }
            deploy(refract);
            if (data != null) {
                data.deployed(refract);
            }
        });
    }

    private void deploy(Refract refract) {
        DeployResult result = refract.deploy(options);
        LOG.info(
                "{}: {} of {} migrations applied now",
                result.database(),
                result.applied().size(),
                result.found());
    }
}
