/** Looking for bytes in memory. */
import { assert } from '../../main/engine/base/assert';
import type { DebugSession } from '../../main/engine/session/debug-session';
import { DEFAULT_MACHINE, type Machine } from '../../shared/machine';
import { openDocument } from './document';
import type { Group } from './group';
import { randomKernel } from './random-kernel';
import { median } from './statistics';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const RUNS = 7;
const WARM_UPS = 2;
const LEAST_GIGABYTES_PER_SECOND = 1;
const MOST_SECONDS = 0.3;
/** Stands once in each kernel, at its end: a search that finds it went all the way. */
const WANTED = [0xef, 0xbe, 0xad, 0xde, 0x0d, 0xf0, 0xfe, 0xca];
const PATTERN = WANTED.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

/** A machine of 64 GiB with the kernel file in the middle. */
const LARGE_MACHINE: Machine = {
  ...DEFAULT_MACHINE,
  memoryMap: [{ start: MIB, length: 64 * GIB - MIB, kind: 'usable' }],
  kernelAddress: 32 * GIB,
};

function kernelOf(size: number): Uint8Array {
  const elf = randomKernel(size);
  elf.set(WANTED, elf.length - WANTED.length);
  return elf;
}

/** Seconds of one search through all physical memory, at the last moment and with the engine worker's own means. */
function seconds(session: DebugSession): { readonly seconds: number; readonly bytes: number } {
  const started = performance.now();
  const { matches, complete, bytes } = session.search(
    { pattern: PATTERN, space: 'physical', moment: session.trace.opCount, align: 1, limit: 100 },
    {
      find: (piece, needle, from) => Buffer.prototype.indexOf.call(piece, needle, from),
      onMatch: () => undefined,
      onProgress: () => undefined,
    },
  );
  const elapsed = (performance.now() - started) / 1000;
  assert(complete && matches === 1, `the search finds the bytes once, not ${matches} times`);
  return { seconds: elapsed, bytes };
}

/** The median of several searches. */
function measured(elf: Uint8Array, folder: string, machine: Machine): { seconds: number; bytes: number } {
  const session = openDocument(elf, folder, machine);
  const runs = Array.from({ length: WARM_UPS + RUNS }, () => seconds(session)).slice(WARM_UPS);
  session.close();
  return { seconds: median(runs.map((run) => run.seconds)), bytes: runs[0]?.bytes ?? 0 };
}

export const searchGroups: readonly Group[] = [
  {
    name: 'search of a full image',
    rows: {
      full: {
        name: 'search for 8 bytes, 1 GiB of touched memory',
        unit: 'GB/s',
        limit: { of: 'value', bound: 'atLeast', number: LEAST_GIGABYTES_PER_SECOND },
      },
    },
    needs: [],
    runtime: 'node',
    measure({ folder }) {
      const full = measured(kernelOf(GIB), folder, DEFAULT_MACHINE);
      const note = `${full.seconds.toFixed(3)} s`;
      return Promise.resolve({ full: { value: full.bytes / 1e9 / full.seconds, peer: null, note } });
    },
  },
  {
    name: 'search of a sparse image',
    rows: {
      sparse: {
        name: 'search for 8 bytes, 64 GiB with 100 MiB touched',
        unit: 's',
        limit: { of: 'value', bound: 'atMost', number: MOST_SECONDS },
      },
    },
    needs: [],
    runtime: 'node',
    measure({ folder }) {
      const sparse = measured(kernelOf(100 * MIB), folder, LARGE_MACHINE);
      const note = `${Math.round(sparse.bytes / MIB)} MiB searched`;
      return Promise.resolve({ sparse: { value: sparse.seconds, peer: null, note } });
    },
  },
];
