package io.trivet.logs;

import io.trivet.core.disk.Disk;
import io.trivet.core.disk.NioDisk;
import io.trivet.core.disk.ReadableFile;
import io.trivet.core.disk.WritableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A disk whose n-th call that changes something fails, once.
final class FailingDisk implements Disk {
  private final Disk disk = new NioDisk();
  private final AtomicInteger left;

  FailingDisk(int failingCall) {
    this.left = new AtomicInteger(failingCall);
  }

  boolean hasFailed() {
    return left.get() <= 0;
  }

  private void count() throws IOException {
    if (left.getAndDecrement() == 1) {
      throw new IOException("the disk fails as the test wants");
    }
  }

  @Override
  public WritableFile create(Path file) throws IOException {
    count();
    return new FailingFile(disk.create(file));
  }

  @Override
  public WritableFile openForWriting(Path file) throws IOException {
    count();
    return new FailingFile(disk.openForWriting(file));
  }

  @Override
  public ReadableFile open(Path file) throws IOException {
    return disk.open(file);
  }

  @Override
  public byte[] readAll(Path file, int maxBytes) throws IOException {
    return disk.readAll(file, maxBytes);
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    return disk.list(directory);
  }

  @Override
  public boolean exists(Path path) {
    return disk.exists(path);
  }

  @Override
  public boolean isDirectory(Path path) {
    return disk.isDirectory(path);
  }

  @Override
  public void createDirectories(Path directory) throws IOException {
    disk.createDirectories(directory);
  }

  @Override
  public void publish(Path temporary, Path published) throws IOException {
    count();
    disk.publish(temporary, published);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    count();
    disk.forceDirectory(directory);
  }

  @Override
  public void link(Path existing, Path link) throws IOException {
    disk.link(existing, link);
  }

  @Override
  public void delete(Path path) throws IOException {
    count();
    disk.delete(path);
  }

  @Override
  public long sizeBytes(Path path) throws IOException {
    return disk.sizeBytes(path);
  }

  @Override
  public long usableBytes(Path path) throws IOException {
    return disk.usableBytes(path);
  }

  private final class FailingFile implements WritableFile {
    private final WritableFile file;

    FailingFile(WritableFile file) {
      this.file = file;
    }

    @Override
    public void write(long position, ByteBuffer bytes) throws IOException {
      count();
      file.write(position, bytes);
    }

    @Override
    public void preallocate(long length) throws IOException {
      file.preallocate(length);
    }

    @Override
    public void truncate(long length) throws IOException {
      count();
      file.truncate(length);
    }

    @Override
    public void force() throws IOException {
      count();
      file.force();
    }

    @Override
    public long length() throws IOException {
      return file.length();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
