/** One memory view, as what is hung into it sees it: providers of decorations, minimap, menus, cards. */
import type { ComputedRef, Ref } from 'vue';
import type { Against } from '../../../shared/memory-types';
import type { MemorySpace, PageView } from '../../../shared/view-types';
import type { SightRange } from './decorations';
import type { ViewSettings } from './view-settings';

/** Bytes of a space, by the position of the first. */
export interface ViewRange {
  readonly first: number;
  readonly length: number;
}

/** A memory view. Its space never changes; a view of another source or moment may be the same view later on. */
export interface MemoryViewHandle {
  /** Names the view among those of the window. */
  readonly id: string;
  readonly space: MemorySpace;
  /** 0: the window's document; else an attached source. */
  readonly source: Readonly<Ref<number>>;
  /** The moment that the view is at, current or pinned: what questions ask about. */
  readonly moment: Readonly<Ref<number>>;
  /** The moment whose bytes are drawn: it follows {@link moment} once the answers are there. */
  readonly shownMoment: Readonly<Ref<number>>;
  /** Whether the view shows the document at the current moment, as the other panels do. */
  readonly isCurrent: ComputedRef<boolean>;
  /** What the changes drawn in the view are counted from; `null`: only those of the last op. */
  readonly against: ComputedRef<Against | null>;
  readonly settings: Readonly<Ref<ViewSettings>>;
  /** Bytes from the first row in sight to the end of the last; what is folded between them counts as in sight. */
  readonly sight: ComputedRef<SightRange>;
  /** Bytes in the whole space. */
  readonly size: ComputedRef<number>;
  /** The selected bytes of the view; `null` where it has none. */
  readonly selection: ComputedRef<ViewRange | null>;
  /** A page as it is drawn, or `null` while it is awaited. Reactive. */
  page(page: number): PageView | null;
  /** The numbers of the pages that rows in sight belong to. */
  readonly pagesInSight: ComputedRef<readonly number[]>;
  /** Selects bytes, opens what hides them and brings the first in sight; the way back is remembered. */
  goTo(position: number, length?: number): void;
  /** Selects bytes without scrolling. */
  select(first: number, length: number): void;
  /** Scrolls so that a byte is the first in sight, without selecting: what a minimap does. */
  scrollTo(position: number): void;
  focus(): void;
}
