import { THEME_TAB, THEMES, type ThemeName } from '../../shared/contract';
import type { LayoutState } from '../../shared/layout-state';
import { readJsonFile, writeJsonFile } from './json-file';
import { layoutSchema } from './validate';

/** A narrow window has no height to spare: there the bottom strip opens on request. */
const DEFAULT_LAYOUT: LayoutState = {
  sizes: {},
  collapsed: ['bottom.narrow', 'touched', 'sourceNotes', 'spaceLevel4.low'],
  tabs: {},
};

/** Memory views that this version cannot make sense of are forgotten, not the whole layout with them. */
const fileSchema = layoutSchema.extend({ memory: layoutSchema.shape.memory.catch(undefined) });

/** What is remembered of the panels, one for all windows, kept in a JSON file. */
export class LayoutStore {
  readonly #path: string;
  /** The look that was asked for, for this run only, and the one that it stands in for. */
  readonly #asked: { readonly theme: ThemeName; readonly kept: string | undefined } | null;
  #layout: LayoutState;

  /** @param theme the look of this run where one was asked for; else it is the one that was chosen last */
  constructor(path: string, theme: ThemeName | null = null) {
    this.#path = path;
    const kept = readJsonFile<LayoutState>(path, fileSchema, DEFAULT_LAYOUT);
    this.#asked = theme === null ? null : { theme, kept: kept.tabs[THEME_TAB] };
    this.#layout = theme === null ? kept : withTheme(kept, theme);
  }

  get(): LayoutState {
    return this.#layout;
  }

  set(layout: LayoutState): void {
    this.#layout = layout;
    try {
      writeJsonFile(this.#path, this.#kept(layout));
    } catch {
      // A full disk or a read-only home: the layout holds for this run.
    }
  }

  /** What outlives this run: another look only where it was chosen. */
  #kept(layout: LayoutState): LayoutState {
    if (this.#asked === null || layout.tabs[THEME_TAB] !== this.#asked.theme) return layout;
    return withTheme(layout, this.#asked.kept);
  }
}

function withTheme(layout: LayoutState, theme: string | undefined): LayoutState {
  const tabs = Object.fromEntries(Object.entries(layout.tabs).filter(([group]) => group !== THEME_TAB));
  return { ...layout, tabs: theme === undefined ? tabs : { ...tabs, [THEME_TAB]: theme } };
}

/** The system's part of the look that was chosen: menus, dialogs and what the page is told of the system's wish. */
export function themeSourceOf({ tabs }: LayoutState): 'system' | 'dark' | 'light' {
  const theme = THEMES.find((name) => name === tabs[THEME_TAB]) ?? 'system';
  return theme === 'contrast' ? 'system' : theme;
}
