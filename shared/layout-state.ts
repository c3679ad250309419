/** What is remembered of a window: its panels and its memory views. */
import type { MemorySpace } from './view-types';

/** What is remembered of a window's panels: sizes in percent by splitter, what is collapsed, and the tab in front by group. */
export interface LayoutState {
  readonly sizes: Readonly<Record<string, readonly number[]>>;
  readonly collapsed: readonly string[];
  readonly tabs: Readonly<Record<string, string>>;
  readonly memory?: RememberedMemory | undefined;
}

/** Groups of memory views, views in one, and shares of the width that are remembered. */
export const REMEMBERED_VIEWS = { groups: 16, views: 64, leastShare: 0.01, mostShare: 100 } as const;

/** The memory views of a window, as they are remembered: groups side by side. */
export interface RememberedMemory {
  readonly groups: readonly RememberedViews[];
  /** Place of the group that was used last. */
  readonly active: number;
}

/** A group of memory views, one in front of the others. */
export interface RememberedViews {
  readonly views: readonly {
    readonly space: MemorySpace;
    readonly linked: boolean;
    /** How the view draws its bytes: what differs from the usual, by name; the window knows which there are. */
    readonly settings: Readonly<Record<string, string | number | boolean>>;
  }[];
  /** Place of the view in front. */
  readonly active: number;
  /** How much of the width it takes, against the others: 1 at first. */
  readonly share: number;
}
