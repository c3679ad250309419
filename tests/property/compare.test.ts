/** What differs between two moments, against a comparison of whole frames and of all pages. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hex, PAGE_SIZE, virtOfPage } from '../../shared/address';
import { Compare } from '../../main/engine/session/compare/compare';
import { rightsOfPage } from '../../main/engine/session/rights';
import type { LoadView } from '../../main/engine/trace/load-view';
import { kernels, loadKernelFile } from '../fixtures/loaded';
import { SEED } from './settings';

const MANY = 100_000;

/** Loads that are small enough to look at all of them, each many times. */
const LOADS = kernels()
  .map((kernel) => loadKernelFile(kernel))
  .filter(({ view }) => view.trace.opCount < 6000);

/** Every byte that differs, in all frames that a load ever wrote to, as runs of words of 8 bytes. */
function naiveBytes(view: LoadView, from: number, to: number): { runs: string[]; bytes: number } {
  const before = new Uint8Array(PAGE_SIZE);
  const after = new Uint8Array(PAGE_SIZE);
  const runs: string[] = [];
  let bytes = 0;
  for (const frame of view.image.index.frames()) {
    view.image.frameAt(frame, from, before);
    view.image.frameAt(frame, to, after);
    const words = Array.from({ length: PAGE_SIZE / 8 }, (_, word) =>
      before.subarray(word * 8, word * 8 + 8).some((byte, i) => byte !== after[word * 8 + i]),
    );
    words.forEach((differs, word) => {
      if (differs && words[word - 1] !== true) runs.push(hex(frame * PAGE_SIZE + word * 8));
    });
    bytes += before.filter((byte, i) => byte !== after[i]).length;
  }
  return { runs, bytes };
}

/** What each page shows and allows. */
function pagesAt(view: LoadView, moment: number): Map<number, string> {
  return new Map(
    [...view.tables.mappedPages(moment)].map(({ page, frame }) => [
      page,
      `${hex(frame * PAGE_SIZE)} ${rightsOfPage(view, page, moment)}`,
    ]),
  );
}

function naivePages(view: LoadView, from: number, to: number): string[] {
  const before = pagesAt(view, from);
  const after = pagesAt(view, to);
  const pages = [...new Set([...before.keys(), ...after.keys()])].sort((a, b) => a - b);
  return pages
    .filter((page) => before.get(page) !== after.get(page))
    .map(
      (page) =>
        `${hex(virtOfPage(page))}: ${before.get(page) ?? 'not mapped'} → ${after.get(page) ?? 'not mapped'}`,
    );
}

it('finds what a look at every byte, entry and page finds, from either moment', () => {
  fc.assert(
    fc.property(
      fc.nat(LOADS.length - 1),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 6 }),
      (which, parts) => {
        const { view } = LOADS[which]!;
        const moments = parts.map((part) => Math.round(part * view.trace.opCount));
        // One comparison for all pairs: what it keeps from one must not show in the next.
        const compare = new Compare(view);
        moments.slice(1).forEach((to, i) => {
          const from = moments[i]!;
          const { runs, bytes, pages, entries } = compare.summary(from, to);
          const naive = naiveBytes(view, from, to);
          expect(bytes).toBe(naive.bytes);
          expect(compare.rows(from, to, 'bytes', 0, MANY).map(({ place }) => place)).toEqual(naive.runs);
          expect(runs).toBe(naive.runs.length);
          const shown = compare.rows(from, to, 'pages', 0, MANY);
          expect(shown.map(({ place, before, after }) => `${place}: ${before} → ${after}`)).toEqual(
            naivePages(view, from, to),
          );
          expect(pages).toBe(shown.length);
          const changed = compare.rows(from, to, 'entries', 0, MANY);
          expect(changed).toHaveLength(entries);
          for (const { link, before, after } of changed) {
            if (link.type !== 'memory') throw new Error('an entry lies in memory');
            const entryAt = (moment: number): string => {
              const { low, high } = view.tables.entry(link.page, link.offset / 8, moment);
              return (low | high) === 0 ? '0' : hex((BigInt(high) << 32n) | BigInt(low));
            };
            expect(before).toBe(entryAt(from));
            expect(after).toBe(entryAt(to));
            expect(before).not.toBe(after);
          }
        });
      },
    ),
    { seed: SEED, numRuns: 60 },
  );
}, 60_000);

it('answers part by part what it answers at once, each with an op between the moments', () => {
  const { view } = LOADS.find(({ name }) => name === 'sample-kernel') ?? LOADS[0]!;
  const end = view.trace.opCount;
  const compare = new Compare(view);
  for (const kind of ['pages', 'entries', 'bytes'] as const) {
    for (const [from, to] of [
      [0, end],
      [end, Math.floor(end / 2)],
    ] as const) {
      const whole = compare.rows(from, to, kind, 0, MANY);
      const parts = Array.from({ length: Math.ceil(whole.length / 7) }, (_, i) =>
        compare.rows(from, to, kind, i * 7, 7),
      );
      expect(parts.flat()).toEqual(whole);
      expect(compare.rows(from, to, kind, whole.length, 7)).toEqual([]);
      for (const { moment } of whole) {
        expect(moment).toBeGreaterThan(Math.min(from, to));
        expect(moment).toBeLessThanOrEqual(Math.max(from, to));
      }
    }
  }
});
