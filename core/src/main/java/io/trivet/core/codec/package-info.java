/// Bytes: [BytesWriter] and [BytesReader] for our own formats (little endian, LEB128 varints),
/// [BitWriter] and [BitReader] for packed columns, [ProtoReader] for protobuf from outside,
/// [Hash128] to recognise known label sets, [Zstd] for pages at rest.
@NullMarked
package io.trivet.core.codec;

import org.jspecify.annotations.NullMarked;
