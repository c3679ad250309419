import { PAGE_COUNT, PAGE_SIZE, parseAddress } from '../../../shared/address';
import { DOCUMENT_SOURCE } from '../../../shared/memory-types';
import { failureOf } from '../../composables/failure';
import { useCodeViewStore } from '../../stores/code-view';
import { useEngineStore } from '../../stores/engine';
import { positionOfAddress } from '../memory/view-address';

const SPACE_BYTES = PAGE_COUNT * PAGE_SIZE;
/** Symbols that are looked at for the one that has the very name. */
const MOST_SYMBOLS = 200;
/** Questions until the names of a large kernel are ready for search. */
const MOST_TRIES = 1000;

/** Finds the position that a typed address or symbol means; what is wrong with it, where it means none. */
export function useFindCode(): (text: string) => Promise<number | string> {
  const engine = useEngineStore();
  const view = useCodeViewStore();

  /** The symbol of a name, else one that has it in its name. */
  async function symbolNamed(text: string): Promise<number | string> {
    const { source } = view;
    const query = { text, types: [], sort: 'name', descending: false } as const;
    let found = await engine.findSymbols({ source, query });
    for (let tries = 0; found.pending > 0 && tries < MOST_TRIES; tries++) {
      found = await engine.findSymbols({ source, query });
    }
    if (found.total === 0) return 'Nothing of this name';
    const rows = await engine.symbols({
      source,
      query,
      first: 0,
      count: Math.min(found.total, MOST_SYMBOLS),
    });
    const loaded = rows.filter((row) => row.loaded !== null);
    const best = loaded.find(({ name, shown }) => name === text || shown === text) ?? loaded[0];
    const position = positionOfAddress(best?.loaded ?? '', 'virtual', SPACE_BYTES);
    return position ?? 'It has no address in memory';
  }

  /** What "go to" of the window finds in the virtual space. */
  async function placeNamed(text: string): Promise<number | null> {
    if (view.source !== DOCUMENT_SOURCE) return null;
    for (const { target, kind } of await engine.resolve(text, view.moment)) {
      const isPlace = target.type === 'memory' && target.space === 'virtual' && kind !== 'physical';
      if (isPlace) return target.page * PAGE_SIZE + target.offset;
    }
    return null;
  }

  return async (text) => {
    try {
      const position = /^(?:0x|[0-9])/i.test(text) ? positionOfAddress(text, 'virtual', SPACE_BYTES) : null;
      if (position !== null) return position;
      if (/^0x/i.test(text) && parseAddress(text) !== null) return 'No canonical address';
      if (view.kind === 'placed' || view.kind === 'tables') return 'A dump has no symbols';
      return (await placeNamed(text)) ?? (await symbolNamed(text));
    } catch (error) {
      return failureOf(error).message;
    }
  };
}
