/** Questions about page tables: of the load at any moment, or of any frame of the load or a dump as if it were their root. */
import { RANGE_FORMATS, RANGE_MERGES, RANGE_SORTS, type RangeQuery } from '../../shared/table-types';
import type { Question } from './side-questions';

const RANGE_FILTERS = [
  '',
  'writable',
  'size > 8K && contains(0x8000000000)',
  'owner contains "copy" || symbol startsWith "_"',
  'address + size > end',
  'section ==',
];

export const TABLE_QUESTIONS: readonly Question[] = [
  (calls, given) => {
    const tree = given.tree();
    const walk = calls['pageTable.walk']({ ...tree, virt: given.address() });
    const { table, level } = given.pick([{ table: null, level: 4 }, ...walk.entries]);
    const { virt } = walk;
    const tables = [level, 4, given.below(4) + 1].map((each) => {
      return { level: each, virt, merge: given.below(2) === 0 };
    });
    calls['pageTable.children']({ ...tree, tables });
    if (walk.entries.length > 0) calls['pageTable.picture']({ ...tree, table, level, virt });
    calls['pageTable.ofFrame']({ ...tree, frame: table ?? given.below(10_000) });
  },
  (calls, given) => {
    const tree = given.tree();
    const { pointer, phys } = calls['address.look']({ ...tree, virt: given.address() });
    if (pointer !== null) calls['address.look']({ ...tree, virt: pointer.value });
    const frame = Math.floor(Number(phys ?? '0x0') / 4096);
    calls['address.aliases']({ ...tree, frame, first: given.below(3), count: given.rows() });
  },
  (calls, given) => {
    const tree = given.tree();
    const query: RangeQuery = {
      filter: given.pick(RANGE_FILTERS),
      merge: given.pick(RANGE_MERGES),
      sort: given.pick(RANGE_SORTS),
      descending: given.below(2) === 0,
    };
    const { rows } = calls['ranges.find']({ ...tree, query });
    const first = given.below(rows + 2);
    calls['ranges.rows']({ ...tree, query, first, count: given.rows() });
    calls['ranges.text']({ ...tree, query, format: given.pick(RANGE_FORMATS), first, count: given.rows() });
    calls['ranges.indexOf']({ ...tree, query, page: given.page('virtual', given.moment()) });
  },
];
