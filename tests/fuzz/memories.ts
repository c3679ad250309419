import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { BackingFile } from '../../main/engine/memory/backing-file';
import { BufferMemory } from '../../main/engine/memory/buffer-memory';
import type { PhysicalMemory } from '../../main/engine/memory/physical-memory';

let files = 0;

function backingFile(size: number, cacheBytes?: number): PhysicalMemory {
  const name = `loadscope-fuzz-${process.pid}-${threadId}-${files++}.img`;
  return BackingFile.create({
    path: join(tmpdir(), name),
    size,
    ...(cacheBytes !== undefined && { cacheBytes }),
  });
}

/** What a load may have as physical memory: as the application has it, with a cache that is always full, in RAM. */
const KINDS: readonly ((size: number) => PhysicalMemory)[] = [
  (size) => backingFile(size),
  (size) => backingFile(size, 0),
  (size) => new BufferMemory(size),
];

/** Memory of `size` bytes for the load of mutant `number`: each kind in turn for the mutants of one build. */
export function memoryFor(number: number, size: number): PhysicalMemory {
  const kind = KINDS[Math.floor(number / 4) % KINDS.length] as (typeof KINDS)[number];
  return kind(size);
}
