/** Loading a kernel, ours and the real loader in turn. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kernelWithRelocations, kernelWithSegment } from '../fixtures/large-kernels';
import { missing, type Group, type ToolName, type World } from './group';
import { Ours } from './ours';
import { Peer, type Warmth } from './peer';
import type { Limit, Measured, RowSpec } from './row';
import { median } from './statistics';

const PAGE = 4096;
const MIB = 2 ** 20;
/** Loads before the first that counts: what the compiler takes to be done with the loader. */
const LEAST_WARM_UPS = 5;
const LEAST_WARM_UP_MILLISECONDS = 300;
const MOST_WARM_UPS = 60;
/** Most runs where nothing is promised. */
const FREE_RUNS = 15;
/** First loads in fresh workers. */
const FRESH_RUNS = 3;
/** What a real kernel may take, in milliseconds, whatever the real loader takes. */
const ABSOLUTE_LIMIT = 50;

/** A kernel, and what must be reached with it. */
interface LoadingCase {
  readonly name: string;
  readonly elf: (world: World) => Uint8Array;
  readonly needs?: readonly ToolName[];
  /** Highest ratio to the real loader. */
  readonly limit: number;
  /** What the real loader finds. */
  readonly peer: Warmth;
  readonly runs: number;
  readonly hasAbsoluteLimit?: boolean;
}

type LoadingKey = 'trace' | 'absolute' | 'document' | 'first';

/** The times of a case, all in milliseconds. */
interface Times {
  readonly trace: number[];
  readonly document: number[];
  readonly peer: number[];
  readonly firstOurs: number[];
  readonly firstPeer: number[];
  ops: number;
}

const CASES: readonly LoadingCase[] = [
  {
    name: '1,000,000 relocations',
    elf: () => kernelWithRelocations(1_000_000),
    limit: 1,
    peer: 'warm',
    runs: 15,
  },
  {
    name: '2,000,000 relocations',
    elf: () => kernelWithRelocations(2_000_000),
    limit: 1,
    peer: 'warm',
    runs: 11,
  },
  {
    name: '64 MiB of file pages',
    elf: () => kernelWithSegment(64 * MIB, 64 * MIB),
    limit: 3,
    peer: 'warm',
    runs: 31,
  },
  { name: '1 GiB bss', elf: () => kernelWithSegment(PAGE, 1024 * MIB), limit: 0.2, peer: 'cold', runs: 7 },
  {
    name: 'Linux vmlinux',
    elf: (world) => fileOf(world, 'vmlinux'),
    needs: ['vmlinux'],
    limit: 2,
    peer: 'warm',
    runs: 31,
    hasAbsoluteLimit: true,
  },
  {
    name: 'Rust kernel, 19,000 relocations',
    elf: (world) => fileOf(world, 'rustKernel'),
    needs: ['rustKernel'],
    limit: 2,
    peer: 'warm',
    runs: 41,
    hasAbsoluteLimit: true,
  },
];

function fileOf(world: World, name: ToolName): Uint8Array {
  const tool = world.tools[name];
  if ('reason' in tool) throw new Error(tool.reason);
  return new Uint8Array(readFileSync(tool.path));
}

/** Every kernel in Node, where the limits hold, and in Electron's runtime beside it. */
export const loadingGroups: readonly Group[] = [
  ...CASES.map((one) => loadingGroup(one, 'node')),
  ...CASES.map((one) => loadingGroup(one, 'electron')),
];

function loadingGroup(one: LoadingCase, runtime: 'node' | 'electron'): Group {
  const name = `load ${one.name}${runtime === 'electron' ? ' (Electron)' : ''}`;
  const needs = one.needs ?? [];
  return {
    name,
    rows: runtime === 'electron' ? freeRows(name) : limitedRows(name, one),
    needs: ['oracle', ...needs, ...(runtime === 'electron' ? (['electron'] as const) : [])],
    runtime,
    measure: async (world) => {
      const reason = missing(world, needs);
      if (reason !== null) return skippedRows(reason);
      const plan = runtime === 'electron' ? { ...one, runs: Math.min(one.runs, FREE_RUNS) } : one;
      return measuredRows(plan, await times(plan, world));
    },
  };
}

function row(name: string, limit: Limit | null = null): RowSpec {
  return { name, unit: 'ms', limit };
}

/** The rows of a runtime in which nothing is promised. */
function freeRows(name: string): Partial<Record<LoadingKey, RowSpec>> {
  return { trace: row(name), first: row(`${name}, first in a fresh worker`) };
}

function limitedRows(name: string, one: LoadingCase): Partial<Record<LoadingKey, RowSpec>> {
  return {
    ...freeRows(name),
    trace: row(name, { of: 'ratio', bound: 'atMost', number: one.limit }),
    // What a user waits for, symbols and all, is what must stay short.
    ...(one.hasAbsoluteLimit === true
      ? {
          absolute: row(`${name}, to the open document`, {
            of: 'value',
            bound: 'atMost',
            number: ABSOLUTE_LIMIT,
          }),
        }
      : { document: row(`${name}, to the open document`) }),
  };
}

function skippedRows(skipped: string): Record<LoadingKey, Measured> {
  return { trace: { skipped }, absolute: { skipped }, document: { skipped }, first: { skipped } };
}

function measuredRows(one: LoadingCase, times: Times): Record<LoadingKey, Measured> {
  const document = { value: median(times.document), peer: null };
  const peerSpread = times.peer.length === 0 ? '' : `, Rust ${one.peer} ${spread(times.peer)}`;
  return {
    trace: {
      value: median(times.trace),
      peer: medianOrNull(times.peer),
      note: `${spread(times.trace)}${peerSpread}, ${times.ops.toLocaleString('en')} ops`,
    },
    absolute: document,
    document,
    first: {
      value: median(times.firstOurs),
      peer: medianOrNull(times.firstPeer),
      ...(times.firstPeer.length > 0 && { note: 'beside Rust cold' }),
    },
  };
}

function spread(milliseconds: readonly number[]): string {
  return `${Math.min(...milliseconds).toFixed(1)}–${Math.max(...milliseconds).toFixed(1)} ms`;
}

function medianOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : median(values);
}

/** Both load in turn until there is nothing more to compile. */
async function warmUp(ours: Ours, peer: Peer | null, warmth: Warmth): Promise<void> {
  let spent = 0;
  for (let run = 0; run < MOST_WARM_UPS; run += 1) {
    if (run >= LEAST_WARM_UPS && spent >= LEAST_WARM_UP_MILLISECONDS) return;
    spent += (await ours.load('trace')).milliseconds;
    await peer?.load(warmth);
  }
}

/** Loads in turn, ours first; without an oracle, ours alone. */
async function times(one: LoadingCase, world: World): Promise<Times> {
  const elf = one.elf(world);
  const { oracle } = world.tools;
  const elfPath = join(world.folder, 'kernel.elf');
  writeFileSync(elfPath, elf);
  const peer = 'path' in oracle ? Peer.start(oracle.path, elfPath) : null;
  const startOurs = (): Ours => Ours.start(world.built, elf, world.folder);
  const ours = startOurs();
  const result: Times = { trace: [], document: [], peer: [], firstOurs: [], firstPeer: [], ops: 0 };
  try {
    await warmUp(ours, peer, one.peer);
    for (let run = 0; run < one.runs; run += 1) {
      // The real loader has just touched its memory, outside of the time; ours comes as fresh from a load as that.
      if (one.peer === 'warm') await ours.load('trace');
      const { milliseconds, ops } = await ours.load('trace');
      result.trace.push(milliseconds);
      result.ops = ops;
      const theirs = await peer?.load(one.peer);
      if (theirs !== undefined) result.peer.push(theirs);
    }
    for (let run = 0; run < Math.min(one.runs, FREE_RUNS); run += 1) {
      result.document.push((await ours.load('document')).milliseconds);
    }
    await ours.close();
    for (let run = 0; run < FRESH_RUNS; run += 1) {
      const fresh = startOurs();
      result.firstOurs.push((await fresh.load('trace')).milliseconds);
      await fresh.close();
      if (peer) result.firstPeer.push(await peer.load('cold'));
    }
  } finally {
    await ours.close();
    await peer?.close();
  }
  return result;
}
