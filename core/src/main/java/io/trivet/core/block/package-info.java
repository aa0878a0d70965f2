/// Blocks: immutable directories which hold the data of a time range, the same way in all three
/// stores.
///
/// ```text
/// blocks/<ULID>.tmp/  written by BlockDirectory.begin ... publish
/// blocks/<ULID>/      meta.json (BlockMeta) and the files of the format of the store
/// ```
///
/// `meta.json` is written last and forced; then the directory is forced and renamed. A directory
/// with another name, or without a readable `meta.json`, is not a block; `.tmp` directories are
/// deleted at start. [BlockSet] holds the open blocks of a store: readers borrow them, compaction
/// and retention replace them, and a directory is deleted when the last reader has given its block
/// back.
@NullMarked
package io.trivet.core.block;

import org.jspecify.annotations.NullMarked;
