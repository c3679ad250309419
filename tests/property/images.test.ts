/**
 * The memory of every load, seen in several ways that must agree: each case of the corpus, the kernels by real linkers
 * and the sample kernel, by every build of the loader.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BackingFile } from '../../main/engine/memory/backing-file';
import { BufferMemory } from '../../main/engine/memory/buffer-memory';
import { ImageFile } from '../../main/engine/memory/image-file';
import type { PhysicalMemory } from '../../main/engine/memory/physical-memory';
import { OffsetPageTable } from '../../main/engine/paging/mapper';
import { flagsOf } from '../../main/engine/paging/page-table';
import type { Workbench } from '../../main/engine/session/workbench';
import { NO_FRAME } from '../../main/engine/trace/tables';
import { PAGE_COUNT, PAGE_SIZE } from '../../shared/address';
import { physicalSize } from '../../shared/machine';
import type { Direction } from '../../shared/view-types';
import { kernels, loadKernelFile, openSession } from '../fixtures/loaded';
import type { Kernel, Loaded } from '../fixtures/loaded';
import { Replay } from '../fixtures/ops';
import { loadSilently } from '../fixtures/silent-load';
import { workbenchOf } from '../fixtures/workbench';
import { Random } from '../fuzz/random';
import { BUILDS, buildName } from '../oracle/builds';
import { SEED } from './settings';

/** Moments at which the image is compared with a replay. */
const SAMPLES = 50;
/** Moments, beside the first and the last, from which is stepped, and how far. */
const STARTS = 2;
const STEPS = 8;
/** Pages anywhere that the mapper is asked for, beside those that are mapped. */
const RANDOM_PAGES = 200;

let folder: string;
let images = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-images-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Memory as a session has it; a cache of 0 bytes is the smallest that there is. */
function backingFile({ machine }: Kernel, cacheBytes?: number): BackingFile {
  const path = join(folder, `image-${images++}`);
  const size = physicalSize(machine);
  return BackingFile.create({ path, size, ...(cacheBytes !== undefined && { cacheBytes }) });
}

/** Frames that a load may have touched, the file's, the root table and all that ops are on, and their neighbours. */
function framesOf({ view }: Loaded): number[] {
  const frames = new Set<number>([view.rootFrame, ...view.image.index.frames()]);
  for (let frame = view.firstFileFrame; frame < view.endFileFrame; frame++) frames.add(frame);
  for (const frame of [...frames]) frames.add(frame + 1);
  return [...frames].filter((frame) => frame < view.frameCount).sort((a, b) => a - b);
}

type Frames = (frame: number) => Uint8Array;

const reading =
  (read: (frame: number, out: Uint8Array) => void): Frames =>
  (frame) => {
    const out = new Uint8Array(PAGE_SIZE).fill(0xee);
    read(frame, out);
    return out;
  };
const framesAt = ({ view }: Loaded, moment: number): Frames =>
  reading((frame, out) => {
    view.image.frameAt(frame, moment, out);
  });
const framesIn = (memory: PhysicalMemory): Frames =>
  reading((frame, out) => {
    memory.readFrame(frame, out);
  });

/** What lies on the disk, which holds nothing but zeros where nothing was written there. */
const framesOnDisk = (image: ImageFile | undefined): Frames =>
  reading((frame, out) => {
    if (image === undefined) out.fill(0);
    else image.read(out, frame * PAGE_SIZE);
  });

/** The frames of `frames` in which two images differ. */
function differing(frames: readonly number[], a: Frames, b: Frames): number[] {
  return frames.filter((frame) => Buffer.compare(a(frame), b(frame)) !== 0);
}

/** Loads a kernel, and keeps the page table that the loader worked with; `null` where it mapped nothing. */
function loadWithMapper(kernel: Kernel): { loaded: Loaded; mapper: OffsetPageTable | null } {
  const mapping = vi.spyOn(OffsetPageTable.prototype, 'mapToWithTableFlags');
  try {
    const loaded = loadKernelFile(kernel);
    return { loaded, mapper: (mapping.mock.contexts[0] as OffsetPageTable | undefined) ?? null };
  } finally {
    mapping.mockRestore();
  }
}

/** All that is mapped at the end, what lies beside it, in the same tables and in the next ones, and pages anywhere. */
function pagesToAsk({ view }: Loaded): number[] {
  const random = new Random(SEED, view.trace.opCount);
  const pages = new Set<number>();
  for (const { page } of view.tables.mappedPages(view.trace.opCount)) {
    const inTable = page - (page % 512) + random.below(512);
    for (const other of [page, page - 1, page + 1, page - 512, page + 512, inTable]) pages.add(other);
  }
  for (let i = 0; i < RANDOM_PAGES; i++) pages.add(random.between(0, PAGE_COUNT - 1));
  return [...pages].filter((page) => page >= 0 && page < PAGE_COUNT).sort((a, b) => a - b);
}

function shuffled(pages: readonly number[]): number[] {
  const random = new Random(SEED, pages.length);
  const rest = [...pages];
  for (let i = rest.length - 1; i > 0; i--) {
    const other = random.below(i + 1);
    [rest[i], rest[other]] = [rest[other]!, rest[i]!];
  }
  return rest;
}

/** Plain data as a text that is quick to compare. */
function textOf(data: unknown): string {
  return JSON.stringify(data, (_, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    if (!ArrayBuffer.isView(value)) return value;
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  });
}

/** The loads of which no other before them has the same trace: what depends on nothing else is the same for the rest. */
function withDistinctTraces(loads: readonly Loaded[]): Loaded[] {
  const seen = new Set<string>();
  return loads.filter(({ view }) => {
    const { ops, spans, log, offset } = view.trace;
    const columns = [ops.kind, ops.span, ops.frame, ops.at, ops.low, ops.high, spans.kind, spans.parent];
    const places = [spans.firstOp, spans.subject, spans.low, spans.high];
    const content = textOf([columns, places, log, offset, view.rootFrame]);
    if (seen.has(content)) return false;
    seen.add(content);
    return true;
  });
}

/** What a window shows at a moment. */
function stateAt({ session: { rootFrame, trace }, calls }: Workbench, moment: number): string {
  const frame = trace.ops.frame[Math.max(0, moment - 1)]!;
  const first = frame === NO_FRAME ? rootFrame : frame;
  return textOf([
    calls['time.where']({ moment }),
    calls['inspect.moment']({ moment }),
    calls['memory.pages']({ space: 'physical', first, count: 2, moment }),
    calls['memory.ranges']({ space: 'virtual', moment }),
    calls['pageTable.children']({ tables: [{ level: 4, virt: '0x0', merge: true }], moment }),
    calls['trace.ops']({ firstMoment: moment, count: 3 }),
  ]);
}

/** Steps away from a moment and as many back; fails where a moment that is come back to looks different. */
function stepAndReturn(bench: Workbench, start: number, direction: Direction): void {
  const { session } = bench;
  const step = (moment: number, way: Direction): number =>
    session.calls['time.move']({ moment, command: 'into', direction: way, count: 1, stopAtStages: false })
      .moment;
  const back = direction === 'forward' ? 'back' : 'forward';
  const room = direction === 'forward' ? session.trace.opCount - start : start;
  const seen = [{ moment: start, state: stateAt(bench, start) }];
  for (let i = 0; i < Math.min(STEPS, room); i++) {
    const moment = step(seen.at(-1)!.moment, direction);
    seen.push({ moment, state: stateAt(bench, moment) });
  }
  let moment = seen.pop()!.moment;
  for (const { moment: expected, state } of seen.reverse()) {
    moment = step(moment, back);
    const same = stateAt(bench, moment) === state;
    expect({ moment, same }).toEqual({ moment: expected, same: true });
  }
}

describe.each(kernels().map((kernel) => [kernel.name, kernel] as const))('%s', (_, kernel) => {
  let loads: { readonly build: string; readonly loaded: Loaded; readonly mapper: OffsetPageTable | null }[];
  let distinct: Loaded[];

  beforeAll(() => {
    loads = BUILDS.map((build) => ({
      build: buildName(build),
      ...loadWithMapper({ ...kernel, machine: { ...kernel.machine, ...build } }),
    }));
    distinct = withDistinctTraces(loads.map(({ loaded }) => loaded));
  });

  it('at the last moment it is the memory', () => {
    for (const { build, loaded } of loads) {
      const frames = framesOf(loaded);
      const wrong = differing(frames, framesAt(loaded, loaded.view.trace.opCount), framesIn(loaded.memory));
      expect({ build, wrong }).toEqual({ build, wrong: [] });
      // No frame was touched that the trace does not know.
      expect(loaded.memory.touchedFrames).toBe(frames.filter((f) => loaded.memory.isTouched(f)).length);
    }
  });

  it.each([
    ['as it comes', undefined],
    ['with the smallest cache', 0],
  ])('at the last moment it is the backing file %s, and what lies on the disk', (_, cacheBytes) => {
    const writing = vi.spyOn(ImageFile.prototype, 'write');
    try {
      for (const { build, loaded } of loads) {
        writing.mockClear();
        const memory = backingFile(loaded, cacheBytes);
        const again = loadKernelFile(loaded, memory);
        const [frames, atEnd] = [framesOf(again), framesAt(again, again.view.trace.opCount)];
        expect(again.load.result).toEqual(loaded.load.result);
        expect(memory.touchedFrames).toBe(loaded.memory.touchedFrames);
        const inMemory = differing(frames, atEnd, framesIn(memory));
        memory.flush();
        const image = writing.mock.contexts[0] as ImageFile | undefined;
        const onDisk = differing(frames, atEnd, framesOnDisk(image));
        expect({ build, inMemory, onDisk }).toEqual({ build, inMemory: [], onDisk: [] });
        memory.close();
      }
    } finally {
      writing.mockRestore();
    }
  });

  it('at moment 0 it is the kernel file and zeros', () => {
    const fresh = new BufferMemory(physicalSize(kernel.machine));
    fresh.load(kernel.machine.kernelAddress, kernel.elf);
    for (const { build, loaded } of loads) {
      const wrong = differing(framesOf(loaded), framesAt(loaded, 0), framesIn(fresh));
      expect({ build, wrong }).toEqual({ build, wrong: [] });
    }
  });

  it('in between it is what the ops leave one after the other', () => {
    for (const loaded of distinct) {
      const { view, machine } = loaded;
      const frames = framesOf(loaded);
      const start = { address: machine.kernelAddress, file: kernel.elf };
      const replay = new Replay(view.trace.ops, start, physicalSize(machine));
      const replayed: Frames = (frame) => replay.frame(frame);
      for (let sample = 0; sample <= SAMPLES; sample++) {
        const moment = Math.floor((view.trace.opCount * sample) / SAMPLES);
        replay.to(moment);
        const near = new Set(view.trace.ops.frame.subarray(Math.max(0, moment - 20), moment + 20));
        const every = Math.ceil(frames.length / 12);
        const some = frames.filter((frame, i) => near.has(frame) || (i + sample) % every === 0);
        const wrong = differing(some, framesAt(loaded, moment), replayed);
        const kept = differing(some, (frame) => view.frames.bytes(frame, moment), replayed);
        expect({ moment, wrong, kept }).toEqual({ moment, wrong: [], kept: [] });
      }
    }
  });

  it('without recording the loader leaves the same', () => {
    for (const { build, loaded } of loads) {
      const memory = backingFile(loaded, 0);
      try {
        expect({ build, ...loadSilently(loaded, memory) }).toEqual({ build, ...loaded.load.result });
        expect(memory.touchedFrames).toBe(loaded.memory.touchedFrames);
        const wrong = differing(framesOf(loaded), framesIn(memory), framesIn(loaded.memory));
        expect({ build, wrong }).toEqual({ build, wrong: [] });
      } finally {
        memory.close();
      }
    }
  });

  it("the trace's page tables say what the mapper says", () => {
    for (const { build, loaded, mapper } of loads) {
      const { tables, trace } = loaded.view;
      const last = trace.opCount;
      const pages = pagesToAsk(loaded);
      const wrong = new Set<number>();
      // The mapper keeps its last translations: the order matters, and a second answer may be another one.
      for (const page of [...pages, ...[...pages].reverse(), ...shuffled(pages)]) {
        const [said, walked] = [mapper?.translate(page) ?? null, tables.translate(page, last)];
        const flags = walked && flagsOf(walked.entryLow, walked.entryHigh);
        if (said?.frame !== walked?.frame || (said?.flags ?? null) !== flags) wrong.add(page);
      }
      expect({ build, wrong: [...wrong] }).toEqual({ build, wrong: [] });
      const mapped = Array.from(tables.mappedPages(last), ({ page }) => page);
      expect(mapped).toEqual(pages.filter((page) => tables.translate(page, last) !== null));
      expect([...tables.mappedPages(0)]).toEqual([]);
    }
  });

  it('steps forward and as many back, or the other way about, lead to the same state', () => {
    for (const loaded of distinct) {
      const session = openSession(loaded);
      const bench = workbenchOf(session);
      const last = session.trace.opCount;
      for (let i = 0; i <= STARTS + 1; i++) {
        const start = Math.floor((last * i) / (STARTS + 1));
        stepAndReturn(bench, start, start < last / 2 ? 'forward' : 'back');
      }
    }
  });
});
