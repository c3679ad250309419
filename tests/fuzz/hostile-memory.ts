/** Calls about memory, structures in it, searches and comparisons, from the ends of what the checks let through. */
import { PAGE_COUNT, PAGE_SIZE } from '../../shared/address';
import type { CallParams } from '../../shared/contract';
import type { MemoryCalls } from '../../shared/memory-calls';
import { EXTENT_KINDS } from '../../shared/memory-types';
import { PROVENANCE_NAMES } from '../../shared/provenance';
import type { HostileCalls } from './hostile-calls';

const SPACE_BYTES = PAGE_COUNT * PAGE_SIZE;
const HUGE = Number.MAX_SAFE_INTEGER;

/** A question about a place of a space. */
function placed(given: HostileCalls) {
  const space = given.space();
  return { space, position: given.position(space), ...given.at() };
}

const jobRows = (given: HostileCalls) => ({ job: given.job(), first: given.index(), count: given.rows() });
const jobMarks = (given: HostileCalls) => ({ job: given.job(), edges: given.pageEdges(given.space()) });
const jobWithin = (given: HostileCalls) => ({
  job: given.job(),
  first: given.position('virtual'),
  length: given.length(),
  limit: given.rows(),
});

export const MEMORY_PARAMS: { readonly [N in keyof MemoryCalls]: (given: HostileCalls) => CallParams<N> } = {
  'memory.pages': (given) => {
    const space = given.space();
    const asked = { space, first: given.page(space), count: given.pick([1, 3, 1024]), ...given.at() };
    return given.bool() ? asked : { ...asked, against: given.side() };
  },
  'memory.ranges': (given) => {
    const asked = { space: given.space(), ...given.at() };
    return given.bool() ? asked : { ...asked, colours: given.some(PROVENANCE_NAMES) };
  },
  'memory.bytes': (given) => {
    const { space, position: first, ...at } = placed(given);
    return { space, first, length: given.length(2 ** 24), ...at };
  },
  'memory.overview': (given) => {
    const space = given.space();
    const asked = { space, edges: given.pageEdges(space), ...given.at() };
    return given.bool() ? asked : { ...asked, against: given.side() };
  },
  'memory.legend': (given) => ({ space: given.space(), ...given.at() }),
  'memory.counterpart': (given) => ({ ...placed(given), to: given.space() }),
  'memory.extent': (given) => ({ ...placed(given), kind: given.pick(EXTENT_KINDS) }),
  'structures.at': placed,
  'structures.inPages': (given) => {
    const space = given.space();
    return { space, first: given.page(space), count: given.pick([1, 16, 1024]), ...given.at() };
  },
  'structures.children': (given) => ({
    space: given.space(),
    id: given.id(),
    first: given.index(),
    count: given.rows(),
    ...given.at(),
  }),
  'inspect.data': placed,
  'statistics.start': (given) => {
    const { space, position: first } = placed(given);
    return { side: given.side(), space, first, length: given.length(), sha256: given.bool() };
  },
  'statistics.state': (given) => ({ job: given.job() }),
  'search.start': (given) => {
    const { space, position: first } = placed(given);
    return {
      what: given.what(),
      side: given.side(),
      space,
      range: given.pick([null, { first, length: given.length() }]),
      align: given.pick([1, 2, 3, 8, 4096]),
      onlyMapped: given.bool(),
      colours: given.bool() ? [] : given.some(PROVENANCE_NAMES),
    };
  },
  'search.state': (given) => ({ job: given.job() }),
  'search.rows': jobRows,
  'search.indexAt': (given) => ({ job: given.job(), position: given.position('virtual') }),
  'search.within': jobWithin,
  'search.marks': jobMarks,
  'diff.start': (given) => ({
    left: given.side(),
    right: given.side(),
    space: given.space(),
    shift: given.pick([0, 0, 0, 1, -1, PAGE_SIZE, SPACE_BYTES, -SPACE_BYTES]),
  }),
  'diff.state': (given) => ({ job: given.job() }),
  'diff.rows': jobRows,
  'diff.indexAt': (given) => ({ job: given.job(), position: given.pick([-HUGE, -5, HUGE]) }),
  'diff.within': (given) => ({ ...jobWithin(given), first: given.pick([-HUGE, -5, 0, HUGE]) }),
  'diff.marks': jobMarks,
  'job.cancel': (given) => ({ job: given.job() }),
  'sources.list': () => undefined,
  'sources.detach': () => ({ source: HUGE }),
};
