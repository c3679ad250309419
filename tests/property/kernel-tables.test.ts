/** Damaged kernel files: every table is shown as far as it can be read, nothing throws, and nothing takes long. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { SECTION_SORTS, type FilePlace, type RowList } from '../../shared/kernel-types';
import type { EngineCalls } from '../../shared/contract';
import { openInput } from '../fuzz/load';
import { makeMutant } from '../fuzz/mutant';
import { originals } from '../fuzz/originals';
import { Random } from '../fuzz/random';
import { BUILDS } from '../oracle/builds';
import { workbenchOf } from '../fixtures/workbench';
import { SEED } from './settings';

const MUTANTS = 600;
/** All questions about one file, in milliseconds. */
const MOST_MS = 4000;
const ALL = { first: 0, count: 1000 };
const ORIGINALS = originals(fileURLToPath(new URL('../..', import.meta.url)));

/** Asks everything about a kernel file; the places of the file that the answers name. */
function askAll(calls: EngineCalls, moment: number, random: Random): FilePlace[] {
  const places: (FilePlace | null)[] = [];
  const add = (rows: readonly { readonly place: FilePlace | null }[]): void => {
    for (const { place } of rows) places.push(place);
  };
  add(calls['kernel.summary']({}).wrong);
  add(calls['kernel.header']({}));
  add(calls['kernel.segments'](ALL));
  add(calls['kernel.sections'](ALL));
  add(calls['kernel.dynamic'](ALL));
  add(calls['kernel.notes'](ALL));
  const symbols = {
    types: [],
    descending: true,
    sort: random.pick(['address', 'name', 'size', 'type'] as const),
  };
  for (const text of ['', 'a', 'main', '0x1000']) {
    const query = { ...symbols, text };
    while (calls['kernel.findSymbols']({ query }).pending > 0);
    add(calls['kernel.symbols']({ query, ...ALL }));
  }
  const sort = random.pick(['index', 'offset', 'type', 'value', 'moment'] as const);
  for (const text of ['', 'text', '#1', '0x1000']) {
    const query = { text, sort, descending: false };
    while (calls['kernel.findRelocations']({ query }).pending > 0);
    add(calls['kernel.relocations']({ query, moment, first: 0, count: 200 }));
  }
  const lists: readonly RowList[] = [
    ...(['header', 'segments', 'dynamic', 'notes'] as const).map((of) => ({ of })),
    { of: 'sections', sort: random.pick(SECTION_SORTS), descending: true },
    { of: 'symbols', query: { ...symbols, text: '' } },
    { of: 'relocations', query: { text: '', sort, descending: true } },
  ];
  for (const list of lists) {
    for (const position of [0, random.below(100_000), random.below(2 ** 48)]) {
      for (const by of ['file', 'virtual'] as const) {
        const row = calls['kernel.rowOf']({ list, at: { by, position } });
        if (row !== null) expect(row).toBeGreaterThanOrEqual(0);
      }
    }
  }
  const { tls, relro, entry } = calls['kernel.runtime']({});
  for (const rows of [tls, entry, ...relro.map(({ fields }) => fields)]) add(rows);
  const { file, fileSize } = calls['kernel.picture']({ moment });
  for (const { first, length } of file) places.push({ offset: first, length });
  expect(file.reduce((covered, { first, length }) => Math.max(covered, first + length), 0)).toBe(fileSize);
  const code = calls['code.entry']({ moment }) ?? 0;
  for (const position of [code, 0, random.below(2 ** 47), 2 ** 48 - 1]) {
    const rows = calls['code.rows']({ moment, position, before: 20, after: 20 });
    rows.forEach((row, i) => {
      const above = rows[i - 1];
      if (above !== undefined) expect(row.position).toBe(above.position + above.length);
    });
  }
  calls['code.text']({ moment, first: code, length: 4096, most: 100 });
  return places.filter((place): place is FilePlace => place !== null);
}

it('a damaged kernel file is shown as far as it can be read', () => {
  for (let number = 0; number < MUTANTS; number++) {
    const mutant = makeMutant(ORIGINALS, SEED + 1, number);
    const session = openInput(mutant, BUILDS[number % BUILDS.length]!, number);
    const bench = workbenchOf(session);
    const random = new Random(SEED, number);
    try {
      const started = performance.now();
      const size = bench.load().elf.length;
      const moment = random.below(session.trace.opCount + 1);
      for (const { offset, length } of askAll(bench.calls, moment, random)) {
        const isInside = offset >= 0 && length >= 0 && offset + length <= size;
        if (!isInside) throw new Error(`bytes ${offset} to ${offset + length} are not in a file of ${size}`);
      }
      expect(performance.now() - started).toBeLessThan(MOST_MS);
    } catch (error) {
      throw new Error(`mutant ${number}, made of ${mutant.original.name}`, { cause: error });
    } finally {
      bench.close();
    }
  }
}, 240_000);
