/** Calls about page tables, frames, the kernel file and its code, from the ends of what the checks let through. */
import type { CallParams } from '../../shared/contract';
import type { KernelCalls } from '../../shared/kernel-calls';
import { RELOCATION_SORTS, SECTION_SORTS, SYMBOL_SORTS } from '../../shared/kernel-types';
import type { TableCalls } from '../../shared/table-calls';
import {
  RANGE_FORMATS,
  RANGE_MERGES,
  RANGE_SORTS,
  type RangeQuery,
  type TreeOf,
} from '../../shared/table-types';
import type { HostileCalls } from './hostile-calls';
import { FILTERS } from './hostile-texts';

type Name = keyof TableCalls | keyof KernelCalls;

const RANGE_FILTERS = [
  '',
  'writable && executable',
  'size > 64 * 1024',
  'owner contains "LOAD"',
  'contains(0x8000000000)',
  'level == 2 || user',
  ...FILTERS,
];
const SYMBOL_TEXTS = ['', 'main', '_start', '0x8000000000', 'kernel::', '\u202e', '('.repeat(1000)];
const TYPES = ['FUNC', 'OBJECT', 'NOTYPE', 'nothing'];

function tree(given: HostileCalls): TreeOf {
  const at = given.at();
  // Low frames are tables in the dumps that are full of them.
  return given.pick([
    at,
    at,
    { ...at, root: given.page('physical') },
    { ...at, root: given.pick([0, 1, 63]) },
  ]);
}

function rows(given: HostileCalls): { first: number; count: number } {
  return { first: given.index(), count: given.rows() };
}

function query(given: HostileCalls): RangeQuery {
  return {
    filter: given.pick(RANGE_FILTERS),
    merge: given.pick(RANGE_MERGES),
    sort: given.pick(RANGE_SORTS),
    descending: given.bool(),
  };
}

function table(given: HostileCalls): { table: number | null; level: number; virt: string } {
  return {
    table: given.pick([null, given.page('physical')]),
    level: given.pick([1, 2, 3, 4]),
    virt: given.pick(['0x0', given.address()]),
  };
}

const source = (given: HostileCalls) => ({ source: given.at().source });
const sourceRows = (given: HostileCalls) => ({ ...source(given), ...rows(given) });
const symbols = (given: HostileCalls) => ({
  text: given.pick(SYMBOL_TEXTS),
  types: given.some(TYPES),
  sort: given.pick(SYMBOL_SORTS),
  descending: given.bool(),
});
const relocations = (given: HostileCalls) => ({
  text: given.pick([...SYMBOL_TEXTS, '#0', '#214', '#99999999999']),
  sort: given.pick(RELOCATION_SORTS),
  descending: given.bool(),
});

export const TABLE_PARAMS: { readonly [N in Name]: (given: HostileCalls) => CallParams<N> } = {
  'pageTable.children': (given) => ({
    ...tree(given),
    tables: Array.from({ length: given.pick([1, 3, 16]) }, () => {
      const { level, virt } = table(given);
      return { level, virt, merge: given.bool() };
    }),
  }),
  'pageTable.walk': (given) => ({ ...tree(given), virt: given.address() }),
  'pageTable.picture': (given) => ({ ...tree(given), ...table(given) }),
  'pageTable.ofFrame': (given) => ({ ...tree(given), frame: given.page('physical') }),
  'ranges.find': (given) => ({ ...tree(given), query: query(given) }),
  'ranges.rows': (given) => ({ ...tree(given), query: query(given), ...rows(given) }),
  'ranges.indexOf': (given) => ({
    ...tree(given),
    query: query(given),
    page: Math.min(given.page('virtual'), 2 ** 36),
  }),
  'ranges.text': (given) => ({
    ...tree(given),
    query: query(given),
    format: given.pick(RANGE_FORMATS),
    first: given.index(),
    count: given.pick([1, 50, 20_000]),
  }),
  'address.look': (given) => ({ ...tree(given), virt: given.address() }),
  'address.aliases': (given) => ({ ...tree(given), frame: given.page('physical'), ...rows(given) }),
  'space.strip': (given) => ({ ...tree(given), edges: given.pageEdges('virtual') }),
  'space.parts': (given) => ({
    ...tree(given),
    first: Math.min(given.page('virtual'), 2 ** 36),
    end: Math.min(given.page('virtual'), 2 ** 36),
    most: given.pick([1, 7, 4096]),
  }),
  'space.level4': tree,
  'frames.strip': (given) => ({ ...tree(given), edges: given.pageEdges('physical') }),
  'frames.counts': tree,
  'frames.look': (given) => ({ ...tree(given), frame: given.page('physical') }),
  'frames.regions': tree,
  'kernel.summary': source,
  'kernel.header': source,
  'kernel.segments': sourceRows,
  'kernel.sections': sourceRows,
  'kernel.dynamic': sourceRows,
  'kernel.notes': sourceRows,
  'kernel.findSymbols': (given) => ({ ...source(given), query: symbols(given) }),
  'kernel.symbols': (given) => ({ ...sourceRows(given), query: symbols(given) }),
  'kernel.findRelocations': (given) => ({ ...source(given), query: relocations(given) }),
  'kernel.relocations': (given) => ({
    ...sourceRows(given),
    query: relocations(given),
    moment: given.moment(),
  }),
  'kernel.rowOf': (given) => {
    const by = given.pick(['index', 'file', 'virtual'] as const);
    const list = given.pick([
      { of: given.pick(['header', 'segments', 'dynamic', 'notes'] as const) },
      { of: 'sections', sort: given.pick(SECTION_SORTS), descending: given.bool() },
      { of: 'symbols', query: symbols(given) },
      { of: 'relocations', query: relocations(given) },
    ] as const);
    const at = by === 'index' ? { by, index: given.index() } : { by, position: given.position(by) };
    return { ...source(given), list, at };
  },
  'kernel.runtime': source,
  'kernel.picture': (given) => ({ ...source(given), moment: given.moment() }),
  'code.rows': (given) => ({
    ...tree(given),
    position: given.position('virtual'),
    before: given.pick([0, 1, 2000]),
    after: given.pick([0, 1, 2000]),
  }),
  'code.entry': tree,
  'code.text': (given) => ({
    ...tree(given),
    first: given.position('virtual'),
    length: given.length(),
    most: given.pick([1, 500, 2000]),
  }),
};
