/** What the timeline draws against counting op by op, on every load of the corpus and on random intervals. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimelineWork } from '../../main/engine/session/timeline/timeline-work';
import { opKind, spanKind } from '../../main/engine/trace/codes';
import { describeOp } from '../../main/engine/trace/describe-op';
import type { LoadView } from '../../main/engine/trace/load-view';
import { frameOf } from '../../main/engine/paging/page-table';
import { PROVENANCE, type ProvenanceName } from '../../shared/provenance';
import { buildElf } from '../fixtures/elf-builder';
import { kernels, loadKernelFile, SMALL_MACHINE } from '../fixtures/loaded';
import { kernelWithRelocations } from '../fixtures/large-kernels';
import { SEED } from './settings';

/** What an op does, and to which frame: from its words and the step that it lies in. */
function naive(view: LoadView, op: number): { readonly name: ProvenanceName; readonly frame: number } {
  const { ops, spans } = view.trace;
  const frame = ops.frame[op]!;
  const kind = opKind(ops.kind[op]!);
  if (kind === 'mark' || kind === 'frameAllocated') return { name: 'free', frame: -1 };
  const target = frameOf(ops.low[op]!, ops.high[op]!);
  const ofFile = target >= view.firstFileFrame && target < view.endFileFrame;
  if (kind === 'entryWritten' && ofFile && spanKind(spans.kind[ops.span[op]!]!) === 'mapPage') {
    const segment = view.owners.segmentOfOp(op)!.header;
    const name = segment.isExecute ? 'fileCode' : segment.isWrite ? 'fileData' : 'fileReadOnly';
    return { name, frame: target };
  }
  return { name: describeOp(view, op).provenance, frame };
}

/** Ascending moments of a load, some of them equal. */
const edgesOf = (last: number): fc.Arbitrary<Uint32Array> =>
  fc
    .array(fc.nat(last), { minLength: 2, maxLength: 24 })
    .map((moments) => Uint32Array.from(moments.sort((a, b) => a - b)));

const machine = { ...SMALL_MACHINE, loader: '0.11.8' as const };
const many = { name: 'many-relocations', elf: kernelWithRelocations(3000), machine };
const gap = {
  name: 'far-apart',
  elf: buildElf({ segments: [{ vaddr: 0x1000, flags: 'rw', filesz: 0x3000, memsz: 0x40_0000 }] }),
  machine,
};

describe.each([...kernels(), many, gap].map((kernel) => [kernel.name, kernel] as const))(
  '%s',
  (_, kernel) => {
    const { view } = loadKernelFile(kernel);
    const last = view.trace.opCount;
    const work = new TimelineWork(view);

    it('the density of an interval is what its ops do', () => {
      fc.assert(
        fc.property(edgesOf(last), (edges) => {
          const { classes, counts } = work.density(edges);
          const expected = new Uint32Array(counts.length);
          for (let i = 0; i + 1 < edges.length; i++) {
            for (let op = edges[i]!; op < edges[i + 1]!; op++) {
              const row = classes.indexOf(naive(view, op).name);
              if (row >= 0) expected[i * classes.length + row]! += 1;
            }
          }
          expect(counts).toEqual(expected);
        }),
        { seed: SEED, numRuns: 6 },
      );
    });

    it('a cell of the picture is what was done last to the frames of its row', () => {
      fc.assert(
        fc.property(edgesOf(last), fc.integer({ min: 1, max: 90 }), (edges, most) => {
          const { frames, frameCounts, cells } = work.touched(edges, most);
          const columns = edges.length - 1;
          expect(frames.length).toBeLessThanOrEqual(most);
          expect(cells.length).toBe(frames.length * columns);
          const expected = new Uint8Array(cells.length);
          const rowOfFrame = new Map<number, number>();
          const touched = [...allTouched(view)].sort((a, b) => a - b);
          let next = 0;
          frameCounts.forEach((count, row) => {
            expect(touched[next]).toBe(frames[row]);
            for (let i = 0; i < count; i++) rowOfFrame.set(touched[next++]!, row);
          });
          expect(next).toBe(touched.length);
          for (let column = 0; column < columns; column++) {
            for (let op = edges[column]!; op < edges[column + 1]!; op++) {
              const { name, frame } = naive(view, op);
              const row = rowOfFrame.get(frame);
              if (name !== 'free' && row !== undefined)
                expected[row * columns + column] = 1 + PROVENANCE[name];
            }
          }
          expect(cells).toEqual(expected);
        }),
        { seed: SEED, numRuns: 6 },
      );
    });
  },
);

/** Frames of the kernel file, the level 4 table and all that the load has taken. */
function allTouched(view: LoadView): Set<number> {
  const frames = new Set([view.rootFrame]);
  for (let frame = view.firstFileFrame; frame < view.endFileFrame; frame++) frames.add(frame);
  for (let op = 0; op < view.trace.opCount; op++) {
    if (opKind(view.trace.ops.kind[op]!) === 'frameAllocated') frames.add(view.trace.ops.frame[op]!);
  }
  return frames;
}
