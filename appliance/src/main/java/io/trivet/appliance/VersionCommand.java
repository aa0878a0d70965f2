package io.trivet.appliance;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/// `version`: versions of Trivet and of Java.
@Command(name = "version", description = "Prints the version.")
final class VersionCommand implements Callable<Integer>, IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"trivet " + Version.trivet() + " on Java " + Runtime.version()};
  }

  @Override
  public Integer call() {
    Main.out().println(getVersion()[0]);
    return 0;
  }
}
