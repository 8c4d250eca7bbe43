package dev.refract.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.testcontainers.DockerClientFactory;

/**
 * The Docker engine, if there is one that can be used. Where no registry answers, Testcontainers would take two minutes
 * to see that for each image, its own ones included, and for each server again: here that is decided quickly, and once.
 */
final class DockerEngine {

    /** For Testcontainers to find the engine and to fetch its own small images. */
    private static final Duration SETTING_UP = Duration.ofSeconds(30);

    /** For a registry to let us hear something while it sends an image. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private static FutureTask<Boolean> availability;

    /** Why no image can be fetched in this run; null as long as nothing speaks against it. */
    private static String unreachable;

    private DockerEngine() {}

    /**
     * Whether there is one.
     *
     * @throws IOException where there is one that can't be used
     */
    static synchronized boolean isAvailable() throws IOException, InterruptedException {
        if (availability == null) {
            availability = new FutureTask<>(DockerEngine::setUp);
            Thread thread = new Thread(availability, "Testcontainers sets itself up");
            thread.setDaemon(true);
            thread.start();
        }
        try {
            // a second caller finds that the time is over
            return availability.get(availability.isCancelled() ? 0 : SETTING_UP.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | CancellationException e) {
            availability.cancel(false);
            throw unusable("was not ready after " + SETTING_UP.toSeconds() + " seconds", e);
        } catch (ExecutionException e) {
            throw unusable("failed: " + e.getCause().getMessage(), e);
        }
    }

    private static boolean setUp() {
        DockerClientFactory factory = DockerClientFactory.instance();
        if (!factory.isDockerAvailable()) {
            return false;
        }
        factory.dockerHostIpAddress(); // inside a container it asks an image
        return true;
    }

    private static IOException unusable(String what, Exception e) {
        return new IOException(
                "Testcontainers " + what + ". It fetches images of its own; where no registry answers, set "
                        + "TESTCONTAINERS_RYUK_DISABLED=true and TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1",
                e);
    }

    /** Fetches an image that is not there. After a registry that did not answer, none is asked again. */
    static synchronized void fetch(String image) throws IOException, InterruptedException {
        DockerClient docker = DockerClientFactory.lazyClient();
        try {
            docker.inspectImageCmd(image).exec();
        } catch (NotFoundException e) {
            if (unreachable != null) {
                throw new IOException(unreachable);
            }
            pull(docker, image);
        }
    }

    private static void pull(DockerClient docker, String image) throws IOException, InterruptedException {
        try (Download download = docker.pullImageCmd(image).exec(new Download())) {
            long heard;
            do {
                heard = download.heard.get();
                if (download.awaitCompletion(SILENCE.toSeconds(), TimeUnit.SECONDS)) {
                    return;
                }
            } while (download.heard.get() > heard);
            throw new IOException("no registry sent anything for " + SILENCE.toSeconds() + " seconds");
        } catch (IOException | RuntimeException e) {
            unreachable = "the image " + image + " is not there and could not be fetched: " + e.getMessage()
                    + ". Fetch it with: docker pull " + image
                    + "; or name another with -Dtest.postgres.image, -Dtest.mysql.image, -Dtest.mariadb.image";
            throw new IOException(unreachable, e);
        }
    }

    /** Counts what is heard of a download. */
    private static final class Download extends ResultCallback.Adapter<PullResponseItem> {

        private final AtomicLong heard = new AtomicLong();

        @Override
        public void onNext(PullResponseItem item) {
            heard.incrementAndGet();
        }
    }
}
