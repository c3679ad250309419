/**
 * Page tables in any memory: what the quick walk, the merged rows and the filters say of random tables, loops among them, is
 * what the plainest recursion says.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leavesShowing } from '../../main/engine/session/address/aliases';
import { MergedRows } from '../../main/engine/session/ranges/merged-rows';
import { findRanges, rowAt } from '../../main/engine/session/ranges/range-query';
import { rangeText } from '../../main/engine/session/ranges/range-text';
import type { MappedTree } from '../../main/engine/session/tables/mapped-tree';
import { rightsText } from '../../main/engine/session/tables/entry-kind';
import { walkPage } from '../../main/engine/session/tables/table-walk';
import { ownerTitle } from '../../main/engine/session/pages/page-provenance';
import { virtOfPage } from '../../shared/address';
import { evaluate, type Value } from '../../shared/expression/evaluate';
import { parseCondition } from '../../shared/expression/parse';
import { RANGE_ENVIRONMENT } from '../../shared/expression/range-environment';
import { RANGE_FORMATS, RANGE_MERGES, RANGE_SORTS, type RangeQuery } from '../../shared/table-types';
import { kernels, loadKernelFile } from '../fixtures/loaded';
import { ENTRY, plainLeaves, TableMemory, treeOfLoad, type PlainPage } from '../fixtures/tables';
import { SEED } from './settings';

const FRAMES = 8;
const RUNS = 150;

/** A table entry at a random place: in few tables at few indices, so that tables lead to each other. */
const anEntry = fc.record({
  table: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: FRAMES - 1 })),
  index: fc.constantFrom(0, 1, 2, 255, 256, 511),
  frame: fc.oneof(
    // The table of the next level, which leads on.
    { weight: 6, arbitrary: fc.constant(null) },
    { weight: 6, arbitrary: fc.integer({ min: 0, max: FRAMES + 1 }) },
    { weight: 3, arbitrary: fc.constantFrom(512, 1024, 512 * 512, 512 * 512 * 7, 513, 514) },
  ),
  flags: fc
    .tuple(
      fc.subarray([ENTRY.writable, ENTRY.user, ENTRY.noExecute, ENTRY.global]),
      fc.oneof({ weight: 4, arbitrary: fc.constant(0n) }, { weight: 1, arbitrary: fc.constant(ENTRY.huge) }),
      fc.oneof(
        { weight: 9, arbitrary: fc.constant(ENTRY.present) },
        { weight: 1, arbitrary: fc.constant(0n) },
      ),
    )
    .map(([set, huge, present]) => set.reduce((sum, bit) => sum | bit, huge | present)),
});

const someMemory = fc.array(anEntry, { minLength: 4, maxLength: 60 }).map((entries) => {
  // One way down, so that there is mostly something to list.
  const all = ENTRY.present | ENTRY.writable | ENTRY.user;
  const memory = new TableMemory(FRAMES)
    .set(0, 0, 1, all)
    .set(1, 0, 2, all)
    .set(2, 0, 3, all)
    .set(3, 0, 5, all);
  for (const { table, index, frame, flags } of entries) memory.set(table, index, frame ?? table + 1, flags);
  return memory;
});

function plainOf(memory: TableMemory): PlainPage[] {
  return plainLeaves(0, (table, index) => (table < FRAMES ? memory.entry(table, index) : null));
}

function query(more: Partial<RangeQuery>): RangeQuery {
  return { filter: '', merge: 'none', sort: 'address', descending: false, ...more };
}

/** Everything that is said of one leaf. */
function rowsOf(mapped: MappedTree): PlainPage[] {
  const { leaves } = mapped;
  return Array.from({ length: leaves.count }, (_, i) => ({
    page: leaves.page[i]!,
    frame: leaves.frame[i]!,
    rights: leaves.rights[i]!,
    level: leaves.level[i]!,
  }));
}

const sizeOf = ({ level }: PlainPage): number => 512 ** (level - 1);

describe('random tables in a dump', () => {
  it('map what the plainest walk finds, in leaves and in counts', () => {
    fc.assert(
      fc.property(someMemory, (memory) => {
        const mapped = memory.tree();
        const plain = plainOf(memory);
        expect(rowsOf(mapped)).toEqual(plain);
        const { total } = mapped;
        expect(total.leaves).toBe(plain.length);
        expect(total.pages).toBe(plain.reduce((sum, leaf) => sum + sizeOf(leaf), 0));
        for (let rights = 0; rights < 8; rights++) {
          const alike = plain.filter((leaf) => leaf.rights >> 1 === rights);
          expect(total.byRights[rights]).toBe(alike.reduce((sum, leaf) => sum + sizeOf(leaf), 0));
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('are walked to the same frames, page by page', () => {
    fc.assert(
      fc.property(someMemory, (memory) => {
        const mapped = memory.tree();
        for (const leaf of plainOf(memory)) {
          const within = sizeOf(leaf) - 1;
          const { frame, rights, level } = walkPage(mapped, leaf.page + within);
          expect({ frame, rights, level }).toEqual({
            frame: leaf.frame + within,
            rights: leaf.rights,
            level: leaf.level,
          });
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('are merged so that all rows together hold the same pages, and no two neighbours are alike', () => {
    fc.assert(
      fc.property(someMemory, fc.constantFrom(...RANGE_MERGES), (memory, merge) => {
        const mapped = memory.tree();
        const rows = new MergedRows(mapped, merge);
        const plain = plainOf(memory);
        let leaf = 0;
        for (let row = 0; row < rows.count; row++) {
          let next = rows.firstPage(row);
          for (; leaf < rows.endLeaf(row); leaf++) {
            expect(plain[leaf]!.page).toBe(next);
            expect(plain[leaf]!.rights).toBe(rows.rights(row));
            next += sizeOf(plain[leaf]!);
          }
          expect(rows.endPage(row)).toBe(next);
          const behind = row + 1 < rows.count ? rows.firstLeaf(row + 1) : -1;
          if (behind < 0 || merge === 'none' || plain[behind]!.page !== next || next === 2 ** 35) continue;
          const last = plain[behind - 1]!;
          const follows = plain[behind]!.frame === last.frame + sizeOf(last);
          const sameOwner = mapped.owners[behind] === mapped.owners[behind - 1];
          const wouldMerge =
            plain[behind]!.rights === last.rights &&
            (merge === 'rights' || sameOwner) &&
            (merge !== 'frames' || follows);
          expect(wouldMerge).toBe(false);
        }
        expect(leaf).toBe(plain.length);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('are the same in text, however it is cut into pieces', () => {
    fc.assert(
      fc.property(
        someMemory,
        fc.constantFrom(...RANGE_MERGES),
        fc.constantFrom(...RANGE_FORMATS),
        fc.constantFrom(...RANGE_SORTS),
        fc.integer({ min: 1, max: 5 }),
        (memory, merge, format, sort, piece) => {
          const asked = query({ merge, sort });
          const found = findRanges(memory.tree(), asked);
          const whole = rangeText(found, asked, format, 0, Math.max(1, found.count));
          let text = '';
          for (let first = 0; first === 0 || first < found.count; first += piece) {
            text += rangeText(found, asked, format, first, piece);
          }
          expect(text).toBe(whole);
          if (format === 'json') expect(JSON.parse(text)).toHaveLength(found.count);
        },
      ),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('are sorted by what is asked for, equal ones by address', () => {
    fc.assert(
      fc.property(
        someMemory,
        fc.constantFrom(...RANGE_MERGES),
        fc.constantFrom(...RANGE_SORTS),
        fc.boolean(),
        fc.constantFrom('', 'writable', 'size > 4096'),
        (memory, merge, sort, descending, filter) => {
          const found = findRanges(memory.tree(), query({ merge, sort, descending, filter }));
          const { rows } = found;
          const keys = {
            address: (row: number) => rows.firstPage(row),
            size: (row: number) => rows.pages(row),
            frame: (row: number) => rows.frame(row),
            written: () => 0,
            rights: (row: number) => `${rightsText(rows.rights(row))} ${rows.rights(row) >> 1}`,
            owner: (row: number) => rows.mapped.ownerOf(rows.firstLeaf(row)).label,
          };
          const compared = (a: number, b: number): number => {
            const [one, other] = [keys[sort](a), keys[sort](b)];
            if (typeof one === 'string') return one.localeCompare(String(other), 'en', { numeric: true });
            return one - Number(other);
          };
          const shown = Array.from({ length: found.count }, (_, place) => rowAt(found, place));
          const sorted = [...shown];
          sorted.sort((a, b) => (descending ? -1 : 1) * compared(a, b) || a - b);
          expect(shown).toEqual(sorted);
        },
      ),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('show a frame on the pages that the plainest walk finds', () => {
    fc.assert(
      fc.property(someMemory, fc.integer({ min: 0, max: FRAMES + 2 }), (memory, frame) => {
        const mapped = memory.tree();
        const showing = plainOf(memory).flatMap((leaf, i) =>
          frame >= leaf.frame && frame < leaf.frame + sizeOf(leaf) ? [i] : [],
        );
        expect(leavesShowing(mapped, frame)).toEqual(showing);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('that are full and lead anywhere end soon', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), (seed) => {
        const memory = new TableMemory(FRAMES);
        let state = seed;
        const next = (): number => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff);
        for (let table = 0; table < FRAMES; table++) {
          for (let index = 0; index < 512; index++) {
            memory.set(table, index, (next() >> 8) % (FRAMES + 1), BigInt((next() >> 8) & 7) | 1n);
          }
        }
        const started = performance.now();
        const mapped = memory.tree();
        expect(mapped.leaves.count).toBeLessThanOrEqual(2 ** 21);
        expect(findRanges(mapped, query({ merge: 'rights' })).count).toBeGreaterThan(0);
        expect(performance.now() - started).toBeLessThan(5000);
      }),
      { seed: SEED, numRuns: 2 },
    );
  });
});

/** Conditions of the filter, as they are typed. */
const aNumber = fc.constantFrom(
  'address',
  'end',
  'size',
  'pages',
  'physical',
  'leafSize',
  'level',
  'written',
  'segment',
);
const aValue = fc.oneof(
  fc.constantFrom('0', '1', '0x1000', '2M', '0x7fffffffffff', '0x800000000000', '0xffff800000000000'),
  fc.constantFrom('0xffffffffffffffff', '512', '0xffff7fffffffffff', '0x8000000000'),
  fc.integer({ min: 0, max: 2 ** 21 }).map(String),
);
const aTest = fc.oneof(
  fc
    .tuple(aNumber, fc.constantFrom('==', '!=', '<', '<=', '>', '>='), aValue)
    .map(([field, operator, value]) => `${field} ${operator} ${value}`),
  fc
    .tuple(aNumber, fc.constantFrom('==', '<', '>='), aValue)
    .map(([field, operator, value]) => `${value} ${operator} ${field}`),
  fc.tuple(aNumber, aNumber).map(([one, other]) => `${one} + 0x1000 > ${other}`),
  fc.constantFrom('address in 0..0x8000000000', 'end in 0x1000..0xffff800000000fff', 'has(level)'),
  fc.constantFrom('readable', 'writable', 'executable', 'user', 'contiguous', 'true', 'false'),
  fc.constantFrom('rights == "RW"', 'rights != "R"', 'owner contains "DUMP"', 'owner startsWith "not"'),
  fc.constantFrom('symbol contains "a"', 'section == "x"', 'rights matches "R*X"', '"R X" == rights'),
  fc.constantFrom('flag(WRITABLE)', 'flag(NO_EXECUTE)', 'flag(HUGE_PAGE)', 'flag(GLOBAL)'),
  aValue.map((value) => `contains(${value})`),
);
const aFilter = fc.letrec<{ part: string }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 3 },
    aTest,
    fc.tuple(tie('part'), fc.constantFrom('&&', '||'), tie('part')).map((parts) => `(${parts.join(' ')})`),
    tie('part').map((part) => `!(${part})`),
  ),
})).part;

describe('filters', () => {
  it('let through what the plainest evaluation does, row by row', () => {
    fc.assert(
      fc.property(someMemory, aFilter, (memory, filter) => {
        const found = findRanges(memory.tree(), query({ filter }));
        const parsed = parseCondition(filter, RANGE_ENVIRONMENT);
        expect(parsed.ok).toBe(true);
        expect(found.problem).toBeNull();
        if (!parsed.ok) return;
        const passing = plainOf(memory).flatMap((leaf, i) => {
          const entry = entryOfLeaf(memory, leaf);
          return evaluate(parsed.expression, { ...resolverOf(leaf, entry), symbol: () => null }) === true
            ? [i]
            : [];
        });
        expect([...(found.order ?? Uint32Array.from({ length: found.count }, (_, i) => i))]).toEqual(passing);
      }),
      { seed: SEED, numRuns: RUNS * 4 },
    );
  });
});

/** The entry behind a leaf, by following the tables once more. */
function entryOfLeaf(memory: TableMemory, { page, level }: PlainPage): bigint {
  let table = 0;
  for (let at = 4; ; at--) {
    const entry = memory.entry(table, Math.floor(page / 512 ** (at - 1)) % 512);
    if (at === level) return entry;
    table = Number((entry >> 12n) & 0xff_ffff_ffffn);
  }
}

function resolverOf(leaf: PlainPage, entry: bigint) {
  const size = sizeOf(leaf) * 4096;
  const rights = ['R', 'RW', 'R X', 'RWX'][(leaf.rights >> 1) & 3]!;
  const fields: Readonly<Record<string, Value>> = {
    address: virtOfPage(leaf.page),
    end: virtOfPage(leaf.page + sizeOf(leaf) - 1, 4095),
    size: BigInt(size),
    pages: BigInt(sizeOf(leaf)),
    physical: BigInt(leaf.frame * 4096),
    leafSize: BigInt(size),
    level: BigInt(leaf.level),
    written: 0n,
    segment: null,
    readable: true,
    writable: (leaf.rights & 2) !== 0,
    executable: (leaf.rights & 4) !== 0,
    user: (leaf.rights & 8) !== 0,
    contiguous: true,
    rights,
    owner: leaf.frame < FRAMES ? 'dump' : 'not in the dump',
    symbol: '',
    section: '',
  };
  const bits: Readonly<Record<string, bigint>> = {
    WRITABLE: ENTRY.writable,
    NO_EXECUTE: ENTRY.noExecute,
    HUGE_PAGE: leaf.level === 1 ? 0n : ENTRY.huge,
    GLOBAL: ENTRY.global,
  };
  return {
    field: (name: string): Value => fields[name] ?? null,
    call: (name: string, [value]: readonly Value[]): Value => {
      if (name === 'has') return value !== null;
      if (name === 'flag') return (entry & bits[String(value)]!) !== 0n;
      const first = virtOfPage(leaf.page);
      return typeof value === 'bigint' && value >= first && value < first + BigInt(size);
    },
  };
}

describe('the tables of every kernel', () => {
  it.each(kernels().map((kernel) => [kernel.name, kernel] as const))(
    'of %s map the same pages as the trace says, with the same owners',
    (_name, kernel) => {
      const { view } = loadKernelFile(kernel);
      const last = view.trace.opCount;
      for (const moment of new Set([0, 1, Math.floor(last / 3), Math.floor(last / 2), last - 1, last])) {
        if (moment < 0) continue;
        const mapped = treeOfLoad(view, moment);
        const pages = [...view.tables.mappedPages(moment)];
        expect([...mapped.leaves.page]).toEqual(pages.map(({ page }) => page));
        expect([...mapped.leaves.frame]).toEqual(pages.map(({ frame }) => frame));
        const titles = pages.map(({ page, frame }) =>
          ownerTitle(view.owners.ownerOfPage(page, frame, moment), page),
        );
        expect(pages.map((_, leaf) => mapped.ownerOf(leaf).label)).toEqual(titles);
      }
    },
  );
});
