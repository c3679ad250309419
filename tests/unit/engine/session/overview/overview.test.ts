import { describe, expect, it } from 'vitest';
import { EntropyCache, entropyOf } from '../../../../../main/engine/session/overview/entropy';
import { PAGE_SIZE } from '../../../../../shared/address';
import type { Overview } from '../../../../../shared/memory-types';
import { PROVENANCE } from '../../../../../shared/provenance';
import type { PageView } from '../../../../../shared/view-types';
import { openSession, SAMPLE_ELF } from '../../../../fixtures/loaded';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { workbenchOf } from '../../../../fixtures/workbench';

const session = openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const bench = workbenchOf(session);
const last = session.trace.opCount;

type Asked = Parameters<(typeof bench.calls)['memory.overview']>[0];

/** A picture as it is when it is complete. */
function overviewOf(asked: Asked): Overview {
  for (let turn = 0; turn < 1000; turn++) {
    const picture = bench.calls['memory.overview'](asked);
    if (picture.complete) return picture;
  }
  throw new Error('the picture is never complete');
}

function pagesOf(first: number, count: number, moment: number): PageView[] {
  return bench.calls['memory.pages']({ space: 'physical', first, count, moment });
}

describe('the entropy of bytes', () => {
  it('is 0 for equal bytes, and 8 bits where each byte stands as often', () => {
    expect(entropyOf(new Uint8Array(PAGE_SIZE))).toBe(0);
    expect(entropyOf(Uint8Array.from({ length: PAGE_SIZE }, (_, i) => i))).toBe(254);
    expect(entropyOf(Uint8Array.from({ length: PAGE_SIZE }, (_, i) => i & 15))).toBe(127);
    expect(entropyOf(new Uint8Array(0))).toBe(255);
  });

  it('is kept for a page until another content has its place', () => {
    const cache = new EntropyCache();
    cache.set(0, 77, 3, 12);
    expect(cache.get(0, 77, 3)).toBe(12);
    expect([cache.get(0, 77, 4), cache.get(1, 77, 3), cache.get(0, 78, 3)]).toEqual([-1, -1, -1]);
    cache.set(0, 77, 4, 13);
    expect([cache.get(0, 77, 3), cache.get(0, 77, 4)]).toEqual([-1, 13]);
  });
});

describe('the picture of a space', () => {
  const first = Math.floor(DEFAULT_MACHINE.kernelAddress / PAGE_SIZE);

  it('has the owner and the entropy of each page', () => {
    const edges = Float64Array.from({ length: 65 }, (_, i) => first + i);
    const picture = overviewOf({ space: 'physical', edges, moment: last });
    pagesOf(first, 64, last).forEach((page, i) => {
      expect(picture.owner[i]).toBe(1 + PROVENANCE[page.owner.provenance]);
      expect(picture.entropy[i]).toBe(entropyOf(page.bytes!));
    });
    expect(new Set(picture.changed)).toEqual(new Set([0]));
  });

  it('has nothing where nothing is, however much that is', () => {
    const edges = Float64Array.of(0, 2 ** 20, 2 ** 35, 2 ** 36);
    const picture = overviewOf({ space: 'virtual', edges, moment: 0 });
    expect([...picture.owner, ...picture.entropy]).toEqual([0, 0, 0, 255, 255, 255]);
  });

  it('takes the owner that has most pages', () => {
    const ranges = bench.calls['memory.ranges']({ space: 'virtual', moment: last });
    const [low, high] = [ranges[0]!.first, ranges.at(-1)!.first + ranges.at(-1)!.count];
    const picture = overviewOf({ space: 'virtual', edges: Float64Array.of(low, high), moment: last });
    const pages = new Map<string, number>();
    for (const { provenance, count } of ranges) {
      pages.set(provenance, (pages.get(provenance) ?? 0) + count);
    }
    const [most] = [...pages].sort((a, b) => b[1] - a[1]);
    expect(picture.owner[0]).toBe(1 + PROVENANCE[most![0] as keyof typeof PROVENANCE]);
  });

  it.each(['physical', 'virtual'] as const)('marks what differs between two moments: %s', (space) => {
    const [low, high] = [Math.floor(last * 0.9), last];
    const ranges = bench.calls['memory.ranges']({ space, moment: high });
    const start = ranges[0]!.first;
    const end = Math.min(start + 2000, ranges.at(-1)!.first + ranges.at(-1)!.count);
    const edges = Float64Array.from({ length: end - start + 1 }, (_, i) => start + i);
    const against = { source: 0, moment: low };
    const picture = overviewOf({ space, edges, moment: high, against });
    for (let page = start; page < end; page += 200) {
      const count = Math.min(200, end - page);
      const pages = bench.calls['memory.pages']({ space, first: page, count, moment: high, against });
      pages.forEach(({ against: was }, i) => {
        expect(picture.changed[page + i - start]).toBe(was === null ? 0 : 1);
      });
    }
    expect(picture.changed.includes(1)).toBe(true);
  });

  it('forgets nothing that it has found: the second answer is the first', () => {
    const edges = Float64Array.of(first, first + 20, first + 40);
    const asked: Asked = { space: 'physical', edges, moment: last };
    expect(overviewOf(asked)).toEqual(overviewOf(asked));
  });

  it('compares with what lies a number of pages behind, where that is asked for', () => {
    const edges = Float64Array.from({ length: 33 }, (_, i) => first + 4 + i);
    const asked: Asked = { space: 'physical', edges, moment: last };
    const against = { source: 0, moment: last, shiftPages: -3 };
    const pages = bench.calls['memory.pages']({ ...asked, first: first + 4, count: 32, against });
    const picture = overviewOf({ ...asked, against });
    expect([...picture.changed]).toEqual(pages.map((one) => (one.against === null ? 0 : 1)));
    expect(overviewOf({ ...asked, against: { source: 0, moment: last } }).changed.includes(1)).toBe(false);
    expect(picture.changed.includes(1)).toBe(true);
  });
});
