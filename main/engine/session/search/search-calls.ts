import type { EngineCalls } from '../../../../shared/contract';
import type { SearchState } from '../../../../shared/memory-types';
import type { Workbench } from '../workbench';
import { SearchWork } from './search-work';

type SearchCalls = Pick<
  EngineCalls,
  'search.start' | 'search.state' | 'search.rows' | 'search.indexAt' | 'search.within' | 'search.marks'
>;

const KIND = 'search';

/** Most rows and matches that one question is answered with. */
const MOST_ROWS = 500;
const MOST_WITHIN = 65_536;

/** Searches as work in the background, and what they have found. */
export function searchCalls(bench: Workbench): SearchCalls {
  const work = (job: number): SearchWork => bench.jobs.work(job, KIND, SearchWork);
  const state = (job: number): SearchState => {
    const { matches, isCut, milliseconds, unreadable } = work(job);
    return {
      ...bench.jobs.state(job, KIND),
      matches: matches.length,
      cut: isCut,
      milliseconds,
      unreadable,
    };
  };
  return {
    'search.start': (request) => {
      const side = bench.side(request.side.source);
      const { job } = bench.jobs.start(KIND, new SearchWork(side, request, bench.host.find));
      return state(job);
    },
    'search.state': ({ job }) => state(job),
    'search.rows': ({ job, first, count }) => work(job).rows(first, Math.min(count, MOST_ROWS)),
    'search.indexAt': ({ job, position }) => work(job).matches.indexAt(position),
    'search.within': ({ job, first, length, limit }) =>
      work(job).matches.within(first, length, Math.min(limit, MOST_WITHIN)),
    'search.marks': ({ job, edges }) => work(job).matches.marks(edges),
  };
}
