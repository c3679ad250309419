import { describe, expect, it } from 'vitest';
import { addAgainst } from '../../../../../main/engine/session/sides/against';
import { shiftedReader } from '../../../../../main/engine/session/sides/shifted-reader';
import { bytesOf } from '../../../../../main/engine/session/sides/bytes-of';
import { readRange } from '../../../../../main/engine/session/sides/read-range';
import type { SpaceReader } from '../../../../../main/engine/session/sides/side';
import { PAGE_SIZE } from '../../../../../shared/address';
import { FailureError } from '../../../../../shared/result';
import type { PageView } from '../../../../../shared/view-types';

interface Memory {
  /** Page numbers, ascending; each page is filled with the low byte of its number. */
  readonly pages: readonly number[];
  readonly broken?: readonly number[];
  readonly size?: number;
  readonly hasUntouched?: boolean;
}

/** A reader on made-up memory. */
function readerOf({ pages, broken = [], size = 2 ** 40, hasUntouched = false }: Memory): SpaceReader {
  return {
    size,
    hasUntouched,
    *runs(first, end) {
      for (const page of pages) if (page >= first && page < end) yield { first: page, count: 1 };
    },
    nextFilled: (page) => pages.find((one) => one >= page) ?? Infinity,
    lengthOf: (page) => Math.max(0, Math.min(PAGE_SIZE, size - page * PAGE_SIZE)),
    readPages(first, out) {
      for (let i = 0; i * PAGE_SIZE < out.length; i++) {
        if (broken.includes(first + i))
          throw new FailureError('memory.unreadable', `Page ${first + i} broke.`);
        out.fill((first + i) & 0xff, i * PAGE_SIZE, (i + 1) * PAGE_SIZE);
      }
    },
  };
}

/** A reader whose neighbouring pages come as one run. */
function joined(memory: Memory): SpaceReader {
  const { pages } = memory;
  const first = pages[0] ?? 0;
  return {
    ...readerOf(memory),
    *runs(from, end) {
      const start = Math.max(from, first);
      const count = Math.min(end, first + pages.length) - start;
      if (count > 0) yield { first: start, count };
    },
  };
}

/** The parts; bytes only last until the next part, so that they are looked at one by one. */
function partsOf(reader: SpaceReader, first: number, length: number): unknown[] {
  const parts: unknown[] = [];
  for (const part of readRange(reader, first, length)) {
    parts.push(part.kind === 'bytes' ? ['bytes', part.first, part.bytes.length, part.bytes[0]] : part);
  }
  return parts;
}

describe('readRange', () => {
  it('gives bytes and what lies between', () => {
    const reader = readerOf({ pages: [1, 3] });
    expect(partsOf(reader, 0, 5 * PAGE_SIZE)).toEqual([
      { kind: 'absent', first: 0, length: PAGE_SIZE },
      ['bytes', PAGE_SIZE, PAGE_SIZE, 1],
      { kind: 'absent', first: 2 * PAGE_SIZE, length: PAGE_SIZE },
      ['bytes', 3 * PAGE_SIZE, PAGE_SIZE, 3],
      { kind: 'absent', first: 4 * PAGE_SIZE, length: PAGE_SIZE },
    ]);
  });

  it('begins and ends inside of pages', () => {
    const reader = joined({ pages: [1, 2, 3] });
    expect(partsOf(reader, PAGE_SIZE + 5, PAGE_SIZE)).toEqual([['bytes', PAGE_SIZE + 5, PAGE_SIZE, 1]]);
    expect(partsOf(reader, PAGE_SIZE + 5, 1)).toEqual([['bytes', PAGE_SIZE + 5, 1, 1]]);
  });

  it('tells memory that nothing has touched from none', () => {
    const reader = readerOf({ pages: [1], size: 3 * PAGE_SIZE, hasUntouched: true });
    expect(partsOf(reader, 100, 4 * PAGE_SIZE)).toEqual([
      { kind: 'zeros', first: 100, length: PAGE_SIZE - 100 },
      ['bytes', PAGE_SIZE, PAGE_SIZE, 1],
      { kind: 'zeros', first: 2 * PAGE_SIZE, length: PAGE_SIZE },
      { kind: 'absent', first: 3 * PAGE_SIZE, length: PAGE_SIZE + 100 },
    ]);
  });

  it('ends where the space does, in the middle of a page', () => {
    const reader = readerOf({ pages: [0, 1], size: PAGE_SIZE + 10 });
    expect(partsOf(reader, 4000, 4096)).toEqual([
      ['bytes', 4000, 96, 0],
      ['bytes', PAGE_SIZE, 10, 1],
      { kind: 'absent', first: PAGE_SIZE + 10, length: 4000 - 10 },
    ]);
  });

  it('has nothing behind the end of the last page', () => {
    const reader = readerOf({ pages: [0, 1], size: PAGE_SIZE + 10 });
    expect(partsOf(reader, PAGE_SIZE + 20, 5)).toEqual([
      { kind: 'absent', first: PAGE_SIZE + 20, length: 5 },
    ]);
  });

  it('tells pages that cannot be read, and reads their neighbours', () => {
    const reader = joined({ pages: [0, 1, 2, 3], broken: [1, 2] });
    expect(partsOf(reader, 0, 4 * PAGE_SIZE)).toEqual([
      ['bytes', 0, PAGE_SIZE, 0],
      { kind: 'unreadable', first: PAGE_SIZE, length: PAGE_SIZE, reason: 'Page 1 broke.' },
      { kind: 'unreadable', first: 2 * PAGE_SIZE, length: PAGE_SIZE, reason: 'Page 2 broke.' },
      ['bytes', 3 * PAGE_SIZE, PAGE_SIZE, 3],
    ]);
  });

  it('lets a defect through', () => {
    const reader = readerOf({ pages: [0] });
    const defective: SpaceReader = {
      ...reader,
      readPages: () => {
        throw new TypeError('a defect');
      },
    };
    expect(() => [...readRange(defective, 0, 1)]).toThrow('a defect');
  });

  it('reads long runs in pieces', () => {
    const reader = joined({ pages: Array.from({ length: 600 }, (_, i) => i) });
    const parts = [...readRange(reader, 1, 600 * PAGE_SIZE - 2)].map((part) =>
      part.kind === 'bytes' ? part.bytes.length : 0,
    );
    expect(parts).toEqual([256 * PAGE_SIZE - 1, 256 * PAGE_SIZE, 88 * PAGE_SIZE - 1]);
  });
});

describe('bytesOf', () => {
  it('gives the bytes, zeros for what is missing, and what that is', () => {
    const reader = joined({ pages: [1, 2], broken: [2] });
    const { bytes, missing } = bytesOf(reader, PAGE_SIZE - 1, PAGE_SIZE + 3);
    expect([...bytes.subarray(0, 3)]).toEqual([0, 1, 1]);
    expect([...bytes.subarray(PAGE_SIZE)]).toEqual([1, 0, 0]);
    expect(missing).toEqual([
      { first: PAGE_SIZE - 1, length: 1, reason: 'nothing is there' },
      { first: 2 * PAGE_SIZE, length: 2, reason: 'Page 2 broke.' },
    ]);
  });

  it('misses nothing where memory is merely untouched', () => {
    const reader = readerOf({ pages: [], size: 2 ** 30, hasUntouched: true });
    expect(bytesOf(reader, 5, 20)).toEqual({ bytes: new Uint8Array(20), missing: [] });
  });
});

describe('addAgainst', () => {
  const page = (number: number, bytes: Uint8Array | null) =>
    ({ page: number, bytes, against: null }) as unknown as PageView;

  it('adds what a page is elsewhere, where that differs', () => {
    const other = readerOf({ pages: [1, 2], broken: [2] });
    const same = page(1, new Uint8Array(PAGE_SIZE).fill(1));
    const changed = page(1, new Uint8Array(PAGE_SIZE).fill(9));
    const gone = page(7, new Uint8Array(PAGE_SIZE));
    const unreadable = page(2, new Uint8Array(PAGE_SIZE));
    const [a, b, c, d, e] = addAgainst([same, changed, gone, unreadable, page(8, null)], other);
    expect(a).toBe(same);
    expect(b?.against?.bytes?.[0]).toBe(1);
    expect(c?.against).toEqual({ bytes: null });
    expect(d?.against).toEqual({ bytes: null });
    expect(e?.against).toBeNull();
  });

  it('takes untouched memory for zeros', () => {
    const other = readerOf({ pages: [], size: 2 * PAGE_SIZE, hasUntouched: true });
    const zeros = page(1, new Uint8Array(PAGE_SIZE));
    const filled = page(1, new Uint8Array(PAGE_SIZE).fill(1));
    const [a, b] = addAgainst([zeros, filled], other);
    expect(a?.against).toBeNull();
    expect(b?.against?.bytes).toEqual(new Uint8Array(PAGE_SIZE));
  });

  it('finds the page that stands beside one in a load that lies elsewhere', () => {
    const other = shiftedReader(readerOf({ pages: [1, 2], size: 4 * PAGE_SIZE }), -5);
    expect([...other.runs(0, 20)].flatMap(({ first, count }) => [first, count])).toEqual([6, 1, 7, 1]);
    expect([...other.runs(0, 5)]).toEqual([]);
    expect([other.size, other.nextFilled(0), other.nextFilled(7)]).toEqual([9 * PAGE_SIZE, 6, 7]);
    const same = page(7, new Uint8Array(PAGE_SIZE).fill(2));
    const changed = page(6, new Uint8Array(PAGE_SIZE).fill(9));
    const [a, b] = addAgainst([same, changed], other);
    expect(a).toBe(same);
    expect(b?.against?.bytes?.[0]).toBe(1);
  });
});
