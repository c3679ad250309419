import { describe, expect, it } from 'vitest';
import { foundWords } from '../../../../renderer/panels/kernel/found-words';
import type { Column } from '../../../../renderer/panels/kernel/list-model';
import { columnsFor, headLine, rowLine, rowName } from '../../../../renderer/panels/kernel/list-text';

interface Row {
  readonly name: string;
  readonly size: string;
}

const columns: readonly Column<Row>[] = [
  { id: 'name', title: 'Name', track: '1fr', text: ({ name }) => name },
  { id: 'size', title: 'Size', track: '1fr', from: 600, text: ({ size }) => size },
];
const sound = { columns, wrong: () => [] };
const broken = { columns, wrong: () => ['It is cut.', 'It lies.'] };

describe('lists of the kernel file as text', () => {
  it('have one line a row, with tabs between columns', () => {
    expect(headLine(columns, 'tsv')).toBe('Name\tSize\tWrong');
    expect(rowLine(sound, { name: 'a', size: '0x10' }, 'tsv')).toBe('a\t0x10\t');
    expect(rowLine(sound, { name: 'a\tb\nc', size: '' }, 'tsv')).toBe('a b c\t\t');
  });

  it('quote what has commas and quotes in it as CSV', () => {
    const row = { name: 'operator<<(int, "x")', size: '0x1' };
    expect(rowLine(sound, row, 'csv')).toBe('"operator<<(int, ""x"")",0x1,');
  });

  it('say what is wrong, in the line and in the name', () => {
    expect(rowLine(broken, { name: 'a', size: '' }, 'csv')).toBe('a,,It is cut. It lies.');
    expect(rowName(broken, { name: 'a', size: '' })).toBe('Name a, wrong: It is cut. It lies.');
  });

  it('leave columns out where there is no room', () => {
    expect(columnsFor(columns, 599).map(({ id }) => id)).toEqual(['name']);
    expect(columnsFor(columns, 600).map(({ id }) => id)).toEqual(['name', 'size']);
  });
});

describe('what a search says', () => {
  it('counts what is found of all', () => {
    expect(foundWords({ total: 5, pending: 0 }, 5, 'symbol', false)).toBe('5 symbols');
    expect(foundWords({ total: 1, pending: 0 }, 1200, 'symbol', false)).toBe('1 of 1,200 symbols');
  });

  it('says how far it is, and what it leaves out', () => {
    expect(foundWords({ total: 1, pending: 2000 }, 9, 'symbol', false)).toContain('2,000 names to go');
    expect(foundWords({ total: 9, pending: 1 }, 9, 'symbol', true)).toBe('9 symbols, sorting…');
    expect(foundWords({ total: 2, pending: 1 }, 9, 'symbol', false)).toBe('2 of 9 symbols, searching…');
    expect(foundWords({ total: 9, pending: 0, unsearched: 3 }, 9, 'symbol', true)).toContain('3 names');
  });
});
