package io.trivet.core.disk;

/// Name and version of a file format.
///
/// @param name exactly four ASCII letters or digits
/// @param version from 1
public record FileFormat(String name, int version) {
  public FileFormat {
    if (!name.matches("[A-Za-z0-9]{4}") || version < 1) {
      throw new IllegalArgumentException("no file format: " + name + " " + version);
    }
  }
}
