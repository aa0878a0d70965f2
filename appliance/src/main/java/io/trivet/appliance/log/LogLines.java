package io.trivet.appliance.log;

import io.trivet.appliance.api.http.JsonOutput;
import io.trivet.config.option.LogOptions;
import io.trivet.core.label.Labels;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Sends everything that is logged in the process to standard error in one shape.
public final class LogLines extends Formatter {
  private static final int MAX_STACK = 8000;

  private final LogOptions.Format format;

  private LogLines(LogOptions.Format format) {
    this.format = format;
  }

  /// Sets level and shape, also of a running process.
  public static void configure(LogOptions options) {
    Logger root = LogManager.getLogManager().getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    Level level =
        switch (options.level()) {
          case DEBUG -> Level.FINE;
          case INFO -> Level.INFO;
          case WARN -> Level.WARNING;
          case ERROR -> Level.SEVERE;
        };
    Handler console = new ConsoleHandler();
    console.setFormatter(new LogLines(options.format()));
    console.setLevel(level);
    root.addHandler(console);
    root.setLevel(level);
    // What libraries find worth telling is not worth a line of ours.
    quiet("io.helidon", Level.WARNING);
    quiet("io.grpc", Level.WARNING);
    // A stack for each call that a sender makes wrong.
    quiet("io.grpc.netty.shaded", Level.SEVERE);
    quiet("org.apache.lucene", Level.WARNING);
    // It asks for the vector module, which slows the start and which nothing used of it needs.
    quiet("org.apache.lucene.internal.vectorization", Level.SEVERE);
  }

  private static void quiet(String name, Level level) {
    Logger logger = Logger.getLogger(name);
    logger.setLevel(level);
    KEPT.add(logger);
  }

  /// Loggers are only weakly held by their manager.
  private static final java.util.Set<Logger> KEPT =
      java.util.concurrent.ConcurrentHashMap.newKeySet();

  @Override
  public String format(LogRecord record) {
    String message = formatMessage(record);
    String error = stack(record.getThrown());
    String name = String.valueOf(record.getLoggerName());
    String source = name.substring(name.lastIndexOf('.') + 1);
    return format == LogOptions.Format.JSON
        ? json(record, message, source, error)
        : logfmt(record, message, source, error);
  }

  private static String level(LogRecord record) {
    int value = record.getLevel().intValue();
    return value >= Level.SEVERE.intValue()
        ? "error"
        : value >= Level.WARNING.intValue()
            ? "warn"
            : value >= Level.INFO.intValue() ? "info" : "debug";
  }

  private static String logfmt(LogRecord record, String message, String source, String error) {
    StringBuilder line = new StringBuilder();
    line.append("ts=").append(record.getInstant()).append(" level=").append(level(record));
    line.append(" source=").append(source).append(" msg=");
    Labels.quote(message, line);
    if (!error.isEmpty()) {
      line.append(" error=");
      Labels.quote(error, line);
    }
    return line.append('\n').toString();
  }

  private static String json(LogRecord record, String message, String source, String error) {
    JsonOutput json = new JsonOutput().beginObject();
    json.field("ts", record.getInstant().toString()).field("level", level(record));
    json.field("source", source).field("msg", message);
    if (!error.isEmpty()) {
      json.field("error", error);
    }
    byte[] bytes = json.endObject().newline().finish().toArray();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String stack(@Nullable Throwable thrown) {
    if (thrown == null) {
      return "";
    }
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    String stack = text.toString().trim();
    return stack.length() <= MAX_STACK ? stack : stack.substring(0, MAX_STACK) + "...";
  }
}
