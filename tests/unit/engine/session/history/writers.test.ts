import { describe, expect, it, vi } from 'vitest';
import { MOST_RUNS } from '../../../../../main/engine/session/history/writer-runs';
import { writersOf } from '../../../../../main/engine/session/history/writers';
import { RangeIndex } from '../../../../../main/engine/session/pages/range-index';
import { OP } from '../../../../../main/engine/trace/codes';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import type { Writers } from '../../../../../shared/debugger-types';
import { FailureError } from '../../../../../shared/result';
import type { MemorySpace } from '../../../../../shared/view-types';
import { kernelWithRelocations, kernelWithSegment } from '../../../../fixtures/large-kernels';
import { loadKernelFile, loadSpec, SAMPLE_ELF } from '../../../../fixtures/loaded';
import type { Loaded } from '../../../../fixtures/loaded';

const sample = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const { view } = sample;

function writers(
  of: Loaded,
  space: MemorySpace,
  first: bigint | number,
  length: number,
  moment = of.view.trace.opCount,
): Writers {
  return writersOf(of.view, new RangeIndex(of.view), { space, first: BigInt(first), length }, moment);
}

const sum = (found: Writers): number => found.runs.reduce((bytes, run) => bytes + run.length, 0);

describe('writers of a few bytes', () => {
  const relocated = view.trace.ops.kind.indexOf(OP.bytesWritten);
  const place = view.trace.ops.frame[relocated]! * 4096 + (view.trace.ops.at[relocated]! & 0xffff);

  it('are the ops one by one', () => {
    const { runs, totals } = writers(sample, 'physical', place - 8, 24);
    expect(runs.map(({ offset, length, text }) => [offset, length, text.replace(/0x\w+/, '…')])).toEqual([
      [0, 8, 'LOAD 3 copy of …'],
      [8, 8, 'relocation #0'],
      [16, 8, 'relocation #1'],
    ]);
    expect(runs[1]).toMatchObject({ moment: relocated + 1, writes: 1, provenance: 'relocated' });
    expect(totals).toEqual([
      { provenance: 'relocated', text: 'relocations', bytes: 16, writes: 2 },
      { provenance: 'copied', text: 'LOAD 3 copy', bytes: 8, writes: 1 },
    ]);
  });

  it('count an op once that others have split', () => {
    const page = place - (place % 4096);
    const { runs, totals } = writers(sample, 'physical', page, 4096);
    expect(runs.filter(({ provenance }) => provenance === 'copied').length).toBeGreaterThan(1);
    expect(totals.find(({ provenance }) => provenance === 'copied')!.writes).toBe(1);
  });

  it('before the load are the file and nobody', () => {
    const end = DEFAULT_MACHINE.kernelAddress;
    const { runs } = writers(sample, 'physical', end - 16, 32, 0);
    expect(runs.map(({ provenance, text, moment }) => [provenance, text, moment])).toEqual([
      ['free', 'never written', 0],
      ['fileUnmapped', 'kernel file, unmapped', 0],
    ]);
  });

  it('of the file end with it', () => {
    const { runs } = writers(sample, 'file', SAMPLE_ELF.length - 4, 10);
    expect(runs.at(-1)).toMatchObject({ offset: 4, length: 6, text: 'behind the end of the file' });
  });

  it('of the last frame of the file are nobody behind its end, mapped or not', () => {
    const loaded = loadSpec({ segments: [{ vaddr: 0x400000, filesz: 0x1800 }] });
    const { elf, firstFileFrame, endFileFrame, owners } = loaded.view;
    const own = elf.length % 4096;
    const [{ page } = { page: 0 }] = owners.everyMappingOf(endFileFrame - 1);
    const last = loaded.view.trace.opCount;
    const told = (space: MemorySpace, first: number, moment: number): unknown[] =>
      writers(loaded, space, first, 8, moment).runs.map(({ length, text }) => [length, text]);
    const end = firstFileFrame * 4096 + elf.length;
    const shown = [
      [4, 'LOAD 1 file'],
      [4, 'never written'],
    ];
    expect(told('physical', end - 4, 0)).toEqual([[4, 'kernel file, unmapped'], shown[1]]);
    expect(told('physical', end - 4, last)).toEqual(shown);
    expect(told('virtual', page * 4096 + own - 4, last)).toEqual(shown);
    expect(told('physical', end + 1, last)).toEqual([[8, 'never written']]);
  });

  it('go on from the lower to the upper half of the addresses', () => {
    const { runs } = writers(sample, 'virtual', 0x7fff_ffff_fff0n, 32);
    expect(runs).toEqual([
      expect.objectContaining({ offset: 0, length: 32, text: 'not mapped', provenance: 'free' }),
    ]);
    expect(() => writers(sample, 'virtual', 0x8000_0000_0000n, 1)).toThrow(FailureError);
    expect(sum(writers(sample, 'physical', 2n ** 64n - 1n, 10))).toBe(10);
  });
});

describe('writers of long ranges', () => {
  it('put ops of one kind together, and the totals still count each', () => {
    const count = 20_000;
    const loaded = loadKernelFile({
      name: 'many',
      elf: kernelWithRelocations(count),
      machine: DEFAULT_MACHINE,
    });
    const found = writers(loaded, 'physical', 0, 2 ** 30);
    expect(found.runs.length).toBeLessThan(MOST_RUNS);
    expect(found.cut).toBe(false);
    expect(sum(found)).toBe(2 ** 30);
    const relocations = found.totals.find(({ provenance }) => provenance === 'relocated')!;
    expect(relocations).toMatchObject({ bytes: count * 8, writes: count });
    const run = found.runs.find(({ text }) => text.includes('relocations'))!;
    expect(run.text).toMatch(/^[\d,]+ relocations, #\d+ to #[\d,]+$/);
    expect(found.totals.reduce((bytes, total) => bytes + total.bytes, 0)).toBe(2 ** 30);
  });

  it('are found without a look at the bytes', () => {
    const size = 256 * 2 ** 20;
    const machine = {
      ...DEFAULT_MACHINE,
      memoryMap: [{ start: 2 ** 20, length: 2 ** 30, kind: 'usable' as const }],
    };
    const loaded = loadKernelFile({ name: 'bss', elf: kernelWithSegment(4096, size), machine });
    const ranges = new RangeIndex(loaded.view);
    const last = loaded.view.trace.opCount;
    const asked = { space: 'physical', first: 0n, length: 2 ** 30 } as const;
    writersOf(loaded.view, ranges, asked, last);
    const read = vi.spyOn(loaded.view.image, 'frameAt');
    const { totals } = writersOf(loaded.view, ranges, asked, last);
    // Page tables at most; the bss has thousands of frames.
    expect(read.mock.calls.length).toBeLessThan(20);
    const zeroed = totals.find(({ provenance }) => provenance === 'bss')!;
    expect(zeroed).toMatchObject({ bytes: size - 4096, writes: size / 4096 - 1 });
  });
});
