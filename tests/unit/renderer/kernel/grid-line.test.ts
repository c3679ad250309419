import { describe, expect, it } from 'vitest';
import { gridLine, longestWith, trackOf } from '../../../../renderer/panels/kernel/grid-line';
import type { Column } from '../../../../renderer/panels/kernel/list-model';

interface Row {
  readonly name: string;
  readonly address: string;
  readonly state: string;
}

const columns: readonly Column<Row>[] = [
  {
    id: 'address',
    title: 'Address',
    track: 'fit',
    numeric: true,
    mono: true,
    sort: 'address',
    text: ({ address }) => address,
    link: ({ address }) => (address === '' ? null : () => undefined),
  },
  { id: 'state', title: 'State', track: 'fit', text: ({ state }) => state, tone: () => 'ok' },
  { id: 'name', title: 'Name', track: 'minmax(0, 1fr)', text: ({ name }) => name },
];
const words = { nameOf: ({ name }: Row) => `Name ${name}`, wrongOf: () => '' };
const line = (row: Row) => gridLine(row, columns, words);

describe('a drawn row', () => {
  it('has links where there is somewhere to go, and chips where there is a text', () => {
    const full = line({ name: 'start', address: '0x1000', state: 'applied' });
    expect(full.cells.map(({ kind, text }) => [kind, text])).toEqual([
      ['link', '0x1000'],
      ['chip', 'applied'],
      ['text', 'start'],
    ]);
    expect(full.cells.map(({ look, tone }) => [look, tone])).toEqual([
      ['num mono', ''],
      ['', 'ok'],
      ['', ''],
    ]);
    expect(full).toMatchObject({ name: 'Name start', wrong: '' });
    const bare = line({ name: '', address: '', state: '' });
    expect(bare.cells.map(({ kind }) => kind)).toEqual(['text', 'text', 'text']);
  });
});

describe('columns that fit their texts', () => {
  const short = line({ name: 'a name', address: '0x1', state: 'ok' });
  const long = line({ name: 'a', address: `0x${'f'.repeat(16)}`, state: 'ok' });

  it('grow with the longest text that was seen, and never shrink', () => {
    const first = longestWith({}, columns, [short, null]);
    expect(first).toEqual({ address: 3, state: 2 });
    const second = longestWith(first, columns, [long]);
    expect(second).toEqual({ address: 18, state: 2 });
    // The same object: nothing is drawn anew.
    expect(longestWith(second, columns, [short, long])).toBe(second);
    expect(longestWith({}, columns, [line({ name: '', address: 'x'.repeat(90), state: '' })])).toEqual({
      address: 24,
    });
  });

  it('are as wide as title and sign of the order at the least', () => {
    const [address, , name] = columns as [Column<Row>, Column<Row>, Column<Row>];
    const bare = parseFloat(trackOf(address, {}));
    expect(bare).toBeGreaterThan(7 * 6.6 + 12);
    expect(parseFloat(trackOf(address, { address: 18 }))).toBeGreaterThan(18 * 7.2);
    expect(trackOf(name, { name: 50 })).toBe('minmax(0, 1fr)');
  });
});
