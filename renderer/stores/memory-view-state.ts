/** What a memory view and a group of views are, apart from what they show. */
import { reactive } from 'vue';
import { DOCUMENT_SOURCE } from '../../shared/memory-types';
import { REMEMBERED_VIEWS, type RememberedMemory, type RememberedViews } from '../../shared/layout-state';
import type { MemorySpace } from '../../shared/view-types';
import { startPlace, type TopPlace, type ViewPlace } from '../panels/memory/place';
import {
  CHANGE_CHOICES,
  COLUMN_CHOICES,
  DEFAULT_SETTINGS,
  FORMAT_CHOICES,
  GROUP_CHOICES,
  OFFSET_CHOICES,
  TEXT_CHOICES,
  type ViewSettings,
} from '../panels/memory/view-settings';

/** Which rows a view shows: only what the current step touches, or all. */
export type Scope = 'step' | 'all';

/** Bytes of a view's space. */
export interface ViewBytes {
  readonly first: number;
  readonly length: number;
}

/** What a view is to show as soon as it can: bytes, from another panel, a command or its own history. */
export interface ViewWish extends ViewBytes {
  /** The line to be at the top; `null`: wherever the bytes are in sight. */
  readonly top: TopPlace | null;
  /** The view selects them; else they are what is selected already, unless the view is a free one. */
  readonly selects: boolean;
  /** The rest of the window is not told: it is about what another view shows. */
  readonly quiet: boolean;
  /** The keyboard goes there too. */
  readonly takesFocus: boolean;
}

/** A memory view. */
export interface MemoryView {
  readonly id: string;
  readonly space: MemorySpace;
  /** Tells apart views of one space and source; from 1. */
  readonly number: number;
  /** 0: the window's document; else an attached source. */
  source: number;
  /** The moment that it stays at; `null`: it follows the current one. */
  moment: number | null;
  /** Whether it selects and shows what is selected elsewhere. */
  linked: boolean;
  settings: ViewSettings;
  /** What `settings.changes` goes back to after a load with edits; `null`: nothing was loaded with edits. */
  usualChanges: ViewSettings['changes'] | null;
  place: ViewPlace;
  /** Its selected bytes. A free view has its own, a linked one those that stand for what is selected. */
  selected: ViewBytes | null;
  /** Why nothing stands for what is selected, or what is to be said of it; mostly empty. */
  note: string;
  wish: ViewWish | null;
}

/** Views that share a place, one in front of the others. */
export interface ViewGroup {
  readonly id: string;
  views: MemoryView[];
  /** Id of the view in front. */
  front: string;
  /** How much of the width it takes, against the others. */
  share: number;
  scope: Scope;
  /** Scroll to what each op changes. */
  follow: boolean;
}

/** What a view begins with beside its space. */
export interface ViewStart {
  readonly source?: number;
  readonly moment?: number | null;
  readonly linked?: boolean;
  readonly settings?: Partial<ViewSettings>;
}

/** A view at the start of its space. */
export function newView(id: string, number: number, space: MemorySpace, start: ViewStart = {}): MemoryView {
  return reactive({
    id,
    number,
    space,
    source: start.source ?? DOCUMENT_SOURCE,
    moment: start.moment ?? null,
    linked: start.linked ?? true,
    settings: { ...DEFAULT_SETTINGS, ...start.settings },
    usualChanges: null,
    place: startPlace(),
    selected: null,
    note: '',
    wish: null,
  });
}

/** Whether a view shows the document as it is at the current moment. */
export function isOfDocument(view: Pick<MemoryView, 'source' | 'moment'>): boolean {
  return view.source === DOCUMENT_SOURCE && view.moment === null;
}

/** A copy of where a view is. */
export function copyPlace(place: ViewPlace): ViewPlace {
  return reactive({
    top: place.top,
    opened: [...place.opened],
    shownZeros: new Map(place.shownZeros),
  });
}

const CHOICES = {
  columns: COLUMN_CHOICES,
  group: GROUP_CHOICES,
  bigEndian: [false, true],
  format: FORMAT_CHOICES,
  text: TEXT_CHOICES,
  offsets: OFFSET_CHOICES,
  showText: [false, true],
  showMeaning: [false, true],
  showSymbol: [false, true],
  showStructures: [false, true],
  showMinimap: [false, true],
  changes: CHANGE_CHOICES,
} as const satisfies { readonly [N in keyof ViewSettings]: readonly ViewSettings[N][] };

type Remembered = RememberedViews['views'][number]['settings'];
const NAMES = Object.keys(CHOICES) as (keyof ViewSettings)[];

/** Settings as they were remembered; what is no choice any more is as usual. */
export function settingsFrom(remembered: Remembered): Partial<ViewSettings> {
  const known = NAMES.filter((name) => {
    const choices: readonly (string | number | boolean)[] = CHOICES[name];
    const value = remembered[name];
    return value !== undefined && choices.includes(value);
  });
  return Object.fromEntries(known.map((name) => [name, remembered[name]])) as Partial<ViewSettings>;
}

/** The settings of a view that differ from the usual ones; what only holds for a load with edits is none of them. */
function settingsToRemember({ settings: current, usualChanges }: MemoryView): Remembered {
  const changes =
    current.changes === 'original' ? (usualChanges ?? DEFAULT_SETTINGS.changes) : current.changes;
  const settings = { ...current, changes };
  const own = NAMES.filter((name) => settings[name] !== DEFAULT_SETTINGS[name]);
  return Object.fromEntries(own.map((name) => [name, settings[name]]));
}

/**
 * What the next run is to start with: views of the document; what others show is gone then. Of very many views the first
 * are remembered.
 */
export function rememberedViews(groups: readonly ViewGroup[], activeId: string): RememberedMemory {
  const { groups: mostGroups, views: mostViews, leastShare, mostShare } = REMEMBERED_VIEWS;
  const kept = groups.filter((group) => group.views.some(isOfDocument)).slice(0, mostGroups);
  return {
    groups: kept.map(({ views, front, share }) => {
      const own = views.filter(isOfDocument).slice(0, mostViews);
      const inFront = own.findIndex(({ id }) => id === front);
      return {
        views: own.map((view) => ({
          space: view.space,
          linked: view.linked,
          settings: settingsToRemember(view),
        })),
        active: Math.max(0, inFront),
        share: Math.min(Math.max(share, leastShare), mostShare),
      };
    }),
    active: Math.max(
      0,
      kept.findIndex(({ id }) => id === activeId),
    ),
  };
}
