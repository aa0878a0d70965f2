/// How much of the heap one kind of work may take: [MemoryBudget]. Who holds memory for others says
/// so before it is allocated and gives it back at the end, so that too much work at once is refused
/// with an error and never ends the process.
@NullMarked
package io.trivet.core.memory;

import org.jspecify.annotations.NullMarked;
