# syntax=docker/dockerfile:1
# Trivet as an image: built from source, on a Java runtime with only the modules it needs.
#
#   docker build -t trivet .
#   docker run -p 9090:9090 -p 3100:3100 -p 3200:3200 -p 4317:4317 -p 4318:4318 -v trivet:/data trivet

FROM eclipse-temurin:25-jdk AS build
RUN apt-get update && apt-get install -y --no-install-recommends maven binutils && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/maven mvn -B -ntp -q -Dmaven.repo.local=/maven -DskipTests package -pl appliance -am

# What Helidon, gRPC, Lucene and the metrics of the JVM ask for; jdk.unsupported is found by
# reflection, elliptic curves are part of java.base.
RUN jlink \
      --add-modules java.base,java.compiler,java.desktop,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.sql,java.xml,jdk.httpserver,jdk.management,jdk.unsupported \
      --strip-debug --no-header-files --no-man-pages --compress zip-6 \
      --output /runtime

# Asks the running server whether it is ready, without a shell or curl in the image.
RUN mkdir /health && cat > /health/Health.java <<'JAVA' && javac -d /health /health/Health.java && rm /health/Health.java
import java.net.HttpURLConnection;
import java.net.URI;

public final class Health {
  public static void main(String[] arguments) throws Exception {
    HttpURLConnection ready = (HttpURLConnection) URI.create(arguments[0]).toURL().openConnection();
    ready.setConnectTimeout(2_000);
    ready.setReadTimeout(2_000);
    System.exit(ready.getResponseCode() == 200 ? 0 : 1);
  }
}
JAVA
RUN mkdir /empty

FROM debian:13-slim
COPY --from=build /runtime /opt/java
COPY --from=build /health /opt/health
COPY --from=build /src/appliance/target/trivet.jar /opt/trivet/trivet.jar
COPY --from=build --chown=10001:10001 /empty /data
ENV PATH=/opt/java/bin:$PATH \
    MALLOC_ARENA_MAX=2 \
    TRIVET_STORAGE_DATA_DIR=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 9090 3100 3200 4317 4318 16686 14268 14250 5778 6831/udp 6832/udp 9411
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["/opt/java/bin/java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx16m", "-cp", "/opt/health", "Health", "http://127.0.0.1:9090/-/ready"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/java/bin/java", "-XX:+UseG1GC", "-XX:+UseCompactObjectHeaders", "-XX:FreqInlineSize=100", "-XX:Tier4InvocationThreshold=20000", "-XX:Tier4MinInvocationThreshold=2400", "-XX:Tier4CompileThreshold=60000", "-XX:Tier4BackEdgeThreshold=160000", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-XX:MaxRAMPercentage=50", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=30", "-XX:G1PeriodicGCInterval=60000", "-XX:TrimNativeHeapInterval=30000", "-Xss512k", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/trivet/trivet.jar"]
CMD ["serve"]
