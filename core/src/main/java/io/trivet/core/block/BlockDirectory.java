package io.trivet.core.block;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.trivet.core.disk.Disk;
import io.trivet.core.disk.WritableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The directory which holds the blocks of one store.
public final class BlockDirectory {
  private static final Logger log = LoggerFactory.getLogger(BlockDirectory.class);
  private static final String META = "meta.json";
  private static final String TEMPORARY = ".tmp";
  private static final String DAMAGED = ".damaged";
  private static final int MAX_META_BYTES = 16 * 1024 * 1024;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Disk disk;
  private final Path directory;

  public BlockDirectory(Disk disk, Path directory) throws IOException {
    this.disk = disk;
    this.directory = directory;
    disk.createDirectories(directory);
  }

  /// Metas of all blocks, by ULID. Deletes what was never published. A directory whose meta cannot
  /// be read is put aside as `.damaged` and logged.
  public List<BlockMeta> list() throws IOException {
    List<BlockMeta> found = new ArrayList<>();
    for (Path entry : disk.list(directory)) {
      String name = String.valueOf(entry.getFileName());
      if (name.endsWith(TEMPORARY)) {
        disk.delete(entry);
      } else if (Ulid.isUlid(name) && disk.isDirectory(entry)) {
        try {
          BlockMeta meta =
              JSON.readValue(disk.readAll(entry.resolve(META), MAX_META_BYTES), BlockMeta.class);
          if (!meta.ulid().equals(name)) {
            throw new IOException("meta.json is of block " + meta.ulid());
          }
          found.add(meta);
        } catch (IOException | RuntimeException e) {
          setAside(name, e);
        }
      }
    }
    return found;
  }

  /// Renames a block that cannot be read, so that it is out of the way and can be looked at.
  public void setAside(String ulid, Exception why) throws IOException {
    log.error(
        "block {} in {} cannot be read and is put aside: {}", ulid, directory, why.toString());
    disk.publish(directory.resolve(ulid), directory.resolve(ulid + DAMAGED));
  }

  /// Directory of a published block.
  public Path path(String ulid) {
    return directory.resolve(ulid);
  }

  /// Makes the temporary directory in which the files of a new block are written.
  public Path begin(String ulid) throws IOException {
    Path temporary = directory.resolve(ulid + TEMPORARY);
    disk.delete(temporary);
    disk.createDirectories(temporary);
    return temporary;
  }

  /// Writes the meta and publishes the block; all its files must be forced by now.
  public Path publish(BlockMeta meta) throws IOException {
    Path temporary = directory.resolve(meta.ulid() + TEMPORARY);
    byte[] json;
    try {
      json = JSON.writeValueAsBytes(meta);
    } catch (JacksonException e) {
      throw new IOException("meta.json of block " + meta.ulid(), e);
    }
    try (WritableFile file = disk.create(temporary.resolve(META))) {
      file.write(0, ByteBuffer.wrap(json));
      file.force();
    }
    disk.forceDirectory(temporary);
    Path published = path(meta.ulid());
    disk.publish(temporary, published);
    return published;
  }

  /// Deletes what [#begin] made, after a failure.
  public void abandon(String ulid) throws IOException {
    disk.delete(directory.resolve(ulid + TEMPORARY));
  }

  /// Deletes a block. It is renamed first, so that a crash leaves no half block behind.
  public void delete(String ulid) throws IOException {
    Path block = path(ulid);
    if (disk.exists(block)) {
      Path dead = directory.resolve(ulid + TEMPORARY);
      disk.publish(block, dead);
      disk.delete(dead);
    }
  }

  public long sizeBytes(String ulid) throws IOException {
    return disk.sizeBytes(path(ulid));
  }
}
