import { describe, expect, it } from 'vitest';
import { ownerCode } from '../../../../../main/engine/session/frames/frame-lives';
import { FrameRegions, holdsFrame, without } from '../../../../../main/engine/session/frames/frame-regions';
import type { Workbench } from '../../../../../main/engine/session/workbench';
import { OP } from '../../../../../main/engine/trace/codes';
import { DEFAULT_MACHINE, type Machine } from '../../../../../shared/machine';
import { FRAME_OWNERS } from '../../../../../shared/frame-types';
import { corpusCase, kernels, openSession, SAMPLE_ELF, SMALL_MACHINE } from '../../../../fixtures/loaded';
import { workbenchOf } from '../../../../fixtures/workbench';

function nameOf(bench: Workbench, regions: FrameRegions, frame: number, moment: number): string {
  const owner = bench.load().owners.ownerOf(frame, moment);
  if (owner.kind !== 'free') return FRAME_OWNERS[ownerCode(owner)] ?? '';
  if (holdsFrame(regions.usable, frame)) return 'free';
  return holdsFrame(regions.reserved, frame) ? 'reserved' : 'absent';
}

/** Frames round everything that a load touches, one interval each. */
function edgesOf(bench: Workbench): Float64Array {
  const view = bench.load();
  const frames = view.image.index.frames();
  const first = Math.max(0, Math.min(view.firstFileFrame, frames[0] ?? view.firstFileFrame) - 8);
  const end = Math.max(view.endFileFrame, (frames[frames.length - 1] ?? 0) + 1) + 8;
  const count = Math.min(end - first, 4096);
  return Float64Array.from({ length: count + 1 }, (_, i) => first + i);
}

/** Holds the pages of every frame of a load, at some moments, to the list of all mapped pages. */
function sameAliases(kernel: { readonly elf: Uint8Array; readonly machine: Machine }): void {
  const bench = workbenchOf(openSession(kernel));
  const view = bench.load();
  const frames = new Set([
    ...view.image.index.frames(),
    ...Array.from({ length: view.endFileFrame - view.firstFileFrame }, (_, i) => view.firstFileFrame + i),
  ]);
  const last = view.trace.opCount;
  for (const moment of [0, Math.floor(last / 40), Math.floor(last / 2), last]) {
    for (const frame of frames) {
      const { aliases, firstAliases } = bench.calls['frames.look']({ frame, moment });
      const all = bench.calls['address.aliases']({ frame, moment, first: 0, count: 8 });
      expect({ total: aliases, rows: firstAliases }, `frame ${frame} at ${moment}`).toEqual(all);
    }
  }
  bench.close();
}

describe('frames.strip', () => {
  it('shows for each frame its owner, at every moment, of every kernel', () => {
    for (const kernel of kernels().filter(({ elf }) => elf.length < 2 ** 18)) {
      const bench = workbenchOf(openSession(kernel));
      const regions = new FrameRegions(kernel.machine);
      const edges = edgesOf(bench);
      const last = bench.load().trace.opCount;
      for (const moment of new Set([0, Math.floor(last / 3), last])) {
        const { owner, owned } = bench.calls['frames.strip']({ edges, moment });
        const names = Array.from(owner, (code) => FRAME_OWNERS[code]);
        const wanted = Array.from(owner, (_, i) => nameOf(bench, regions, edges[i] as number, moment));
        expect(names, `${kernel.name} at ${moment}`).toEqual(wanted);
        expect([...owned]).toEqual(
          wanted.map((name) => Number(!['free', 'reserved', 'absent'].includes(name))),
        );
      }
      bench.close();
    }
  }, 60_000);

  it('names the first frame of the owner that an interval shows', () => {
    const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }));
    const moment = bench.load().trace.opCount;
    for (const per of [1, 4, 64, 4096]) {
      const edges = Float64Array.from({ length: 129 }, (_, i) => 3968 + i * per);
      const { owner, frame } = bench.calls['frames.strip']({ edges, moment });
      owner.forEach((code, i) => {
        const at = frame[i] as number;
        expect(at).toBeGreaterThanOrEqual(edges[i] as number);
        expect(at).toBeLessThan(edges[i + 1] as number);
        expect(bench.calls['frames.look']({ frame: at, moment }).owner).toBe(FRAME_OWNERS[code]);
        for (let before = edges[i] as number; before < at; before += 1) {
          expect(bench.calls['frames.look']({ frame: before, moment }).owner).not.toBe(FRAME_OWNERS[code]);
          if (before > (edges[i] as number) + 8) break;
        }
      });
    }
  }, 60_000);

  it('names the frame that the op at the moment copied from', () => {
    const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }));
    const { ops } = bench.load().trace;
    const op = ops.kind.findIndex((kind) => kind === OP.frameCopied);
    const strip = bench.calls['frames.strip']({ edges: Float64Array.of(0, 1), moment: op + 1 });
    expect(strip.touched).toBe(ops.frame[op]);
    expect(strip.copiedFrom).toBe(ops.at[op]);
    expect(bench.calls['frames.look']({ frame: strip.touched, moment: op + 1 }).copiedFrom).toBe(ops.at[op]);
    const first = bench.calls['frames.strip']({ edges: Float64Array.of(0, 1), moment: 0 });
    expect([first.touched, first.copiedFrom]).toEqual([-1, -1]);
  });

  it('prefers in an interval whoever owns something to what is free round it', () => {
    const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }));
    const moment = bench.load().trace.opCount;
    const edges = Float64Array.of(0, 2 ** 20);
    const { owner, owned } = bench.calls['frames.strip']({ edges, moment });
    expect(FRAME_OWNERS[owner[0] as number]).toBe('bss');
    const counts = bench.calls['frames.counts']({ moment });
    const taken = counts.filter((row) => row.owner !== 'free' && row.owner !== 'reserved');
    expect(owned[0]).toBe(taken.reduce((sum, { frames }) => sum + frames, 0));
  });

  it('marks the frame that the op at the moment touched', () => {
    const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }));
    const { ops } = bench.load().trace;
    const moment = 1 + ops.kind.findIndex((kind, op) => kind === OP.entryWritten && op > 10);
    const frame = ops.frame[moment - 1] as number;
    const edges = Float64Array.of(frame - 1, frame, frame + 1, frame + 2);
    expect([...bench.calls['frames.strip']({ edges, moment }).changed]).toEqual([0, 1, 0]);
    const elsewhere = Float64Array.of(0, frame - 1, frame);
    expect([...bench.calls['frames.strip']({ edges: elsewhere, moment }).changed]).toEqual([0, 0]);
  });
});

describe('frames.counts', () => {
  it('adds up to all of the memory map, whatever the moment', () => {
    const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: SMALL_MACHINE }));
    for (const moment of [0, 100, bench.load().trace.opCount]) {
      const counts = bench.calls['frames.counts']({ moment });
      expect(counts.reduce((sum, { frames }) => sum + frames, 0)).toBe((63 * 2 ** 20) / 4096);
    }
  });

  it('names the lowest and the highest frame of each owner', () => {
    const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: SMALL_MACHINE }));
    const moment = bench.load().trace.opCount;
    const end = (64 * 2 ** 20) / 4096;
    const owners: string[] = [];
    for (let i = 0; i < end; i++) owners.push(bench.calls['frames.look']({ frame: i, moment }).owner);
    const counts = bench.calls['frames.counts']({ moment });
    for (const owner of new Set(counts.map((count) => count.owner))) {
      const rows = counts.filter((count) => count.owner === owner);
      expect(Math.min(...rows.map(({ first }) => first)), owner).toBe(owners.indexOf(owner));
      expect(Math.max(...rows.map(({ last }) => last)), owner).toBe(owners.lastIndexOf(owner));
      expect(
        rows.reduce((sum, { frames }) => sum + frames, 0),
        owner,
      ).toBe(owners.filter((one) => one === owner).length);
    }
  }, 60_000);

  it('counts file frames by segment, and those that no page shows', () => {
    const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: SMALL_MACHINE }));
    const of = (moment: number): Map<string, number> =>
      new Map(bench.calls['frames.counts']({ moment }).map(({ label, frames }) => [label, frames]));
    const fileFrames = Math.ceil(SAMPLE_ELF.length / 4096);
    expect(of(0).get('file, unmapped')).toBe(fileFrames);
    const last = of(bench.load().trace.opCount);
    const file = [...last].filter(([label]) => label.startsWith('file, '));
    expect(file.reduce((sum, [, frames]) => sum + frames, 0)).toBe(fileFrames);
    expect(last.get('file, LOAD 1')).toBeGreaterThan(0);
    expect(last.get('page table P4')).toBe(1);
  });
});

describe('FrameRegions', () => {
  it('takes a frame that lies partly in a usable region for usable, as the allocator does', () => {
    const regions = new FrameRegions(DEFAULT_MACHINE);
    expect(holdsFrame(regions.usable, 0x9f)).toBe(true);
    expect(holdsFrame(regions.reserved, 0x9f)).toBe(false);
    expect(regions.wordsOf(0xf0)).toBe('0xf0000–0xfffff: reserved by the firmware');
    expect(regions.wordsOf(0xb0)).toBe('');
    expect(regions.rows()).toHaveLength(DEFAULT_MACHINE.memoryMap.length);
  });

  it('cuts intervals out of others', () => {
    const all = [
      { first: 0, end: 10 },
      { first: 20, end: 30 },
    ];
    expect(without(all, [])).toEqual(all);
    expect(without(all, [{ first: 5, end: 25 }])).toEqual([
      { first: 0, end: 5 },
      { first: 25, end: 30 },
    ]);
    expect(without(all, [{ first: 0, end: 100 }])).toEqual([]);
    expect(without([{ first: 0, end: 100 }], all)).toEqual([
      { first: 10, end: 20 },
      { first: 30, end: 100 },
    ]);
  });
});

describe('frames.look', () => {
  it('names the pages that show a frame, as the question about all pages does', () => {
    sameAliases(corpusCase('shared-file-page'));
    sameAliases({ elf: SAMPLE_ELF, machine: SMALL_MACHINE });
  }, 60_000);

  it('says which steps took and wrote a frame, and when', () => {
    const bench = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: SMALL_MACHINE }));
    const { trace, rootFrame } = bench.load();
    const frame = trace.ops.frame[trace.ops.kind.findIndex((kind) => kind === OP.frameAllocated)] as number;
    const look = (moment: number) => bench.calls['frames.look']({ frame, moment });
    const { takenAt, takenBy, writtenBy } = look(trace.opCount);
    expect(takenAt).toBe(trace.ops.kind.findIndex((kind) => kind === OP.frameAllocated) + 1);
    expect(takenBy).toMatch(/^Map page /);
    expect(writtenBy).not.toBe('');
    // Taken is not written: right behind the allocation nothing has been.
    expect(look(takenAt as number)).toMatchObject({
      takenAt,
      writtenAt: null,
      writes: 0,
      owner: 'allocated',
    });
    expect(look(takenAt as number).writtenBy).toBe('');
    const changes = Array.from(trace.ops.frame, (_, op) => op).filter(
      (op) => trace.ops.frame[op] === frame && trace.ops.kind[op] !== OP.frameAllocated,
    );
    expect(look(trace.opCount).writes).toBe(changes.length);
    expect(look(trace.opCount).writtenAt).toBe((changes.at(-1) as number) + 1);
    expect(look(0)).toMatchObject({
      takenAt: null,
      takenBy: '',
      writtenAt: null,
      writtenBy: '',
      owner: 'free',
    });
    expect(bench.calls['frames.look']({ frame: rootFrame, moment: 0 }).takenBy).toBe('before the load');
  });

  it('names the segments that share a frame of the file', () => {
    const kernel = corpusCase('shared-file-page');
    const bench = workbenchOf(openSession(kernel));
    const view = bench.load();
    const shared = Array.from({ length: view.endFileFrame - view.firstFileFrame }, (_, i) => i)
      .map((i) => bench.calls['frames.look']({ frame: view.firstFileFrame + i, moment: view.trace.opCount }))
      .find((frame) => frame.shared.length > 1);
    expect(shared?.shared.map(({ segment }) => segment)).toEqual(['LOAD 1', 'LOAD 2']);
  });
});
