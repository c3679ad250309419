import { shallowReactive } from 'vue';
import type { TopPlace } from '../panels/memory/place';
import type { MemoryView, ViewBytes } from './memory-view-state';
import { NavigationHistory } from './navigation-history';

/** Where a view was: its selected bytes and its top line. */
export interface TrailPlace {
  readonly selected: ViewBytes | null;
  readonly top: TopPlace;
}

/** Places are one where the same bytes are selected: scrolling alone is no place of its own. */
function samePlace(a: TrailPlace, b: TrailPlace): boolean {
  if (a.selected === null || b.selected === null) {
    return a.selected === b.selected && a.top.position === b.top.position;
  }
  return a.selected.first === b.selected.first && a.selected.length === b.selected.length;
}

interface Trail {
  readonly places: NavigationHistory<TrailPlace>;
  canGoBack: boolean;
  canGoForward: boolean;
}

/** The places that each view was at, and the way along them. */
export class ViewTrails {
  private readonly trails = shallowReactive(new Map<string, Trail>());

  canGoBack(view: MemoryView): boolean {
    return this.trails.get(view.id)?.canGoBack ?? false;
  }

  canGoForward(view: MemoryView): boolean {
    return this.trails.get(view.id)?.canGoForward ?? false;
  }

  /** Remembers where a view is before it goes elsewhere. */
  leave(view: MemoryView): void {
    const trail = this.trailOf(view);
    trail.places.leave(placeOf(view));
    publish(trail);
  }

  back(view: MemoryView): TrailPlace | null {
    return this.go(view, 'back');
  }

  forward(view: MemoryView): TrailPlace | null {
    return this.go(view, 'forward');
  }

  forget(view: MemoryView): void {
    this.trails.delete(view.id);
  }

  clear(): void {
    this.trails.clear();
  }

  private go(view: MemoryView, way: 'back' | 'forward'): TrailPlace | null {
    const trail = this.trailOf(view);
    const place = trail.places[way](placeOf(view));
    publish(trail);
    return place;
  }

  private trailOf(view: MemoryView): Trail {
    const known = this.trails.get(view.id);
    if (known !== undefined) return known;
    const places = new NavigationHistory<TrailPlace>(samePlace);
    const trail = shallowReactive({ places, canGoBack: false, canGoForward: false });
    this.trails.set(view.id, trail);
    return trail;
  }
}

function placeOf({ selected, place }: MemoryView): TrailPlace {
  return { selected, top: place.top };
}

function publish(trail: Trail): void {
  trail.canGoBack = trail.places.canGoBack;
  trail.canGoForward = trail.places.canGoForward;
}
