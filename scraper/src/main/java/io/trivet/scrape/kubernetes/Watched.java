package io.trivet.scrape.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The objects of one kind, kept up to date by a list and a watch for each namespace. Safe for use
/// from any thread.
final class Watched<T extends HasMetadata> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watched.class);
  private static final long PAGE = 500;

  private final List<SharedIndexInformer<T>> informers = new ArrayList<>();
  private final Runnable changed;
  private final Runnable failed;

  /// @param changed told of each change, and once when all objects are known
  /// @param failed told of each request that failed; it is made again
  Watched(Runnable changed, Runnable failed) {
    this.changed = changed;
    this.failed = failed;
  }

  /// Adds objects to watch.
  void add(FilterWatchListDeletable<T, ?, ?> objects) {
    SharedIndexInformer<T> informer = objects.withLimit(PAGE).runnableInformer(0);
    informer.addEventHandler(
        new ResourceEventHandler<T>() {
          @Override
          public void onAdd(T object) {
            changed.run();
          }

          @Override
          public void onUpdate(T before, T now) {
            changed.run();
          }

          @Override
          public void onDelete(T object, boolean isStateUnknown) {
            changed.run();
          }
        });
    informer.exceptionHandler((_, e) -> {
      failed.run();
      LOG.warn("kubernetes service discovery: {}", e.getMessage());
      return true;
    });
    informers.add(informer);
  }

  /// Starts to list and watch; returns at once.
  void start() {
    informers.forEach(informer ->
        informer
            .start()
            .whenComplete((_, e) -> {
              if (e == null) {
                changed.run();
              }
            }));
  }

  /// Whether all objects that there were at the start are known.
  boolean isSynced() {
    return informers.stream().allMatch(SharedIndexInformer::hasSynced);
  }

  List<T> all() {
    List<T> all = new ArrayList<>();
    informers.forEach(informer -> all.addAll(informer.getStore().list()));
    return all;
  }

  /// The object of a name; null if there is none.
  ///
  /// @param namespace null for objects without
  @Nullable T get(@Nullable String namespace, String name) {
    String key = namespace == null ? name : namespace + "/" + name;
    for (SharedIndexInformer<T> informer : informers) {
      T found = informer.getStore().getByKey(key);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }
}
