import { useEngineStore } from './engine';
import { useMemoryViewsStore } from './memory-views';
import { textOfBytes, type SearchQuery } from './search-query';

/** Longest selection that is offered as what to look for. */
const MOST_OFFERED = 256;

/** What the field of a query offers for the selected bytes; `null` where they are not one or not of its kind. */
export function useSelectedText(): (query: SearchQuery) => Promise<string | null> {
  const engine = useEngineStore();
  const views = useMemoryViewsStore();
  return async (query) => {
    const view = views.active;
    const { selected, space, source } = view;
    if (selected === null || selected.length < 2 || selected.length > MOST_OFFERED) return null;
    const { first, length } = selected;
    const moment = views.momentOf(view);
    try {
      const { bytes, missing } = await engine.bytes({ side: { source, moment }, space, first, length });
      return missing.length > 0 ? null : textOfBytes(bytes, query);
    } catch {
      // What cannot be read is not offered.
      return null;
    }
  };
}
