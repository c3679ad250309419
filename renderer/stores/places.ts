import { ref, type Ref } from 'vue';
import { focusedPanel, focusPanel } from '../composables/panel-focus';
import { NavigationHistory } from './navigation-history';
import { sameByte, useSelectionStore, type SelectedByte, type SelectedEntry } from './selection';

/** A place that "back" returns to. */
export interface Place {
  readonly moment: number;
  readonly byte: SelectedByte | null;
  /** Bytes selected from {@link byte} on. */
  readonly length: number;
  readonly entry: SelectedEntry | null;
  /** The panel that had the keyboard, or nothing. */
  readonly panel: string;
}

/** The places that were left, and the way along them. */
export interface Places {
  readonly canGoBack: Ref<boolean>;
  readonly canGoForward: Ref<boolean>;
  /** Remembers where one is before a jump. */
  leave(): void;
  back(): Place | null;
  forward(): Place | null;
  /** Selects what was selected at a place and gives its panel the keyboard. */
  select(place: Place): void;
  clear(): void;
}

function samePlace(a: Place, b: Place): boolean {
  const sameEntry = a.entry?.table === b.entry?.table && a.entry?.index === b.entry?.index;
  return a.moment === b.moment && a.length === b.length && sameEntry && sameByte(a.byte, b.byte);
}

/**
 * Creates the history of places.
 *
 * @param moment the moment that is shown
 */
export function createPlaces(moment: Ref<number>): Places {
  const selection = useSelectionStore();
  const history = new NavigationHistory<Place>(samePlace);
  const canGoBack = ref(false);
  const canGoForward = ref(false);

  function here(): Place {
    const { byte, length, entry } = selection;
    return { moment: moment.value, byte, length, entry, panel: focusedPanel() };
  }

  function publish(): void {
    canGoBack.value = history.canGoBack;
    canGoForward.value = history.canGoForward;
  }

  function go(find: (from: Place) => Place | null): Place | null {
    const place = find(here());
    publish();
    return place;
  }

  return {
    canGoBack,
    canGoForward,
    leave() {
      history.leave(here());
      publish();
    },
    back: () => go((from) => history.back(from)),
    forward: () => go((from) => history.forward(from)),
    select({ byte, length, entry, panel }) {
      const focused = focusedPanel();
      // Whoever presses the buttons of the toolbar goes on pressing them.
      if (panel !== '' && focused !== '' && focused !== 'toolbar' && focused !== panel) focusPanel(panel);
      if (entry !== null) selection.selectEntry(entry);
      // The view of another space takes the place of the one that has the keyboard.
      else if (byte !== null) selection.reveal(byte, focusedPanel() === 'memory', length);
      else selection.selectByte(null);
    },
    clear() {
      history.clear();
      publish();
    },
  };
}
