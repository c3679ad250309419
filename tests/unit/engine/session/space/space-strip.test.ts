import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Workbench } from '../../../../../main/engine/session/workbench';
import { PROVENANCE_NAMES } from '../../../../../shared/provenance';
import { RIGHT } from '../../../../../shared/table-types';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { buildElf } from '../../../../fixtures/elf-builder';
import { kernels, openSession, SAMPLE_ELF } from '../../../../fixtures/loaded';
import { workbenchOf } from '../../../../fixtures/workbench';

/** Leaves as the walk has them, one row a page. */
function pagesOf(bench: Workbench, moment: number): { page: number; rights: number; provenance: string }[] {
  const query = { filter: '', merge: 'none', sort: 'address', descending: false } as const;
  const rows = bench.calls['ranges.rows']({ query, moment, first: 0, count: 5000 });
  return rows.map(({ page, rights, provenance }) => {
    const bits =
      RIGHT.read + (rights.includes('W') ? RIGHT.write : 0) + (rights.includes('X') ? RIGHT.execute : 0);
    return { page, rights: bits, provenance };
  });
}

const SAMPLE = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }));
const LAST = SAMPLE.load().trace.opCount;
const BASE = 0x8000000;
const ALL_RIGHTS = RIGHT.read | RIGHT.write | RIGHT.execute;

describe('space.strip', () => {
  it('counts the pages, and has the rights of most of them, in any intervals at any moment', () => {
    const edges = fc
      .uniqueArray(fc.integer({ min: BASE - 20, max: BASE + 1200 }), { minLength: 2, maxLength: 40 })
      .map((list) => Float64Array.from(list.sort((a, b) => a - b)));
    fc.assert(
      fc.property(edges, fc.integer({ min: 0, max: LAST }), (cuts, moment) => {
        const strip = SAMPLE.calls['space.strip']({ edges: cuts, moment });
        const pages = pagesOf(SAMPLE, moment);
        for (let row = 0; row + 1 < cuts.length; row++) {
          const inside = pages.filter(
            ({ page }) => page >= (cuts[row] as number) && page < (cuts[row + 1] as number),
          );
          expect(strip.pages[row]).toBe(inside.length);
          const shown = (strip.rights[row] as number) & 7;
          const having = (wanted: number): number => inside.filter(({ rights }) => rights === wanted).length;
          const most = Math.max(0, ...inside.map(({ rights }) => having(rights)));
          expect(having(shown)).toBe(having(ALL_RIGHTS) > 0 ? having(ALL_RIGHTS) : most);
          const owner = strip.owner[row] as number;
          expect(owner === 0).toBe(inside.length === 0);
          if (owner === 0) continue;
          const count = (name: string): number =>
            inside.filter(({ provenance }) => provenance === name).length;
          const mostOwned = Math.max(...PROVENANCE_NAMES.map(count));
          expect(count(PROVENANCE_NAMES[owner - 1] ?? '')).toBe(mostOwned);
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('shows the whole space in one interval', () => {
    const strip = SAMPLE.calls['space.strip']({ edges: Float64Array.of(0, 2 ** 36), moment: LAST });
    expect(strip.pages[0]).toBe(pagesOf(SAMPLE, LAST).length);
  });

  it('says of no interval what may be done with none of its pages', () => {
    // The sample has pages that are executed and pages that are written, but none that are both.
    const strip = SAMPLE.calls['space.strip']({ edges: Float64Array.of(0, 2 ** 36), moment: LAST });
    expect((strip.rights[0] as number) & 7).toBe(RIGHT.read | RIGHT.write);
  });

  it('shows the one page among many that may be written and executed', () => {
    const elf = buildElf({
      segments: [
        { vaddr: 0x400000, flags: 'rwx', filesz: 0x1000 },
        { vaddr: 0x500000, flags: 'rw', filesz: 0x1000, memsz: 0x40000 },
      ],
    });
    const bench = workbenchOf(openSession({ elf, machine: DEFAULT_MACHINE }));
    const strip = bench.calls['space.strip']({
      edges: Float64Array.of(0, 2 ** 36),
      moment: bench.load().trace.opCount,
    });
    expect((strip.rights[0] as number) & 7).toBe(ALL_RIGHTS);
  });
});

describe('space.parts', () => {
  it('covers every page once, with gaps between, for every kernel', () => {
    for (const kernel of kernels().filter(({ elf }) => elf.length < 2 ** 17)) {
      const bench = workbenchOf(openSession(kernel));
      const moment = bench.load().trace.opCount;
      const parts = bench.calls['space.parts']({ first: 0, end: 2 ** 36, most: 4096, moment });
      const plain = parts.filter(({ kind }) => kind !== 'relro');
      let at = 0;
      for (const part of plain) {
        expect(part.page, kernel.name).toBe(at);
        expect(part.mapped).toBe(part.kind === 'gap' ? 0 : part.pages);
        at += part.pages;
      }
      expect(at).toBe(2 ** 36);
      const { all } = bench.calls['ranges.find']({
        query: { filter: '', merge: 'none', sort: 'address', descending: false },
        moment,
      });
      expect(plain.reduce((sum, { mapped }) => sum + mapped, 0)).toBe(all.pages);
      bench.close();
    }
  }, 60_000);

  it('names what RELRO covers, rounded outward', () => {
    const parts = SAMPLE.calls['space.parts']({ first: BASE, end: BASE + 2000, most: 100, moment: LAST });
    const relro = parts.filter(({ kind }) => kind === 'relro');
    expect(relro).toHaveLength(1);
    expect(relro[0]?.mapped).toBeGreaterThan(0);
    expect(parts.some(({ label }) => label.includes('bss'))).toBe(true);
  });

  it('keeps the largest parts where there are too many, in their order', () => {
    const whole = { first: BASE, end: BASE + 2000, moment: LAST };
    const all = SAMPLE.calls['space.parts']({ ...whole, most: 4096 }).filter(({ kind }) => kind !== 'relro');
    const few = SAMPLE.calls['space.parts']({ ...whole, most: 2 }).filter(({ kind }) => kind !== 'relro');
    expect(few).toHaveLength(2);
    const sizes = all.filter(({ kind }) => kind !== 'gap').map(({ pages }) => pages);
    const largest = sizes.sort((a, b) => b - a).slice(0, 2);
    expect(few.map(({ pages }) => pages).sort((a, b) => b - a)).toEqual(largest);
    expect([...few].sort((a, b) => a.page - b.page)).toEqual(few);
  });
});
