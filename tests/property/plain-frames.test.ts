/** Who owns which frame, of damaged kernels at random moments, against a plain replay of the trace. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Workbench } from '../../main/engine/session/workbench';
import { OP } from '../../main/engine/trace/codes';
import { hex, virtOfPage } from '../../shared/address';
import { FRAME_OWNERS, type FrameCount } from '../../shared/frame-types';
import { openSession, SAMPLE_ELF, SMALL_MACHINE } from '../fixtures/loaded';
import { PlainMemory } from '../fixtures/plain-memory';
import { plainWalk } from '../fixtures/plain-walk';
import { plainLeaves, type PlainPage } from '../fixtures/tables';
import { workbenchOf } from '../fixtures/workbench';
import { openInput } from '../fuzz/load';
import { makeMutant } from '../fuzz/mutant';
import { originals } from '../fuzz/originals';
import { Random } from '../fuzz/random';
import { BUILDS } from '../oracle/builds';
import { SEED } from './settings';

const MUTANTS = 200;
const FRAMES_LOOKED_AT = 20;
const ORIGINALS = originals(fileURLToPath(new URL('../..', import.meta.url)));

/** Tables by their frames with their levels: what the root leads to at the end of the load. */
function tablesOf(root: number, entryOf: PlainMemory['entry']): Map<number, number> {
  const levels = new Map([[root, 4]]);
  const visit = (table: number, level: number): void => {
    for (let index = 0; index < 512 && level > 1; index++) {
      const entry = entryOf(table, index) ?? 0n;
      const target = Number((entry >> 12n) & 0xff_ffff_ffffn);
      if ((entry & 1n) === 0n || levels.has(target)) continue;
      levels.set(target, level - 1);
      visit(target, level - 1);
    }
  };
  visit(root, 4);
  return levels;
}

/** Names owners by what was done to frames up to a moment, and what the pages show then. */
class PlainOwners {
  constructor(
    private readonly bench: Workbench,
    private readonly memory: PlainMemory,
    private readonly moment: number,
    /** Tables at the end: a frame is filled before the entry that leads to it is written, or the load ends between. */
    private readonly tables: ReadonlyMap<number, number>,
    private readonly leaves: readonly PlainPage[],
  ) {}

  nameOf(frame: number): string {
    const view = this.bench.load();
    if (frame >= view.firstFileFrame && frame < view.endFileFrame) return this.fileName(frame);
    if (frame === view.rootFrame) return 'pageTable4';
    const fill = this.memory.filled.get(frame);
    if (fill !== undefined) {
      if (fill.kind === 'copied') return 'copied';
      const level = this.tables.get(frame);
      return level === undefined ? 'bss' : `pageTable${level}`;
    }
    return this.memory.taken.has(frame) ? 'allocated' : this.regionOf(frame);
  }

  regionOf(frame: number): string {
    const holds = this.bench
      .load()
      .machine.memoryMap.filter(
        ({ start, length }) => length > 0 && frame * 4096 < start + length && frame * 4096 + 4096 > start,
      );
    if (holds.some(({ kind }) => kind === 'usable')) return 'free';
    return holds.length > 0 ? 'reserved' : 'absent';
  }

  private fileName(frame: number): string {
    const { owners } = this.bench.load();
    const segments = this.leaves
      .filter((leaf) => leaf.frame === frame)
      .flatMap(({ page }) => {
        const made = owners.everyMappingOf(frame).find((mapping) => mapping.page === page);
        return made !== undefined && made.moment <= this.moment ? [made.segment] : [];
      });
    const [first] = segments;
    if (first === undefined) return 'fileUnmapped';
    if (segments.some((segment) => segment !== first)) return 'fileShared';
    if (first.header.isExecute) return 'fileCode';
    return first.header.isWrite ? 'fileData' : 'fileReadOnly';
  }
}

const isSomebody = (name: string): boolean => !['absent', 'free', 'reserved'].includes(name);

/** Frames that anything is known about, and some round them. */
function framesOf(bench: Workbench, random: Random): number[] {
  const { image, firstFileFrame, endFileFrame, rootFrame, machine } = bench.load();
  const frames = new Set<number>([0, 1, rootFrame, ...image.index.frames()]);
  for (let frame = firstFileFrame - 2; frame < endFileFrame + 2; frame++) frames.add(frame);
  for (const { start, length } of machine.memoryMap) {
    for (const at of [start, start + length]) {
      for (const by of [-1, 0, 1]) frames.add(Math.floor(at / 4096) + by);
    }
  }
  frames.add(random.below(100_000));
  return [...frames].filter((frame) => frame >= 0).sort((a, b) => a - b);
}

function checkStrip(bench: Workbench, moment: number, plain: PlainOwners, edges: readonly number[]): void {
  const strip = bench.calls['frames.strip']({ moment, edges: Float64Array.from(edges) });
  const { ops } = bench.load().trace;
  const isOp = moment > 0 && ops.kind[moment - 1] !== OP.mark;
  expect(strip.touched).toBe(isOp ? ops.frame[moment - 1] : -1);
  for (let row = 0; row + 1 < edges.length; row++) {
    const [first, end] = [edges[row]!, edges[row + 1]!];
    const counts = new Map<string, { count: number; first: number }>();
    for (let frame = first; frame < end; frame++) {
      const name = plain.nameOf(frame);
      const known = counts.get(name) ?? { count: 0, first: frame };
      counts.set(name, { ...known, count: known.count + 1 });
    }
    const named = [...counts].filter(([name]) => isSomebody(name));
    expect(strip.owned[row]).toBe(named.reduce((sum, [, { count }]) => sum + count, 0));
    expect(strip.changed[row]).toBe(strip.touched >= first && strip.touched < end ? 1 : 0);
    const name = FRAME_OWNERS[strip.owner[row]!]!;
    const shown = counts.get(name);
    if (first === end) {
      expect(name).toBe('absent');
      continue;
    }
    // Of several with as many frames any may be shown; what is no memory counts for nothing.
    const rivals = named.length > 0 ? named : [...counts].filter(([one]) => one !== 'absent');
    const most = Math.max(0, ...rivals.map(([, { count }]) => count));
    if (most === 0) expect(name).toBe('absent');
    else expect([name, shown?.count, strip.frame[row]]).toEqual([name, most, shown?.first]);
  }
}

function checkCounts(bench: Workbench, moment: number, plain: PlainOwners, frames: readonly number[]): void {
  const counts = bench.calls['frames.counts']({ moment });
  const sums = new Map<string, number>();
  for (const { owner, frames: count } of counts) sums.set(owner, (sums.get(owner) ?? 0) + count);
  const wanted = new Map<string, number>();
  const known = new Set(frames);
  for (const frame of known) {
    const name = plain.nameOf(frame);
    if (isSomebody(name)) wanted.set(name, (wanted.get(name) ?? 0) + 1);
  }
  for (const name of FRAME_OWNERS) {
    if (isSomebody(name)) expect([name, sums.get(name) ?? 0]).toEqual([name, wanted.get(name) ?? 0]);
  }
  for (const name of ['free', 'reserved'] as const) checkRegions(bench, plain, counts, name, frames);
}

/** Frames that nobody owns: all of their regions but what somebody does. */
function checkRegions(
  bench: Workbench,
  plain: PlainOwners,
  counts: readonly FrameCount[],
  name: string,
  frames: readonly number[],
): void {
  const ends = bench
    .load()
    .machine.memoryMap.flatMap(({ start, length }) => [
      Math.floor(start / 4096),
      Math.ceil((start + length) / 4096),
    ])
    .sort((a, b) => a - b);
  let all = 0;
  // Between two neighbouring ends all frames are of one kind.
  ends.forEach((end, i) => {
    if (i > 0 && end > ends[i - 1]! && plain.regionOf(ends[i - 1]!) === name) all += end - ends[i - 1]!;
  });
  const owned = frames.filter((frame) => plain.regionOf(frame) === name && isSomebody(plain.nameOf(frame)));
  const found = counts.find(({ owner }) => owner === name);
  expect([name, found?.frames ?? 0]).toEqual([name, all - owned.length]);
}

function checkFrame(
  bench: Workbench,
  moment: number,
  plain: PlainOwners,
  frame: number,
  memory: PlainMemory,
  leaves: readonly PlainPage[],
): void {
  const seen = bench.calls['frames.look']({ frame, moment });
  expect([frame, seen.owner]).toEqual([frame, plain.nameOf(frame)]);
  const view = bench.load();
  const { ops } = view.trace;
  let writes = 0;
  let last: number | null = null;
  let taken: number | null = frame === view.rootFrame ? 0 : null;
  for (let op = 0; op < moment; op++) {
    if (ops.frame[op] !== frame || ops.kind[op] === OP.mark) continue;
    if (ops.kind[op] === OP.frameAllocated) taken ??= op + 1;
    else {
      writes++;
      last = op + 1;
    }
  }
  const isFile = frame >= view.firstFileFrame && frame < view.endFileFrame;
  expect([seen.writes, seen.writtenAt]).toEqual([writes, last]);
  expect(seen.takenAt).toBe(isFile ? null : taken);
  const fill = memory.filled.get(frame);
  expect(seen.copiedFrom).toBe(fill?.kind === 'copied' && !isFile ? fill.from : null);
  const showing = leaves.filter((leaf) => leaf.frame === frame);
  expect(seen.aliases).toBe(showing.length);
  expect(seen.firstAliases.map(({ virt }) => virt)).toEqual(
    showing.slice(0, 8).map(({ page }) => hex(virtOfPage(page))),
  );
  for (const { virt, writtenAt } of seen.firstAliases) {
    const { entries } = plainWalk(view.rootFrame, memory.entry, BigInt(virt));
    const address = entries[entries.length - 1]!.address;
    let wrote = 0;
    for (let op = 0; op < moment; op++) {
      const isIt = ops.kind[op] === OP.entryWritten && ops.frame[op]! * 4096 + ops.at[op]! * 8 === address;
      if (isIt) wrote = op + 1;
    }
    expect(writtenAt).toBe(wrote);
  }
  if (seen.table === null) return;
  const used = [...Array(512).keys()].filter((index) => memory.entry(frame, index) !== 0n);
  expect(seen.table.used).toBe(used.length);
}

it('damaged kernels: frames have the owners that the ops gave them', () => {
  const names = new Set<string>();
  for (let number = 0; number < MUTANTS; number++) {
    const random = new Random(SEED + 4, number);
    const mutant = makeMutant(ORIGINALS, SEED + 4, number);
    const bench = workbenchOf(openInput(mutant, BUILDS[number % BUILDS.length]!, number));
    try {
      const view = bench.load();
      const { opCount } = view.trace;
      const tables = tablesOf(view.rootFrame, new PlainMemory(view).to(opCount).entry);
      const memory = new PlainMemory(view);
      const copies = [...view.trace.ops.kind.keys()].filter(
        (op) => view.trace.ops.kind[op] === OP.frameCopied,
      );
      // Right behind a copy the page is given the new frame.
      const changing = Math.min(
        opCount,
        random.between(1, 3) + (copies.length === 0 ? 0 : random.pick(copies)),
      );
      for (const moment of [0, random.below(opCount + 1), changing, opCount].sort((a, b) => a - b)) {
        memory.to(moment);
        const leaves = plainLeaves(view.rootFrame, memory.entry);
        const plain = new PlainOwners(bench, memory, moment, tables, leaves);
        const frames = framesOf(bench, random);
        frames.forEach((frame) => names.add(plain.nameOf(frame)));
        const from = random.pick(frames);
        const step = random.pick([1, 1, 2, 7]);
        checkStrip(
          bench,
          moment,
          plain,
          Array.from({ length: 65 }, (_, i) => from + i * step),
        );
        const some = Array.from({ length: 8 }, () => random.pick(frames)).sort((a, b) => a - b);
        if (some[7]! - some[0]! < 20_000) checkStrip(bench, moment, plain, some);
        checkCounts(bench, moment, plain, frames);
        for (let i = 0; i < FRAMES_LOOKED_AT; i++) {
          checkFrame(bench, moment, plain, random.pick(frames), memory, leaves);
        }
      }
    } catch (error) {
      throw new Error(`mutant ${number}, made of ${mutant.original.name}`, { cause: error });
    } finally {
      bench.close();
    }
  }
  // Loads in which hardly anybody owns anything would test little.
  expect(names.size).toBeGreaterThan(12);
});

it('what the loader takes later is free once, and not twice', () => {
  const MIB = 2 ** 20;
  const memoryMap = [
    { start: MIB, length: 7 * MIB + 4096, kind: 'usable' },
    { start: 8 * MIB + 4096, length: 4 * 4096, kind: 'reserved' },
    { start: 8 * MIB + 5 * 4096, length: 3 * 4096, kind: 'usable' },
    { start: 16 * MIB, length: 48 * MIB, kind: 'usable' },
  ] as const;
  const machine = { ...SMALL_MACHINE, memoryMap, firstFreeFrame: 2048 };
  const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine }));
  const edges = Float64Array.of(2049, 2056);
  const { opCount } = bench.load().trace;
  expect(bench.calls['frames.look']({ frame: 2055, moment: opCount }).takenAt).not.toBeNull();
  const strip = bench.calls['frames.strip']({ moment: 0, edges });
  expect([FRAME_OWNERS[strip.owner[0]!], strip.frame[0], strip.owned[0]]).toEqual(['reserved', 2049, 0]);
  bench.close();
});

it('frames of one owner on both sides of a hole are counted without the hole', () => {
  const MIB = 2 ** 20;
  const memoryMap = [
    { start: MIB, length: 2 * MIB, kind: 'usable' },
    { start: 3 * MIB + 4 * 4096, length: 60 * MIB, kind: 'usable' },
  ] as const;
  const bench = workbenchOf(
    openSession({ elf: SAMPLE_ELF, machine: { ...SMALL_MACHINE, memoryMap, firstFreeFrame: 760 } }),
  );
  const { opCount } = bench.load().trace;
  const ownerOf = (frame: number): string => bench.calls['frames.look']({ frame, moment: opCount }).owner;
  const counts = bench.calls['frames.counts']({ moment: opCount });
  const owners = Array.from({ length: 2 ** 14 }, (_, frame) => ownerOf(frame));
  for (const owner of new Set(counts.map((count) => count.owner))) {
    const found = counts
      .filter((count) => count.owner === owner)
      .reduce((sum, { frames }) => sum + frames, 0);
    expect([owner, found]).toEqual([owner, owners.filter((one) => one === owner).length]);
  }
  expect(owners.slice(768, 772)).toEqual(Array(4).fill('absent'));
  expect([ownerOf(767), ownerOf(772)]).toEqual(['bss', 'bss']);
  bench.close();
});
