package io.trivet.scrape.discovery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/// Asks the name servers of the system through the DNS provider of the JDK.
final class JndiResolver implements DnsDiscovery.Resolver {
  private static final int MOST_RECORDS = 10_000;

  // The DNS provider reads records as text; it deserializes nothing.
  @SuppressWarnings("BanJNDI")
  @Override
  public List<String> records(String name, String type) throws IOException {
    // JNDI takes nothing but a Hashtable.
    @SuppressWarnings("JdkObsolete")
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(Context.PROVIDER_URL, "dns:");
    environment.put("com.sun.jndi.dns.timeout.initial", "2000");
    environment.put("com.sun.jndi.dns.timeout.retries", "2");
    List<String> records = new ArrayList<>();
    try {
      DirContext context = new InitialDirContext(environment);
      try {
        Attribute attribute = context.getAttributes(name, new String[] {type}).get(type);
        if (attribute == null) {
          return records;
        }
        NamingEnumeration<?> values = attribute.getAll();
        while (values.hasMore() && records.size() < MOST_RECORDS) {
          records.add(String.valueOf(values.next()));
        }
        return records;
      } finally {
        context.close();
      }
    } catch (NameNotFoundException e) {
      return records; // the name is gone, and so are its targets
    } catch (NamingException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
