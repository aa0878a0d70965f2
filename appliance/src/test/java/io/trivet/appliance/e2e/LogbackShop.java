package io.trivet.appliance.e2e;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

/// A service that logs with Logback to the Loki appender of loki4j.
final class LogbackShop {
  private static final String CONFIGURATION =
      """
      <configuration>
        <appender name="LOKI" class="com.github.loki4j.logback.Loki4jAppender">
          <labels>
            app=shop
            level=%level
          </labels>
          <structuredMetadata>thread=%thread</structuredMetadata>
          <message><pattern>%msg</pattern></message>
          <http><url>http://127.0.0.1:PORT/loki/api/v1/push</url></http>
          <batch><maxItems>20</maxItems><timeoutMs>200</timeoutMs></batch>
        </appender>
        <root level="INFO"><appender-ref ref="LOKI"/></root>
      </configuration>
      """;

  private LogbackShop() {}

  static String line(int order) {
    return "order " + order + " accepted total=" + order + " note=\"schön\\t☃\"";
  }

  /// Logs so many orders, each tenth as a warning; returns when the appender has sent them.
  static void sell(int port, int orders) {
    LoggerContext context = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    String xml = CONFIGURATION.replace("PORT", Integer.toString(port));
    try {
      configurator.doConfigure(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    } catch (JoranException e) {
      throw new AssertionError(e);
    }
    Logger log = context.getLogger("shop");
    for (int i = 0; i < orders; i++) {
      if (i % 10 == 0) {
        log.warn(line(i));
      } else {
        log.info(line(i));
      }
    }
    context.stop();
  }
}
