import { defineStore } from 'pinia';
import type { Against, Legend, Overview } from '../../shared/memory-types';
import type { ProvenanceName } from '../../shared/provenance';
import type { MemorySpace, PageRange } from '../../shared/view-types';
import { call } from '../api/client';

/** Questions about a space as a whole: its colours, and the picture of it. Nothing is kept here. */
export const useOverviewStore = defineStore('overview', () => {
  /** The ranges of pages that hold a byte of one of some colours. */
  function rangesWith(
    space: MemorySpace,
    moment: number,
    source: number,
    colours: readonly ProvenanceName[],
  ): Promise<PageRange[]> {
    return call('memory.ranges', { space, moment, source, colours: [...colours] });
  }

  /** How many bytes of a space have each colour. */
  function legend(space: MemorySpace, moment: number, source: number): Promise<Legend> {
    return call('memory.legend', { space, moment, source });
  }

  /** The picture of a space between neighbouring pages of `edges`, as far as it is known. */
  function overview(
    space: MemorySpace,
    edges: Float64Array,
    moment: number,
    source: number,
    against: Against | null,
  ): Promise<Overview> {
    const compared = against === null ? {} : { against };
    return call('memory.overview', { space, edges, moment, source, ...compared });
  }

  /** How many matches of a search begin between neighbouring pages. */
  function searchMarks(job: number, edges: Float64Array): Promise<Uint32Array> {
    return call('search.marks', { job, edges });
  }

  /** How many differences of a comparison begin, on its left, between neighbouring pages. */
  function differenceMarks(job: number, edges: Float64Array): Promise<Uint32Array> {
    return call('diff.marks', { job, edges });
  }

  return { rangesWith, legend, overview, searchMarks, differenceMarks };
});
