package io.trivet.core.block;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The open blocks of one store. Readers [#lease] them, which keeps files open and directories in
/// place; [#replace] changes the set for readers to come, and what it takes out is closed and
/// deleted once nobody holds it any more. Safe for use from any thread.
public final class BlockSet<B extends OpenBlock> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BlockSet.class);

  private final BlockDirectory directory;
  private List<Holder<B>> holders = List.of();

  public BlockSet(BlockDirectory directory) {
    this.directory = directory;
  }

  private static final class Holder<B> {
    final B block;
    int leases;
    boolean removed;

    Holder(B block) {
      this.block = block;
    }
  }

  /// Blocks borrowed for reading, ascending by their first time; given back by closing, once.
  public final class Lease implements AutoCloseable {
    private final List<Holder<B>> held;
    private boolean closed;

    private Lease(List<Holder<B>> held) {
      this.held = held;
    }

    public List<B> blocks() {
      return held.stream().map(holder -> holder.block).toList();
    }

    @Override
    public void close() {
      List<B> dead = new ArrayList<>();
      synchronized (BlockSet.this) {
        if (closed) {
          return;
        }
        closed = true;
        for (Holder<B> holder : held) {
          if (--holder.leases == 0 && holder.removed) {
            dead.add(holder.block);
          }
        }
      }
      dead.forEach(BlockSet.this::discard);
    }
  }

  /// Borrows the blocks which satisfy the condition.
  public synchronized Lease lease(Predicate<BlockMeta> wanted) {
    List<Holder<B>> held = new ArrayList<>();
    for (Holder<B> holder : holders) {
      if (wanted.test(holder.block.meta())) {
        holder.leases++;
        held.add(holder);
      }
    }
    return new Lease(held);
  }

  /// Borrows the blocks which overlap a range of time, both ends included.
  public Lease lease(long minTime, long maxTime) {
    return lease(meta -> meta.minTime() <= maxTime && meta.maxTime() >= minTime);
  }

  /// Metas of all blocks, ascending by their first time.
  public synchronized List<BlockMeta> metas() {
    return holders.stream().map(holder -> holder.block.meta()).toList();
  }

  /// Adds blocks and takes others out, in one step for readers.
  public void replace(Collection<B> added, Collection<String> removedUlids) {
    List<B> dead = new ArrayList<>();
    synchronized (this) {
      List<Holder<B>> next = new ArrayList<>();
      for (Holder<B> holder : holders) {
        if (removedUlids.contains(holder.block.meta().ulid())) {
          holder.removed = true;
          if (holder.leases == 0) {
            dead.add(holder.block);
          }
        } else {
          next.add(holder);
        }
      }
      added.forEach(block -> next.add(new Holder<>(block)));
      next.sort((a, b) -> {
        int order = Long.compare(a.block.meta().minTime(), b.block.meta().minTime());
        return order != 0 ? order : a.block.meta().ulid().compareTo(b.block.meta().ulid());
      });
      holders = List.copyOf(next);
    }
    dead.forEach(this::discard);
  }

  private void discard(B block) {
    try {
      block.close();
      directory.delete(block.meta().ulid());
    } catch (IOException e) {
      log.error("block {} cannot be deleted: {}", block.meta().ulid(), e.toString());
    }
  }

  /// Closes all blocks and deletes none. No lease may be open.
  @Override
  public synchronized void close() throws IOException {
    for (Holder<B> holder : holders) {
      holder.block.close();
    }
    holders = List.of();
  }
}
