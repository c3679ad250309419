import { ref, type Ref } from 'vue';
import { DOCUMENT_SOURCE } from '../../shared/memory-types';
import type { CodePlace } from './code-place';
import { NavigationHistory } from './navigation-history';

/** The places that the disassembly was at, and the way along them. */
export interface CodeTrail {
  readonly canGoBack: Ref<boolean>;
  readonly canGoForward: Ref<boolean>;
  /** Remembers where the view is before it goes elsewhere. */
  leave(): void;
  back(): void;
  forward(): void;
  clear(): void;
}

/** Where a view is that has shown nothing. */
const NOWHERE: CodePlace = {
  source: DOCUMENT_SOURCE,
  position: -1,
  exact: false,
  top: null,
  selected: null,
};

/**
 * Makes a {@link CodeTrail}.
 *
 * @param here where the view is; `null` before it has shown anything
 * @param show goes to a place
 */
export function createCodeTrail(here: () => CodePlace | null, show: (place: CodePlace) => void): CodeTrail {
  const history = new NavigationHistory<CodePlace>((a, b) => a.position === b.position);
  const canGoBack = ref(false);
  const canGoForward = ref(false);

  function publish(): void {
    canGoBack.value = history.canGoBack;
    canGoForward.value = history.canGoForward;
  }

  function go(way: 'back' | 'forward'): void {
    const place = history[way](here() ?? NOWHERE);
    publish();
    if (place !== null) show(place);
  }

  return {
    canGoBack,
    canGoForward,
    leave() {
      const from = here();
      if (from !== null) history.leave(from);
      publish();
    },
    back: () => go('back'),
    forward: () => go('forward'),
    clear() {
      history.clear();
      publish();
    },
  };
}
