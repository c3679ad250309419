import { nextTick, ref, type Ref } from 'vue';
import { focusedPanel, focusPanel } from '../composables/panel-focus';
import type { CodeKeeper, CodePlace } from './code-place';
import { useLayoutStore } from './layout';
import { NavigationHistory } from './navigation-history';
import { sameByte, useSelectionStore, type SelectedByte, type SelectedEntry } from './selection';
import type { CentreTab } from './view-places';

/** A place that "back" returns to. */
export interface Place {
  readonly moment: number;
  readonly byte: SelectedByte | null;
  /** Bytes selected from {@link byte} on. */
  readonly length: number;
  readonly entry: SelectedEntry | null;
  /** The panel that had the keyboard, or nothing. */
  readonly panel: string;
  /** What the centre showed. */
  readonly centre: CentreTab;
  readonly code: CodePlace | null;
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
  /** Tells of the disassembly, once there is one. */
  keepCode(keeper: CodeKeeper): void;
}

const CODE_PANEL = 'disassembly';

/** Whether the disassembly, where it was in front both times, was at one place. */
function sameCode(a: CodePlace | null, b: CodePlace | null): boolean {
  return a === null || b === null || (a.source === b.source && a.position === b.position);
}

function samePlace(a: Place, b: Place): boolean {
  const sameEntry = a.entry?.table === b.entry?.table && a.entry?.index === b.entry?.index;
  const sameBytes = a.length === b.length && sameByte(a.byte, b.byte);
  const sameView = a.centre === b.centre && sameCode(a.code, b.code);
  return a.moment === b.moment && sameBytes && sameEntry && sameView;
}

/**
 * Creates the history of places.
 *
 * @param moment the moment that is shown
 */
export function createPlaces(moment: Ref<number>): Places {
  const layout = useLayoutStore();
  const selection = useSelectionStore();
  const history = new NavigationHistory<Place>(samePlace);
  const canGoBack = ref(false);
  const canGoForward = ref(false);
  let codeKeeper: CodeKeeper | null = null;

  function here(): Place {
    const { byte, length, entry } = selection;
    const code = codeKeeper?.here() ?? null;
    const { centreTab: centre } = layout;
    return { moment: moment.value, byte, length, entry, panel: focusedPanel(), centre, code };
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
    select({ byte, length, entry, panel, centre, code }) {
      const isCode = code !== null && panel === CODE_PANEL;
      const focused = focusedPanel();
      // Whoever presses the buttons of the toolbar goes on pressing them.
      const moves = panel !== '' && focused !== '' && focused !== 'toolbar' && focused !== panel;
      const isShown = layout.centreTab === centre;
      if (!isShown) layout.showCentre(centre);
      if (moves && isShown) focusPanel(panel);
      // A panel that comes with its tab is there a little later.
      else if (moves) void nextTick(() => focusPanel(panel));
      if (entry !== null) selection.selectEntry(entry);
      // Memory goes along with lines of code and with pictures of the whole, it does not come before them.
      else if (byte === null || isCode || centre !== 'memory') selection.selectByte(byte, length);
      // The view of another space takes the place of the one that has the keyboard.
      else selection.reveal(byte, (moves ? panel : focused) === 'memory', length);
      if (code !== null) codeKeeper?.show(code, isCode);
    },
    clear() {
      history.clear();
      publish();
    },
    keepCode(keeper) {
      codeKeeper = keeper;
    },
  };
}
