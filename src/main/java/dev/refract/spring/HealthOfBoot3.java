package dev.refract.spring;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;

/**
 * {@link RefractHealthIndicator} for Boot 3.5, whose health classes stand in other packages than Boot 4's, for which
 * Refract is compiled: they are found by their names.
 */
final class HealthOfBoot3 implements FactoryBean<Object> {

    static final String INDICATOR = "org.springframework.boot.actuate.health.HealthIndicator";
    private static final String HEALTH = "org.springframework.boot.actuate.health.Health";

    private final ObjectProvider<RefractDatabases> databases;
    private final ObjectProvider<RefractDataRun> data;

    /** @param databases asked for late: the type of this bean is looked at before any other is made */
    HealthOfBoot3(ObjectProvider<RefractDatabases> databases, ObjectProvider<RefractDataRun> data) {
        this.databases = databases;
        this.data = data;
    }

    @Override
    public Class<?> getObjectType() {
        return named(INDICATOR);
    }

    @Override
    public Object getObject() {
        RefractDatabases all = databases.getObject();
        RefractDataRun runs = data.getObject();
        return Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {getObjectType()},
                (proxy, method, arguments) -> answer(all, runs, proxy, method, arguments));
    }

    private static Object answer(
            RefractDatabases all, RefractDataRun runs, Object proxy, Method method, Object[] arguments)
            throws Throwable {
        if (method.getName().equals("health")) {
            return health(Readiness.of(all, runs));
        }
        if (method.isDefault()) {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        }
        return switch (method.getName()) { // of Object
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "Refract's health";
        };
    }

    private static Object health(Readiness readiness) throws ReflectiveOperationException {
        Class<?> health = named(HEALTH);
        Object builder = readiness.failure() == null
                ? health.getMethod(readiness.up() ? "up" : "down").invoke(null)
                : health.getMethod("down", Throwable.class).invoke(null, readiness.failure());
        builder.getClass().getMethod("withDetails", Map.class).invoke(builder, readiness.details());
        return builder.getClass().getMethod("build").invoke(builder);
    }

    private static Class<?> named(String name) {
        return ClassUtils.resolveClassName(name, HealthOfBoot3.class.getClassLoader());
    }
}
