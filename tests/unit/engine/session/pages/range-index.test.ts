import { describe, expect, it } from 'vitest';
import { RangeIndex } from '../../../../../main/engine/session/pages/range-index';
import { takenFrames } from '../../../../../main/engine/trace/touched-frames';
import type { LoadView } from '../../../../../main/engine/trace/load-view';
import type { MemorySpace, PageRange } from '../../../../../shared/view-types';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { corpusCase, loadKernelFile, SAMPLE_ELF } from '../../../../fixtures/loaded';

const sample = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const { view } = sample;
const LAST = view.trace.opCount;

const pageRanges = (of: LoadView, space: MemorySpace, moment: number): PageRange[] =>
  new RangeIndex(of).ranges(space, moment);

const spread = (ranges: readonly PageRange[]): number[] =>
  ranges.flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => first + i));

describe('RangeIndex', () => {
  const moments = [0, 5, Math.floor(LAST / 2), LAST];

  it.each(moments)('at moment %i, physical: the file and every frame taken by then', (moment) => {
    const pages = spread(pageRanges(view, 'physical', moment));
    const taken = new Set<number>(takenFrames(view, moment));
    for (let frame = view.firstFileFrame; frame < view.endFileFrame; frame++) taken.add(frame);
    expect(pages).toEqual([...taken].sort((a, b) => a - b));
  });

  it.each(moments)('at moment %i, virtual: the mapped pages', (moment) => {
    const pages = spread(pageRanges(view, 'virtual', moment));
    expect(pages).toEqual([...view.tables.mappedPages(moment)].map(({ page }) => page));
  });

  it('file: all of it, whatever the moment', () => {
    expect(spread(pageRanges(view, 'file', 0))).toEqual([
      ...Array(view.endFileFrame - view.firstFileFrame).keys(),
    ]);
  });

  it('neighbours differ, or there is a gap between them', () => {
    for (const space of ['physical', 'virtual', 'file'] as const) {
      const ranges = pageRanges(view, space, LAST);
      ranges.slice(1).forEach((range, i) => {
        const before = ranges[i]!;
        const joined = before.first + before.count === range.first;
        expect(joined && before.label === range.label && before.provenance === range.provenance).toBe(false);
      });
    }
  });

  it('physical memory below the kernel file comes first', () => {
    const { view: low } = loadKernelFile(corpusCase('kernel-at-the-end-of-memory'));
    const pages = spread(pageRanges(low, 'physical', low.trace.opCount));
    expect(pages).toEqual([...pages].sort((a, b) => a - b));
    expect(pages[0]).toBeLessThan(low.firstFileFrame);
  });
});
