import { hex, PAGE_SIZE, virtOfPage } from '../../../shared/address';
import type { ProvenanceName } from '../../../shared/provenance';
import type { SpacePart } from '../../../shared/table-types';
import { formatBytes, formatCount } from '../../composables/format';
import type { PageWindow } from '../../stores/page-window';
import { placeOf, UPPER_HALF, type StripScale } from './strip-scale';

/** A text over a strip. */
export interface StripLabel {
  readonly left: number;
  readonly width: number;
  readonly text: string;
  /** Width of the text itself, which is in the middle. */
  readonly textWidth: number;
  /** What it lies upon; `null`: upon pages that are not mapped. */
  readonly on: ProvenanceName | null;
}

/** A frame over a strip. */
export interface StripBox {
  readonly left: number;
  readonly width: number;
}

/** Pixels that a text is wide. */
export type Measure = (text: string) => number;

/** Free pixels on both sides of a text together. */
const LABEL_ROOM = 8;
/** Less room than this holds no text. */
const LEAST_ROOM = 20;
/** A frame that is narrower could not be seen. */
const LEAST_BOX = 6;
/** How thick the edge of a frame is. */
const FRAME_EDGE = 3;
/** Free pixels between two texts below a strip. */
const AXIS_ROOM = 12;

/** Where pages of a window are drawn, cut at its edges; `null` where none is. */
export function boxOf(scale: StripScale, { first, end }: PageWindow, least = 0): StripBox | null {
  const from = Math.max(first, scale.first);
  const to = Math.min(end, scale.end);
  if (to <= from) return null;
  const left = placeOf(scale, from);
  // What ends where the hole between the halves begins ends before it.
  const right = to === scale.end ? scale.width : endPlace(scale, to);
  const width = Math.max(right - left, least);
  return { left: Math.max(0, Math.min(left, scale.width - width)), width };
}

function endPlace(scale: StripScale, end: number): number {
  const piece = scale.pieces.find((one) => one.end >= end && one.first < end);
  if (piece === undefined) return placeOf(scale, end);
  return piece.left + ((end - piece.first) / (piece.end - piece.first)) * piece.width;
}

/** The first of some texts that fits; `null` where none does. */
export function fitting(texts: readonly string[], width: number, measure: Measure): string | null {
  if (width < LEAST_ROOM) return null;
  return texts.find((text) => measure(text) + LABEL_ROOM <= width) ?? null;
}

/** Texts of a part, the longest first. */
function partTexts({ kind, label, page, pages }: SpacePart): string[] {
  const size = formatBytes(pages * PAGE_SIZE);
  if (kind === 'gap') return [`not mapped, ${size}`, size, '⋯'];
  const count = `${formatCount(pages)} ${pages === 1 ? 'page' : 'pages'}`;
  const [first, last] = [hex(virtOfPage(page)), hex(virtOfPage(page + pages - 1, PAGE_SIZE - 1))];
  const short = label.replace(/^LOAD /, '');
  return [`${label}, ${count} from ${first} to ${last}`, `${label}, ${count}`, label, short];
}

/** The texts that fit into the parts of a window, and the frames round what RELRO covers. */
export function labelsOf(
  parts: readonly SpacePart[],
  scale: StripScale,
  measure: Measure,
): { readonly labels: readonly StripLabel[]; readonly frames: readonly StripBox[] } {
  const labels: StripLabel[] = [];
  const frames: StripBox[] = [];
  const taken: StripBox[] = [];
  for (const part of parts) {
    if (part.kind !== 'relro') continue;
    const box = boxOf(scale, { first: part.page, end: part.page + part.pages }, LEAST_BOX);
    if (box === null) continue;
    frames.push(box);
    const text = fitting([part.label], box.width, measure);
    if (text === null) continue;
    taken.push(box);
    labels.push({ ...box, text, textWidth: measure(text), on: coverOf(parts, part) });
  }
  for (const part of parts.flatMap(halvesOf)) {
    if (part.kind === 'relro') continue;
    const box = boxOf(scale, { first: part.page, end: part.page + part.pages });
    const free = box === null ? null : besides(box, taken);
    if (free === null) continue;
    const text = fitting(partTexts(part), free.width, measure);
    if (text === null) continue;
    const on = part.kind === 'gap' ? null : part.provenance;
    labels.push({ ...free, text, textWidth: measure(text), on });
  }
  return { labels, frames };
}

/** Whether the edges of a frame run through a text: it cannot be read then without a ground of its own. */
export function isCrossed({ left, width, textWidth }: StripLabel, frame: StripBox): boolean {
  const start = left + (width - textWidth) / 2;
  const end = start + textWidth;
  const frameEnd = frame.left + frame.width;
  const meets = (from: number): boolean => from < end && from + FRAME_EDGE > start;
  return meets(frame.left) || meets(frameEnd - FRAME_EDGE);
}

/** A part of each half of the space: between them lies what has no pages. */
function halvesOf(part: SpacePart): SpacePart[] {
  const end = part.page + part.pages;
  if (part.page >= UPPER_HALF || end <= UPPER_HALF) return [part];
  return [
    { ...part, pages: UPPER_HALF - part.page },
    { ...part, page: UPPER_HALF, pages: end - UPPER_HALF },
  ];
}

/** What lies in the middle of a part that covers others. */
function coverOf(parts: readonly SpacePart[], cover: SpacePart): ProvenanceName | null {
  const middle = cover.page + Math.floor(cover.pages / 2);
  const below = parts.find(
    (part) => part.kind !== 'relro' && part.page <= middle && part.page + part.pages > middle,
  );
  return below === undefined || below.kind === 'gap' ? null : below.provenance;
}

/** The largest run of a box that none of the others lies upon. */
function besides(box: StripBox, others: readonly StripBox[]): StripBox | null {
  let runs: StripBox[] = [box];
  for (const other of others) {
    runs = runs.flatMap((run) => {
      const before = { left: run.left, width: Math.min(run.width, other.left - run.left) };
      const start = Math.max(run.left, other.left + other.width);
      const after = { left: start, width: run.left + run.width - start };
      return [before, after].filter(({ width }) => width > 0);
    });
  }
  return runs.reduce<StripBox | null>(
    (best, run) => (best === null || run.width > best.width ? run : best),
    null,
  );
}

/** Addresses below a strip where its parts begin: the first one whole, of the others what differs from it. */
export function axisOf(
  parts: readonly SpacePart[],
  scale: StripScale,
  measure: Measure,
): readonly { readonly left: number; readonly text: string }[] {
  const whole = hex(virtOfPage(scale.first)).slice(2);
  const found = [{ left: 0, text: whole }];
  let behind = measure(whole) + AXIS_ROOM;
  for (const { page, kind } of parts) {
    if (page <= scale.first || page >= scale.end || kind === 'relro') continue;
    const left = placeOf(scale, page);
    const text = shortened(hex(virtOfPage(page)).slice(2), whole);
    const width = measure(text);
    if (left < behind || left + width > scale.width) continue;
    found.push({ left, text });
    behind = left + width + AXIS_ROOM;
  }
  return found;
}

/** The digits of an address that tell it from another one, and the zeros of its page. */
function shortened(digits: string, from: string): string {
  if (digits.length !== from.length) return digits;
  let same = 0;
  while (same < digits.length && digits[same] === from[same]) same++;
  const shown = digits.slice(Math.min(same, digits.length - 4));
  return shown.length + 1 < digits.length ? `…${shown}` : digits;
}
