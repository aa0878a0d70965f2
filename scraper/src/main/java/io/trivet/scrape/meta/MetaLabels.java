package io.trivet.scrape.meta;

/// Names of labels made of foreign keys, and addresses made of hosts and ports.
public final class MetaLabels {
  private MetaLabels() {}

  /// The key with an underscore in the place of each character that plain label names cannot have.
  public static String name(String prefix, String key) {
    StringBuilder name = new StringBuilder(prefix);
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean plain =
          c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
      name.append(plain ? c : '_');
      if (Character.isHighSurrogate(c) && i + 1 < key.length()) {
        i++;
      }
    }
    return name.toString();
  }

  /// `host:port`, with brackets around an IPv6 address.
  public static String address(String host, long port) {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
