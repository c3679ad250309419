/** What must hold for every load: of each case of the corpus and of the sample kernel. */
import { describe, expect, it } from 'vitest';
import { LoaderError, LoaderPanic, LoadStopped } from '../../main/engine/base/errors';
import { Arithmetic } from '../../main/engine/base/u64';
import { ElfFile } from '../../main/engine/elf/elf-file';
import { loadKernel } from '../../main/engine/loader/load-kernel';
import { SILENT_PROBE } from '../../main/engine/loader/probe';
import { BufferMemory } from '../../main/engine/memory/buffer-memory';
import { LegacyFrameAllocator } from '../../main/engine/paging/frame-allocator';
import { UsedLevel4Entries } from '../../main/engine/paging/level-4-entries';
import { loaderRules } from '../../main/engine/paging/loader-rules';
import { OffsetPageTable } from '../../main/engine/paging/mapper';
import { flagsOf } from '../../main/engine/paging/page-table';
import { kernelOf, occupiedRanges } from '../../main/engine/session/run-load';
import { spanKind } from '../../main/engine/trace/codes';
import { move, stepAt } from '../../main/engine/trace/timeline';
import { physicalSize } from '../../shared/machine';
import { STEP_KINDS } from '../../shared/trace-types';
import { addressEdgeCases } from '../fixtures/corpus/address-edges';
import { versionCases } from '../fixtures/corpus/versions';
import { kernels, loadKernelFile, mappingsOf } from '../fixtures/loaded';
import type { Kernel, Loaded } from '../fixtures/loaded';
import { Replay } from '../fixtures/ops';

const SAMPLES = 50;

/** Frames that a load may have touched: the file's, the root table, and all that ops are on. */
function framesOf({ view }: Loaded): number[] {
  const frames = new Set<number>([view.rootFrame, ...view.image.index.frames()]);
  for (let frame = view.firstFileFrame; frame < view.endFileFrame; frame++) frames.add(frame);
  return [...frames].sort((a, b) => a - b);
}

function frameAt({ view }: Loaded, frame: number, moment: number): Uint8Array {
  const out = new Uint8Array(4096).fill(0xee);
  view.image.frameAt(frame, moment, out);
  return out;
}

function frameOf(memory: Loaded['memory'], frame: number): Uint8Array {
  const out = new Uint8Array(4096);
  memory.readFrame(frame, out);
  return out;
}

/** The frames of `frames` in which two images differ. */
function differing(
  frames: readonly number[],
  a: (frame: number) => Uint8Array,
  b: (frame: number) => Uint8Array,
): number[] {
  return frames.filter((frame) => Buffer.compare(a(frame), b(frame)) !== 0);
}

/** The load without any recording: the loader on plain memory. */
function runSilently(kernel: Kernel): { memory: BufferMemory; status: string; result: unknown } {
  const { elf, machine } = kernel;
  const memory = new BufferMemory(physicalSize(machine));
  memory.load(machine.kernelAddress, elf);
  const arithmetic = new Arithmetic(machine.overflowChecks);
  const end = Math.ceil((machine.kernelAddress + elf.length) / 4096);
  const frameAllocator = new LegacyFrameAllocator(machine.firstFreeFrame ?? end, machine.memoryMap);
  const root = frameAllocator.allocateFrame()!;
  memory.zeroFrame(root);
  const rules = loaderRules(machine.loader, arithmetic);
  try {
    const file = new ElfFile(elf, machine.kernelAddress, arithmetic);
    const pageTable = new OffsetPageTable(memory, root);
    const input = { machine, mappings: mappingsOf(kernel) };
    const started = kernelOf(file, input, rules);
    const used = new UsedLevel4Entries(rules, occupiedRanges(started, input));
    const ports = { pageTable, frameAllocator, memory, rules, probe: SILENT_PROBE };
    const result = loadKernel(started, ports, used);
    return { memory, status: 'ok', result };
  } catch (error) {
    const kinds = { LoaderError: 'error', LoaderPanic: 'panic', LoadStopped: 'stopped' } as const;
    if (error instanceof LoaderError || error instanceof LoaderPanic || error instanceof LoadStopped) {
      return { memory, status: kinds[error.name as keyof typeof kinds], result: error.message };
    }
    throw error;
  }
}

/** The cases in which the releases of the loader differ, by the other release. */
function kernelsOfOtherRelease(): Kernel[] {
  const names = new Set([...versionCases, ...addressEdgeCases].map(({ name }) => name));
  return kernels()
    .filter(({ name }) => names.has(name))
    .map(({ name, elf, machine }) => ({
      name: `${name}, by 0.11.17`,
      elf,
      machine: { ...machine, loader: '0.11.17' },
    }));
}

const KERNELS = [...kernels(), ...kernelsOfOtherRelease()];

describe.each(KERNELS.map((kernel) => [kernel.name, kernel] as const))('%s', (_, kernel) => {
  const loaded = loadKernelFile(kernel);
  const { view, load } = loaded;
  const { trace } = view;
  const last = trace.opCount;
  const frames = framesOf(loaded);

  it('the image at the last moment is the memory', () => {
    expect(
      differing(
        frames,
        (f) => frameAt(loaded, f, last),
        (f) => frameOf(loaded.memory, f),
      ),
    ).toEqual([]);
    // No frame was touched that the trace does not know.
    expect(loaded.memory.touchedFrames).toBe(frames.filter((f) => loaded.memory.isTouched(f)).length);
  });

  it('at moment 0 it is the kernel file and zeros', () => {
    const fresh = new BufferMemory(physicalSize(kernel.machine));
    fresh.load(kernel.machine.kernelAddress, kernel.elf);
    expect(
      differing(
        frames,
        (f) => frameAt(loaded, f, 0),
        (f) => frameOf(fresh, f),
      ),
    ).toEqual([]);
  });

  it('in between it is what the ops leave one after the other', () => {
    const start = { address: kernel.machine.kernelAddress, file: kernel.elf };
    const replay = new Replay(trace.ops, start, physicalSize(kernel.machine));
    for (let sample = 0; sample <= SAMPLES; sample++) {
      const moment = Math.floor((last * sample) / SAMPLES);
      replay.to(moment);
      const near = Array.from(trace.ops.frame.subarray(Math.max(0, moment - 20), moment + 20));
      const some = frames.filter((f, i) => near.includes(f) || i % Math.ceil(frames.length / 12) === 0);
      const wrong = differing(
        some,
        (f) => frameAt(loaded, f, moment),
        (f) => replay.frame(f),
      );
      expect({ moment, wrong }).toEqual({ moment, wrong: [] });
    }
  });

  it('without recording the loader does the same', () => {
    const silent = runSilently(kernel);
    const { status, message, ...values } = load.result;
    expect(silent.status).toBe(status);
    expect(silent.result).toEqual(
      status === 'ok'
        ? {
            virtualAddressOffset: values.virtualAddressOffset,
            entryPoint: values.entryPoint,
            tlsTemplate: values.tls,
          }
        : message,
    );
    expect(silent.memory.touchedFrames).toBe(loaded.memory.touchedFrames);
    expect(
      differing(
        frames,
        (f) => frameOf(silent.memory, f),
        (f) => frameOf(loaded.memory, f),
      ),
    ).toEqual([]);
  });

  it("the trace's page tables are the mapper's", () => {
    const mapper = new OffsetPageTable(loaded.memory, load.rootFrame);
    const seen: (number | null)[] = [];
    let previous = -1;
    for (const { page, frame, entryLow, entryHigh } of view.tables.mappedPages(last)) {
      expect(page).toBeGreaterThan(previous);
      previous = page;
      const expected = { frame, flags: flagsOf(entryLow, entryHigh) };
      if (JSON.stringify(mapper.translate(page)) !== JSON.stringify(expected)) seen.push(page);
      const neighbour = page + 1;
      const other = view.tables.translate(neighbour, last);
      if ((mapper.translate(neighbour)?.frame ?? null) !== (other?.frame ?? null)) seen.push(neighbour);
    }
    expect(seen).toEqual([]);
    expect([...view.tables.mappedPages(0)]).toEqual([]);
  });

  it('every op lies in one step of one stage, and every step and stage has an op', () => {
    const { spans, steps, stages } = trace;
    const isStage = (span: number): boolean => spans.parent[span] === 0;
    const isStep = (span: number): boolean =>
      STEP_KINDS.has(spanKind(spans.kind[span]!)) && isStage(spans.parent[span]!);
    let next = 0;
    for (const step of steps) {
      expect(isStep(step)).toBe(true);
      expect(spans.firstOp[step]).toBe(next);
      next = spans.endOp(step);
      expect(next).toBeGreaterThan(spans.firstOp[step]!);
    }
    expect(next).toBe(last);
    next = 0;
    for (const stage of stages) {
      expect(isStage(stage)).toBe(true);
      expect(spans.firstOp[stage]).toBe(next);
      next = spans.endOp(stage);
    }
    expect(next).toBe(last);
    const outside = [...trace.ops.span.keys()].filter((op) => {
      const span = trace.ops.span[op]!;
      return op < spans.firstOp[span]! || op >= spans.endOp(span) || isStage(span) || span === 0;
    });
    expect(outside).toEqual([]);
  });

  it('the last op of a failed load is the failure, and no other op is one', () => {
    const failures = [...trace.ops.span.keys()].filter(
      (op) => spanKind(trace.spans.kind[trace.ops.span[op]!]!) === 'failure',
    );
    expect(failures).toEqual(load.result.status === 'ok' ? [] : [last - 1]);
  });

  it('all steps forward and all steps back go through the same moments', () => {
    const forward = [0];
    while (forward.at(-1)! < last) forward.push(move(trace, forward.at(-1)!, 'over', 'forward'));
    const back = [last];
    while (back.at(-1)! > 0) back.push(move(trace, back.at(-1)!, 'over', 'back'));
    expect(back.reverse()).toEqual(forward);
    expect(forward.map((moment) => stepAt(trace, moment))).toEqual([...forward.keys()]);
  });
});
