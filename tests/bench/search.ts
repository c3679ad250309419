/** Looking for bytes in memory. */
import { assert } from '../../main/engine/base/assert';
import { searchMemory } from '../../main/engine/session/search-memory';
import type { Workbench } from '../../main/engine/session/workbench';
import { workbenchOf } from '../fixtures/workbench';
import { DEFAULT_MACHINE, type Machine } from '../../shared/machine';
import { openDocument } from './document';
import type { SearchWhat } from '../../shared/memory-types';
import type { Group } from './group';
import { randomKernel } from './random-kernel';
import type { RowSpec } from './row';
import { median } from './statistics';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const RUNS = 5;
const WARM_UPS = 1;
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

/** What the plain kinds of searches are measured with; none but the first is found. */
const PLAIN = { range: null, onlyMapped: false, colours: [], align: 1 } as const;
const NUMBER = { type: 'number', kind: 'unsigned', bigEndian: false } as const;
const KINDS: Readonly<Record<string, SearchWhat>> = {
  full: { type: 'bytes', pattern: PATTERN },
  nibbles: { type: 'bytes', pattern: '1? ?2 3? ?4 5? ?6 7? ?8' },
  text: { type: 'text', text: 'Loadscope ist schnell', encoding: 'utf-8', ignoreCase: true },
  number: { ...NUMBER, value: '0xcafef00ddeadbeee', width: 8, tolerance: '16' },
  regex: { type: 'regex', source: '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z', ignoreCase: false },
  hardRegex: { type: 'regex', source: '(.*=.*)+;[^\\x00-\\xff]', ignoreCase: false },
};

/** Seconds of one search through all physical memory, at the last moment and with the engine worker's own means. */
function seconds(bench: Workbench, what: SearchWhat): { readonly seconds: number; readonly bytes: number } {
  const started = performance.now();
  const moment = bench.session.trace.opCount;
  const { complete, bytes } = searchMemory(
    bench,
    { ...PLAIN, what, space: 'physical', moment, limit: 1_000_000 },
    { onMatch: () => undefined },
  );
  const elapsed = (performance.now() - started) / 1000;
  assert(complete, 'the search goes all the way');
  return { seconds: elapsed, bytes };
}

/** The median of several searches. */
function measured(bench: Workbench, what: SearchWhat): { seconds: number; bytes: number } {
  const runs = Array.from({ length: WARM_UPS + RUNS }, () => seconds(bench, what)).slice(WARM_UPS);
  return { seconds: median(runs.map((run) => run.seconds)), bytes: runs[0]?.bytes ?? 0 };
}

function benchOf(elf: Uint8Array, folder: string, machine: Machine): Workbench {
  return workbenchOf(openDocument(elf, folder, machine));
}

const rate = (name: string, limit: number | null): RowSpec => ({
  name: `search for ${name}, 1 GiB of touched memory`,
  unit: 'GB/s',
  limit: limit === null ? null : { of: 'value', bound: 'atLeast', number: limit },
});

export const searchGroups: readonly Group[] = [
  {
    name: 'search of a full image',
    rows: {
      full: rate('8 bytes', LEAST_GIGABYTES_PER_SECOND),
      nibbles: rate('8 half bytes', LEAST_GIGABYTES_PER_SECOND),
      text: rate('text in any case', LEAST_GIGABYTES_PER_SECOND),
      number: rate('a number with tolerance', LEAST_GIGABYTES_PER_SECOND),
      regex: rate('a regular expression', null),
      hardRegex: rate('a regular expression that backtracking never ends', null),
    },
    needs: [],
    runtime: 'node',
    measure({ folder }) {
      const bench = benchOf(kernelOf(GIB), folder, DEFAULT_MACHINE);
      const found = Object.entries(KINDS).map(([key, what]) => {
        const { bytes, seconds: took } = measured(bench, what);
        return [key, { value: bytes / 1e9 / took, peer: null, note: `${took.toFixed(3)} s` }] as const;
      });
      bench.close();
      return Promise.resolve(Object.fromEntries(found));
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
      const bench = benchOf(kernelOf(100 * MIB), folder, LARGE_MACHINE);
      const sparse = measured(bench, { type: 'bytes', pattern: PATTERN });
      bench.close();
      const note = `${Math.round(sparse.bytes / MIB)} MiB searched`;
      return Promise.resolve({ sparse: { value: sparse.seconds, peer: null, note } });
    },
  },
];
