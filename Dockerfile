# A small image that runs as nobody in particular; scripts/dist --image prepares the folder that it is built from.
#
#   docker run --rm -v "$PWD:/work" -e DATABASE_URL refract:0.1.0 migrate deploy
FROM scratch
COPY . /
USER 65532:65532
WORKDIR /work
ENV LANG=C.UTF-8
ENTRYPOINT ["/opt/refract/runtime/bin/java", "@/opt/refract/lib/options", "-jar", "/opt/refract/lib/refract.jar"]
