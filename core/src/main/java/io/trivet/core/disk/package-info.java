/// The seam between Trivet and the disk: [Disk] makes, reads, renames and deletes files; tests
/// replace it with one that fails or loses power at a chosen call. [CheckedFileWriter] and
/// [CheckedFileReader] give every file of a block its header and footer.
///
/// Durability recipe of everything that is published: write under a temporary name, force, rename,
/// force the directory ([Disk#publish]). A failed force is never tried again.
///
/// ```text
/// file = header (16 bytes) payload footer (16 bytes)
/// header  "TRVT"  format, 4 ASCII letters  version, u32 LE  CRC-32C of the 12 bytes before, u32 LE
/// footer  payload length, u64 LE           CRC-32C of the payload, u32 LE     "TRVE"
/// ```
@NullMarked
package io.trivet.core.disk;

import org.jspecify.annotations.NullMarked;
