import { describe, expect, it } from 'vitest';
import type { Group } from '../../bench/group';
import { chosenGroups, GROUPS, GROUPS_ON_REQUEST } from '../../bench/groups';
import { reachableBytes } from '../../bench/reachable-bytes';
import { judged, type Measured, type RowSpec } from '../../bench/row';
import { median, quantile } from '../../bench/statistics';
import { markdownTable, summary, tableHead, tableLine } from '../../bench/table';

const AT_MOST_TWICE: RowSpec = {
  name: 'load it',
  unit: 'ms',
  limit: { of: 'ratio', bound: 'atMost', number: 2 },
};
const AT_LEAST_ONE: RowSpec = {
  name: 'search it',
  unit: 'GB/s',
  limit: { of: 'value', bound: 'atLeast', number: 1 },
};
const FREE: RowSpec = { name: 'look at it', unit: 's', limit: null };

function line(spec: RowSpec, measured: Measured): string {
  return tableLine(judged(spec, measured), spec, measured);
}

describe('median and quantile', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
  ])('of %j the middle is %d', (values, middle) => expect(median(values)).toBe(middle));

  it('lies between neighbours in proportion', () => {
    const hundred = Array.from({ length: 101 }, (_, index) => 100 - index);
    expect(quantile(hundred, 0.95)).toBe(95);
    expect(quantile([0, 10], 0.95)).toBeCloseTo(9.5);
    expect([quantile([7, 3, 5], 0), quantile([7, 3, 5], 1)]).toEqual([3, 7]);
  });

  it('leaves the values in their order and has none of nothing', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('judged', () => {
  it('has exactly the fields of the JSON output, in their order', () => {
    const row = judged(AT_MOST_TWICE, { value: 30, peer: 20, note: 'words' });
    expect(JSON.stringify(row)).toBe(
      '{"name":"load it","value":30,"unit":"ms","peer":20,"ratio":1.5,"limit":2,"pass":true}',
    );
  });

  it.each([
    ['a ratio at its limit', AT_MOST_TWICE, { value: 40, peer: 20 }, 2, true],
    ['a ratio above its limit', AT_MOST_TWICE, { value: 41, peer: 20 }, 2.05, false],
    ['a small value with a large ratio', AT_MOST_TWICE, { value: 0.3, peer: 0.1 }, 3, false],
    ['a ratio without a peer', AT_MOST_TWICE, { value: 1, peer: null }, null, null],
    ['a value at its least', AT_LEAST_ONE, { value: 1, peer: null }, null, true],
    ['a value below its least', AT_LEAST_ONE, { value: 0.99, peer: null }, null, false],
    ['a value with no limit', FREE, { value: 7, peer: 2 }, 3.5, null],
    ['what was not measured', AT_LEAST_ONE, { skipped: 'no disk' }, null, null],
  ])('%s', (_name, spec, measured, ratio, pass) => {
    const row = judged(spec, measured);
    expect([row.ratio, row.pass]).toEqual([ratio, pass]);
  });

  it('holds the limit against what was measured, not against rounded digits', () => {
    const row = judged(AT_MOST_TWICE, { value: 2.00001, peer: 1 });
    expect(row).toMatchObject({ ratio: 2, pass: false });
  });

  it('keeps the limit of a row that could not be measured', () => {
    expect(judged(AT_LEAST_ONE, { skipped: 'no disk' })).toMatchObject({ value: null, peer: null, limit: 1 });
  });
});

describe('the table', () => {
  it('marks what holds, what misses and what cannot be told', () => {
    expect(line(AT_MOST_TWICE, { value: 30, peer: 20 })).toMatch(/30 ms +20 ms +1\.50 +≤ 2 {2}ok$/);
    expect(line(AT_MOST_TWICE, { value: 50, peer: 20 })).toMatch(/2\.50 +≤ 2 {2}MISS$/);
    expect(line(AT_MOST_TWICE, { value: 50, peer: null })).toMatch(/50 ms +≤ 2 {2}NO PEER$/);
    expect(line(AT_LEAST_ONE, { value: 2, peer: null, note: 'fast' })).toMatch(/2 GB\/s +≥ 1 {2}ok {4}fast$/);
    expect(line(AT_LEAST_ONE, { skipped: 'no disk' })).toMatch(/≥ 1 {2}SKIPPED: no disk$/);
    expect(line(FREE, { value: 1234.5, peer: null, note: 'words' })).toMatch(/1,235 s +words$/);
  });

  it('has its columns below each other', () => {
    const end = (text: string, part: string): number => text.indexOf(part) + part.length;
    const [head = ''] = tableHead().split('\n');
    const row = line(AT_MOST_TWICE, { value: 30, peer: 20 });
    expect(end(row, '30 ms')).toBe(end(head, 'ours'));
    expect(end(row, '20 ms')).toBe(end(head, 'peer'));
    expect(end(row, '1.50')).toBe(end(head, 'ratio'));
    expect(end(row, '≤ 2')).toBe(end(head, 'limit'));
  });

  it('is a Markdown table for the documentation, without what was not measured', () => {
    const measured: [RowSpec, Measured][] = [
      [AT_MOST_TWICE, { value: 50, peer: 20 }],
      [AT_LEAST_ONE, { skipped: 'no disk' }],
      [FREE, { value: 1234.5, peer: null, note: 'words' }],
    ];
    const lines = measured.map(([spec, one]) => ({ spec, row: judged(spec, one) }));
    expect(markdownTable(lines).split('\n').slice(2)).toEqual([
      '| load it | 50 ms | 20 ms | 2.50 | ≤ 2 | **no** |',
      '| look at it | 1,235 s |  |  |  |  |',
    ]);
  });

  it('names what was missed in the end', () => {
    const rows = [
      judged(AT_MOST_TWICE, { value: 50, peer: 20 }),
      judged(AT_LEAST_ONE, { value: 2, peer: null }),
      judged({ ...AT_LEAST_ONE, name: 'find it' }, { skipped: 'no disk' }),
      judged(FREE, { value: 1, peer: null }),
    ];
    expect(summary(rows).split('\n')).toEqual([
      '1 limits held, 1 missed, 1 could not be told.',
      'MISS     load it',
      'UNKNOWN  find it',
    ]);
  });
});

describe('the choice of groups', () => {
  const names = (groups: readonly Group[]): string[] => groups.map(({ name }) => name);

  it('takes everything but what is to be named', () => {
    expect(chosenGroups([])).toEqual(GROUPS);
    for (const group of GROUPS_ON_REQUEST) expect(GROUPS).not.toContain(group);
  });

  it('finds groups by parts of their names and of their rows, in any case', () => {
    expect(names(chosenGroups(['RAW EXPORT']))).toEqual(['raw export']);
    expect(names(chosenGroups(['empty window']))).toEqual(['opening']);
    expect(names(chosenGroups(['growth']))).toEqual(names(GROUPS_ON_REQUEST));
    expect(chosenGroups(['no such thing'])).toEqual([]);
  });

  it('has groups and rows that can be told apart', () => {
    const all = [...GROUPS, ...GROUPS_ON_REQUEST];
    const rows = all.flatMap((group) => Object.values(group.rows).flatMap((row) => (row ? [row.name] : [])));
    expect(new Set(names(all)).size).toBe(all.length);
    expect(new Set(rows).size).toBe(rows.length);
  });
});

describe('reachableBytes', () => {
  it('counts each buffer once and whole', () => {
    const words = new Uint32Array(100);
    const root = { words, part: words.subarray(3, 4), nested: { again: words } };
    expect(reachableBytes(root, [])).toBe(400);
  });

  it('goes through maps, sets, arrays and circles', () => {
    const circle: Record<string, unknown> = { bytes: new Uint8Array(1) };
    circle['self'] = circle;
    const root = [
      new Map([['key', new Uint8Array(2)]]),
      new Set([new Float64Array(1)]),
      circle,
      [1, 2, 3],
      [],
      'text',
    ];
    expect(reachableBytes(root, [])).toBe(2 + 8 + 1 + 24);
  });

  it('does not enter what it is told to leave out', () => {
    const memory = { cache: new Uint8Array(4096) };
    const file = new Uint8Array(64);
    expect(reachableBytes({ memory, file, own: new Uint8Array(3) }, [memory, file.buffer])).toBe(3);
  });
});
