import { computed, type ComputedRef } from 'vue';
import {
  detailOf,
  pagesIn,
  sameWindows,
  windowIn,
  within,
  withDetail,
  withNear,
  WHOLE_SPACE,
  type PageWindow,
  type StripName,
  type StripWindows,
} from '../../stores/page-window';
import { useSpaceViewStore } from '../../stores/space-view';
import { WindowTrail } from '../../stores/window-trail';
import { zoomedAt } from './strip-scale';
import { draggedBy, type StripPan, type StripZoom } from './useStripGestures';

/** What the strips below the first one show, and what moves it. Nothing does before it is known what is mapped. */
export interface StripWindowMoves {
  /** `null` before it is known what is mapped. */
  readonly windows: ComputedRef<StripWindows | null>;
  /** A drag begins: until it ends, {@link show} counts from the windows in sight now. */
  hold(): void;
  release(): void;
  /** Shows other pages in a strip. */
  show(name: StripName, window: PageWindow): void;
  /** Shows pages round one in the neighbourhood. */
  centre(page: number): void;
  zoom(name: StripName, zoom: StripZoom): void;
  pan(name: StripName, pan: StripPan): void;
  /** Moves the neighbourhood by a share of what it shows. */
  step(direction: 1 | -1, share: number): void;
  /** Shows the beginning or the end: of the space, of what is mapped, or of the neighbourhood. */
  toEnd(of: 'slots' | StripName, which: 'first' | 'last'): void;
  /** Moves as little as needed to show a page. */
  reveal(page: number): void;
}

/**
 * Moves what the strips show. Both are moved together: the detail stays in the neighbourhood. A drag that comes back, and a step
 * with its opposite, leave both exactly as they were.
 *
 * @param extent what is mapped; `null` before it is known
 */
export function useStripWindows(extent: () => PageWindow | null): StripWindowMoves {
  const view = useSpaceViewStore();
  const trail = new WindowTrail(sameWindows);
  let held: StripWindows | null = null;

  const windows = computed((): StripWindows | null => {
    const mapped = extent();
    if (mapped === null) return null;
    const near = view.near ?? mapped;
    return { near, detail: view.detail ?? detailOf(near) };
  });

  function change(by: (from: StripWindows) => StripWindows): void {
    const from = held ?? windows.value;
    if (windows.value !== null && from !== null) view.showWindows(by(from));
  }

  const moved = (name: StripName, from: StripWindows, to: PageWindow): StripWindows =>
    name === 'near' ? withNear(from, to) : withDetail(from, to);

  function step(direction: 1 | -1, share: number): void {
    change((from) => {
      const by = direction * Math.max(1, Math.round(pagesIn(from.near) * share));
      const next = (): StripWindows =>
        withNear(from, { first: from.near.first + by, end: from.near.end + by });
      return trail.take({ kind: `step ${share}`, direction, x: 0, y: 0 }, from, next);
    });
  }

  return {
    windows,
    step,
    hold: () => (held = windows.value),
    release: () => (held = null),
    show: (name, window) => change((from) => moved(name, from, window)),
    centre: (page) =>
      change((from) => {
        const pages = pagesIn(from.near);
        return withNear(from, { first: page - pages / 2, end: page + pages / 2 });
      }),
    zoom(name, { scaleFor, x, direction, factor }) {
      change((from) => {
        const next = (): StripWindows =>
          moved(name, from, zoomedAt(scaleFor(from[name]), x, direction < 0 ? 1 / factor : factor));
        return trail.take({ kind: `zoom ${name} ${factor}`, direction, x, y: 0 }, from, next);
      });
    },
    pan(name, { scaleFor, direction, by }) {
      change((from) => {
        const next = (): StripWindows => moved(name, from, draggedBy(scaleFor(from[name]), -direction * by));
        return trail.take({ kind: `pan ${name} ${by}`, direction, x: 0, y: 0 }, from, next);
      });
    },
    toEnd(of, which) {
      change((from) => {
        const outer = of === 'slots' ? WHOLE_SPACE : of === 'near' ? (extent() ?? WHOLE_SPACE) : from.near;
        const pages = pagesIn(of === 'detail' ? from.detail : from.near);
        const first = which === 'first' ? outer.first : outer.end - pages;
        return of === 'detail'
          ? withDetail(from, within(outer, { first, end: first + pages }))
          : withNear(from, windowIn(WHOLE_SPACE, first, pages));
      });
    },
    reveal(page) {
      if (windows.value !== null) view.showInStrips(page, windows.value);
    },
  };
}
