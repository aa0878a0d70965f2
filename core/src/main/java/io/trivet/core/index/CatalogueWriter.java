package io.trivet.core.index;

import io.trivet.core.label.Labels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.BytesRef;

/// Writes the catalogue of one block: label sets in the order of their ordinals. Owned by one
/// thread. Lucene goes to the file system by itself, not through our disk seam; the block around it
/// is published only after [#finish].
public final class CatalogueWriter implements AutoCloseable {
  static final String FIELD = "l";
  static final String MARKER = "catalogue.v1";
  private static final double BUFFER_MIB = 16;

  private static final FieldType TYPE = new FieldType();

  static {
    TYPE.setTokenized(false);
    TYPE.setOmitNorms(true);
    TYPE.setIndexOptions(IndexOptions.DOCS);
    TYPE.setDocValuesType(DocValuesType.SORTED_SET);
    TYPE.freeze();
  }

  private final Directory directory;
  private final IndexWriter writer;
  private final Document document = new Document();
  private int count;

  public CatalogueWriter(Path path) throws IOException {
    this.directory = new MMapDirectory(path);
    IndexWriterConfig config = new IndexWriterConfig();
    config.setOpenMode(IndexWriterConfig.OpenMode.CREATE);
    config.setRAMBufferSizeMB(BUFFER_MIB);
    config.setUseCompoundFile(false);
    config.setMergePolicy(new LogDocMergePolicy());
    config.setMergeScheduler(new SerialMergeScheduler());
    config.setCommitOnClose(false);
    this.writer = new IndexWriter(directory, config);
  }

  /// Adds the next label set and returns its ordinal, from 0 on.
  public int add(Labels labels) throws IOException {
    document.clear();
    for (int i = 0; i < labels.size(); i++) {
      document.add(new Field(FIELD, term(labels.name(i), labels.value(i)), TYPE));
    }
    writer.addDocument(document);
    return count++;
  }

  private static BytesRef term(String name, String value) {
    byte[] n = name.getBytes(StandardCharsets.UTF_8);
    byte[] v = value.getBytes(StandardCharsets.UTF_8);
    byte[] term = new byte[n.length + 1 + v.length];
    System.arraycopy(n, 0, term, 0, n.length);
    System.arraycopy(v, 0, term, n.length + 1, v.length);
    return new BytesRef(term);
  }

  /// Makes the catalogue complete and durable.
  public void finish() throws IOException {
    writer.forceMerge(1);
    writer.commit();
    try (var marker = directory.createOutput(MARKER, IOContext.DEFAULT)) {
      marker.writeInt(count);
    }
    directory.sync(List.of(MARKER));
    directory.syncMetaData();
  }

  @Override
  public void close() throws IOException {
    writer.close();
    directory.close();
  }
}
