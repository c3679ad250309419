/** Where the parts of the strip of pages are drawn: fractions of its width, and which labels have room. */
import { hex, PAGE_SIZE, virtOfPage } from '../../../shared/address';
import type { ProblemPicture } from '../../../shared/problem-types';
import type { ProvenanceName } from '../../../shared/provenance';

type Block = ProblemPicture['rows'][number]['blocks'][number];

/** Rows of what is, or would be, mapped: whole pages, drawn as squares. Other rows have their blocks to the byte. */
const MAPPED: Readonly<Record<string, string>> = { Mapped: 'mapped by', 'Would map': 'would be mapped by' };

/** Width of a character of a label, in pixels, and what is left between two labels. */
const CHARACTER = 6.7;
const LABEL_GAP = 8;
/** Free pixels before and behind the text in a block. */
const TEXT_GAP = 6;
/** A text that is cut still shows this much more than the number of its segment. */
const LEAST_MORE = 6 * CHARACTER;

/** Part of the strip's width. */
export interface StripBox {
  readonly left: number;
  readonly width: number;
}

/** A text in a block, beside the pages in dispute; in pixels. */
export interface StripText {
  readonly x: number;
  /** The text ends in an ellipsis where it needs more. */
  readonly width: number;
  readonly text: string;
}

export interface StripBlock extends StripBox {
  /** `null`: there is no room for one. */
  readonly text: StripText | null;
  readonly provenance: ProvenanceName;
}

export interface StripRow {
  readonly label: string;
  /** Whole pages, solid; else claims, tinted, with their labels. */
  readonly isMapped: boolean;
  readonly blocks: readonly StripBlock[];
}

/** Pages in dispute: outlined over all rows. */
export interface StripMark extends StripBox {
  readonly tone: 'refused' | 'next';
}

/** A label below the rows. */
export interface StripLabel {
  /** Distance from the strip's left edge, in pixels. */
  readonly x: number;
  readonly text: string;
  readonly tone: 'plain' | 'refused' | 'next';
}

export interface StripLayout {
  readonly rows: readonly StripRow[];
  readonly marks: readonly StripMark[];
  readonly labels: readonly StripLabel[];
}

/**
 * Lays a picture out.
 *
 * @param width of the strip in pixels: which labels in it and below it have room
 */
export function layoutStrip(picture: ProblemPicture, width: number): StripLayout {
  const size = picture.pages * PAGE_SIZE;
  const box = ({ first, length }: Block): StripBox => ({ left: first / size, width: length / size });
  const blocks = picture.rows.flatMap((row) => row.blocks);
  const disputed = blocks.filter(isDisputed);
  const marks = disputed.map((block) => ({ ...box(block), tone: block.tone }));
  const rows = picture.rows
    .map(({ label, blocks: all }) => ({
      label,
      isMapped: label in MAPPED,
      blocks: all
        .filter(({ tone }) => tone === 'plain')
        .map((block) => ({
          ...box(block),
          text: label in MAPPED ? null : textIn(block.label, box(block), marks, width),
          provenance: block.provenance,
        })),
    }))
    .filter((row) => row.isMapped || row.blocks.length > 0);
  return {
    rows,
    marks,
    labels: labels(disputed, size, width),
  };
}

/** The text of a block, in the widest part of it that is not hatched. */
function textIn(label: string, box: StripBox, marks: readonly StripBox[], width: number): StripText | null {
  let [from, to] = [box.left, box.left + box.width];
  for (const mark of marks) {
    const before = Math.min(mark.left, to) - from;
    const behind = to - Math.max(mark.left + mark.width, from);
    if (before >= to - from || behind >= to - from) continue;
    if (before >= behind) to = mark.left;
    else from = mark.left + mark.width;
  }
  const x = from * width + TEXT_GAP;
  const room = to * width - TEXT_GAP - x;
  const text = textOf(label, room);
  return text === '' ? null : { x, width: room, text };
}

/** As much of `LOAD 2 · .text` as is understood in some pixels; nothing where not even the number has room. */
function textOf(label: string, room: number): string {
  const long = (text: string): number => text.length * CHARACTER;
  const [segment = label] = label.split(' · ');
  if (room >= long(label) || room >= long(segment) + LEAST_MORE) return label;
  return [segment, segment.replace(/^LOAD /, '')].find((text) => room >= long(text)) ?? '';
}

function isDisputed(block: Block): block is Block & { readonly tone: 'refused' | 'next' } {
  return block.tone !== 'plain';
}

/** An offset from the first page's start. */
function offsetText(bytes: number): string {
  return `+${bytes.toString(16)}`;
}

/** The disputed pages' labels come first; where they leave room, the strip's ends. */
function labels(disputed: readonly Block[], size: number, width: number): StripLabel[] {
  const placed: (StripLabel & { readonly end: number })[] = [];
  const place = (wanted: number, text: string, tone: StripLabel['tone']): void => {
    const length = text.length * CHARACTER;
    const x = Math.max(0, Math.min(wanted, width - length));
    const end = x + length;
    if (placed.some((other) => x < other.end + LABEL_GAP && other.x < end + LABEL_GAP)) return;
    placed.push({ x, text, tone, end });
  };
  for (const { first, label, tone } of disputed) {
    place((first / size) * width, `${offsetText(first)} ${label}`.trim(), tone);
  }
  place(0, offsetText(0), 'plain');
  place(width, offsetText(size), 'plain');
  return placed.map(({ x, text, tone }) => ({ x, text, tone }));
}

/** The page under a place of the strip, as its place in the picture; -1 for none. */
export function pageUnder(picture: ProblemPicture, x: number, width: number): number {
  if (width <= 0 || x < 0 || x >= width) return -1;
  return Math.min(Math.floor((x / width) * picture.pages), picture.pages - 1);
}

/** What a page of the picture is: its address, who has it, who wants it. */
export function pageName({ page, rows }: ProblemPicture, index: number): string {
  const [start, end] = [index * PAGE_SIZE, (index + 1) * PAGE_SIZE];
  const said = rows.flatMap(({ label, blocks }) => {
    const here = blocks.filter(({ first, length }) => first < end && first + length > start);
    if (here.length === 0) return [];
    const [block] = here;
    if (block !== undefined && isDisputed(block)) return [`LOAD ${block.load} ${block.label}`];
    return [`${MAPPED[label] ?? `${label.toLowerCase()} by`} ${here.map((one) => one.label).join(' and ')}`];
  });
  const address = hex(virtOfPage(page + index));
  return `${address}: ${said.length === 0 ? 'free' : said.join(', ')}`;
}

/** The picture in words, a line for each row. */
export function pictureLines({ page, pages, rows }: ProblemPicture): string[] {
  const span = (block: Block): string =>
    `${block.label || `LOAD ${block.load}`} ${offsetText(block.first)}–${offsetText(block.first + block.length - 1)}`;
  return [
    `Offsets from ${hex(virtOfPage(page))}, ${pages} pages.`,
    ...rows
      .filter(({ blocks }) => blocks.length > 0)
      .map(({ label, blocks }) => `${label}: ${blocks.map(span).join(', ')}`),
  ];
}
