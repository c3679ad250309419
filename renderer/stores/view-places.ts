import type { ViewName } from '../../shared/contract';

/** Widths at which the columns fold, as the design gives them. */
export type WidthClass = 'wide' | 'full' | 'narrow' | 'small';

/** Tabs of the left column where it also holds what the right one has in wider windows. */
export type LeftTab = 'steps' | 'inspector' | 'pageTable' | 'problems';

/** Tabs of the pane that explains what is selected. It is collapsed as a whole, as `inspector`. */
export const INSPECTOR_TABS = ['inspector', 'data', 'address'] as const;
export type InspectorTab = (typeof INSPECTOR_TABS)[number];

/** Tabs of the pane at the bottom of the left column. */
export const LEFT_BOTTOM_TABS = ['breakpoints', 'bookmarks', 'marks'] as const;
export type LeftBottomTab = (typeof LEFT_BOTTOM_TABS)[number];

/** Tabs of the strip below the columns, in their order: what is looked into, then what is followed. */
export const BOTTOM_TABS = {
  left: ['problems', 'stepTable', 'compare', 'writers', 'search'],
  right: ['log', 'watch', 'statistics'],
} as const;
export type BottomTab = (typeof BOTTOM_TABS)['left' | 'right'][number];
export type BottomGroup = 'left' | 'right' | 'all';

/** What the centre shows: memory above the source, or one of the pictures of the whole. */
export const CENTRE_TABS = ['memory', 'space', 'frames', 'kernel'] as const;
export type CentreTab = (typeof CENTRE_TABS)[number];

/** What is below the memory views. */
export const LOWER_TABS = ['source', 'disassembly'] as const;
export type LowerTab = (typeof LOWER_TABS)[number];

/** Where a view is, and what has to be opened for it to be seen. */
export type ViewPlace =
  | { readonly at: 'top' }
  | { readonly at: 'centre'; readonly tab: CentreTab; readonly lower: LowerTab | null }
  | { readonly at: 'left'; readonly tab: LeftTab; readonly panel: string | null }
  | { readonly at: 'leftBottom'; readonly tab: LeftBottomTab }
  | { readonly at: 'right'; readonly panel: string }
  | { readonly at: 'bottom'; readonly tab: BottomTab };

/** The place of a view in a window of a width. */
export function placeOf(view: ViewName, width: WidthClass): ViewPlace {
  switch (view) {
    case 'timeline':
      return { at: 'top' };
    case 'memory':
    case 'space':
    case 'frames':
    case 'kernel':
      return { at: 'centre', tab: view, lower: null };
    case 'source':
    case 'disassembly':
      return { at: 'centre', tab: 'memory', lower: view };
    case 'callStack':
    case 'steps':
      return { at: 'left', tab: 'steps', panel: view };
    case 'breakpoints':
    case 'bookmarks':
    case 'marks':
      return { at: 'leftBottom', tab: view };
    case 'inspector':
    case 'data':
    case 'address':
      return width === 'narrow'
        ? { at: 'left', tab: 'inspector', panel: 'inspector' }
        : { at: 'right', panel: 'inspector' };
    case 'history':
      return width === 'narrow'
        ? { at: 'left', tab: 'inspector', panel: view }
        : { at: 'right', panel: view };
    case 'pageTable':
      return width === 'narrow'
        ? { at: 'left', tab: 'pageTable', panel: view }
        : { at: 'right', panel: view };
    case 'problems':
      return width === 'narrow'
        ? { at: 'left', tab: 'problems', panel: null }
        : { at: 'bottom', tab: 'problems' };
    default:
      return { at: 'bottom', tab: view };
  }
}

/**
 * The groups of the strip, side by side: two where the window has the width for them, else one with all. In the place of
 * the centre the strip has less width than below the columns.
 */
export function bottomGroups(
  width: WidthClass,
  maximised: boolean,
): readonly { readonly group: BottomGroup; readonly tabs: readonly BottomTab[] }[] {
  if (width === 'wide' || (width === 'full' && !maximised)) {
    return [
      { group: 'left', tabs: BOTTOM_TABS.left },
      { group: 'right', tabs: BOTTOM_TABS.right },
    ];
  }
  const all: readonly BottomTab[] = [...BOTTOM_TABS.left, ...BOTTOM_TABS.right];
  return [{ group: 'all', tabs: all.filter((tab) => placeOf(tab, width).at === 'bottom') }];
}

/** The name of a view's panel in the page, as `data-panel` has it. */
export function panelNameOf(view: ViewName): string {
  return view.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
