import { PAGE_COUNT } from '../../shared/address';

/** Some pages of the virtual space, `end` excluded. */
export interface PageWindow {
  readonly first: number;
  readonly end: number;
}

/** All 2^48 bytes. */
export const WHOLE_SPACE: PageWindow = { first: 0, end: PAGE_COUNT };

/** Pages that a strip shows at least. */
export const LEAST_PAGES = 8;
/** Pages that the detail shows where nothing else was chosen: 128 KiB. */
const DETAIL_PAGES = 32;

/** How many pages a window has. */
export function pagesIn({ first, end }: PageWindow): number {
  return end - first;
}

/** Whether a page lies in a window. */
export function holds({ first, end }: PageWindow, page: number): boolean {
  return page >= first && page < end;
}

/** A window of whole pages inside of another one: as many pages as wanted where they fit, as near to `first` as there is room. */
export function windowIn(outer: PageWindow, first: number, pages: number): PageWindow {
  const fitting = Math.min(Math.max(Math.round(pages), LEAST_PAGES), pagesIn(outer));
  const start = Math.min(Math.max(Math.round(first), outer.first), outer.end - fitting);
  return { first: start, end: start + fitting };
}

/** A window moved, and cut where it must, so that it lies in another one. */
export function within(outer: PageWindow, inner: PageWindow): PageWindow {
  return windowIn(outer, inner.first, pagesIn(inner));
}

/** A window moved as little as it must, and made larger where it must, so that another one lies in it. */
export function including(outer: PageWindow, inner: PageWindow): PageWindow {
  if (inner.first >= outer.first && inner.end <= outer.end) return outer;
  const pages = Math.max(pagesIn(outer), pagesIn(inner));
  const first = inner.first < outer.first ? inner.first : Math.min(outer.first + pages, inner.end) - pages;
  const start = inner.end > first + pages ? inner.end - pages : first;
  return windowIn(WHOLE_SPACE, start, pages);
}

/** A window of as many pages with a page in it: as it is where the page is in sight, else with the page in the middle. */
export function showing(window: PageWindow, page: number): PageWindow {
  if (holds(window, page)) return window;
  return windowIn(WHOLE_SPACE, page - Math.floor(pagesIn(window) / 2), pagesIn(window));
}

/** What the detail shows of the neighbourhood where nothing was chosen: its beginning. */
export function detailOf(near: PageWindow): PageWindow {
  return windowIn(near, near.first, DETAIL_PAGES);
}

/** What the second and the third strip show: the detail lies in the neighbourhood. */
export interface StripWindows {
  readonly near: PageWindow;
  readonly detail: PageWindow;
}

/** The name of one of the {@link StripWindows}. */
export type StripName = keyof StripWindows;

/** Shows other pages in the neighbourhood, as far as there are any; the detail stays inside of it. */
export function withNear({ detail }: StripWindows, { first, end }: PageWindow): StripWindows {
  const near = windowIn(WHOLE_SPACE, first, end - first);
  return { near, detail: within(near, detail) };
}

/** Shows other pages in the detail, as far as there are any; the neighbourhood goes along where it must. */
export function withDetail({ near }: StripWindows, { first, end }: PageWindow): StripWindows {
  const detail = windowIn(WHOLE_SPACE, first, end - first);
  return { near: including(near, detail), detail };
}

/** Whether two strips show the same pages. */
export function sameWindows(a: StripWindows, b: StripWindows): boolean {
  return (
    a.near.first === b.near.first &&
    a.near.end === b.near.end &&
    a.detail.first === b.detail.first &&
    a.detail.end === b.detail.end
  );
}
