import { beforeAll, describe, expect, it } from 'vitest';
import { loadReader } from '../../../../../main/engine/session/sides/load-reader';
import type { SpaceReader } from '../../../../../main/engine/session/sides/side';
import { pageViews } from '../../../../../main/engine/session/pages/page-view';
import { PAGE_COUNT, PAGE_SIZE } from '../../../../../shared/address';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import type { MemorySpace } from '../../../../../shared/view-types';
import { loadKernelFile, SAMPLE_ELF, type Loaded } from '../../../../fixtures/loaded';

let loaded: Loaded;
let last: number;
beforeAll(() => {
  loaded = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
  last = loaded.view.trace.opCount;
});

const SPACES: readonly MemorySpace[] = ['physical', 'virtual', 'file'];

function readerAt(space: MemorySpace, moment: number): SpaceReader {
  return loadReader(loaded.view, loaded.memory, space, moment);
}

/** Pages that a reader has, in runs that it may have cut anywhere. */
function pagesOf(reader: SpaceReader, first = 0, end = PAGE_COUNT): number[] {
  return [...reader.runs(first, end)].flatMap((run) =>
    Array.from({ length: run.count }, (_, i) => run.first + i),
  );
}

describe('loadReader', () => {
  it.each(SPACES)('reads the pages of the %s space as the views show them', (space) => {
    for (const moment of [0, 1, Math.floor(last / 2), last]) {
      const reader = readerAt(space, moment);
      const out = new Uint8Array(PAGE_SIZE);
      for (const page of pagesOf(reader)) {
        const [view] = pageViews(loaded.view, space, page, 1, moment);
        reader.readPages(page, out);
        const length = reader.lengthOf(page);
        expect(view?.length, `page ${page} at ${moment}`).toBe(length);
        expect(Buffer.compare(out.subarray(0, length), view?.bytes ?? new Uint8Array()), `page ${page}`).toBe(
          0,
        );
      }
    }
  });

  it.each(SPACES)('has every page of the %s space that holds anything', (space) => {
    for (const moment of [0, Math.floor(last / 3), last]) {
      const there = new Set(pagesOf(readerAt(space, moment)));
      const expected =
        space === 'virtual'
          ? [...loaded.view.tables.mappedPages(moment)].map(({ page }) => page)
          : [...loaded.view.elf.keys()]
              .filter((at) => at % PAGE_SIZE === 0)
              .map((at) => at / PAGE_SIZE + (space === 'file' ? 0 : loaded.view.firstFileFrame));
      for (const page of expected) expect(there.has(page), `page ${page} at ${moment}`).toBe(true);
    }
  });

  it.each(SPACES)('reads neighbours of the %s space together as it does one by one', (space) => {
    const reader = readerAt(space, last);
    for (const run of reader.runs(0, PAGE_COUNT)) {
      const count = Math.min(run.count, 20);
      const together = new Uint8Array(count * PAGE_SIZE);
      reader.readPages(run.first, together);
      const one = new Uint8Array(PAGE_SIZE);
      for (let i = 0; i < count; i++) {
        reader.readPages(run.first + i, one);
        expect(Buffer.compare(together.subarray(i * PAGE_SIZE, (i + 1) * PAGE_SIZE), one)).toBe(0);
      }
    }
  });

  it('cuts runs to the pages that were asked for', () => {
    const reader = readerAt('virtual', last);
    const all = pagesOf(reader);
    const [first, end] = [(all[0] ?? 0) + 3, (all.at(-1) ?? 0) - 2];
    expect(pagesOf(reader, first, end)).toEqual(all.filter((page) => page >= first && page < end));
    expect(pagesOf(reader, end, end)).toEqual([]);
  });

  it.each(SPACES)('passes over nothing but zeros in the %s space', (space) => {
    const reader = readerAt(space, last);
    const out = new Uint8Array(PAGE_SIZE);
    const filled = pagesOf(reader).filter((page) => {
      reader.readPages(page, out);
      return out.some((byte) => byte !== 0);
    });
    for (const page of filled) expect(reader.nextFilled(page)).toBe(page);
    expect(reader.nextFilled((filled.at(-1) ?? 0) + 1)).toBeGreaterThan(filled.at(-1) ?? 0);
    expect(reader.nextFilled(PAGE_COUNT)).toBe(Infinity);
  });

  it('knows where the file ends', () => {
    const reader = readerAt('file', last);
    const page = Math.floor(SAMPLE_ELF.length / PAGE_SIZE);
    expect(reader.size).toBe(SAMPLE_ELF.length);
    expect(reader.lengthOf(page)).toBe(SAMPLE_ELF.length % PAGE_SIZE);
    expect(reader.lengthOf(page + 1)).toBe(0);
    const out = new Uint8Array(PAGE_SIZE).fill(1);
    reader.readPages(page, out);
    expect(out.subarray(SAMPLE_ELF.length % PAGE_SIZE).every((byte) => byte === 0)).toBe(true);
  });
});
