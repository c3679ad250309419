import { PAGE_COUNT, PAGE_SIZE } from '../../../../shared/address';
import { partitionPoint } from '../../../../shared/partition-point';
import type { CodeFacts } from './code-facts';
import type { CodePages } from './code-pages';
import type { Disassembler } from './disassembler';

/** Bytes of the longest instruction. */
export const MOST_INSTRUCTION_BYTES = 15;
/** Pages before one in which a known beginning is looked for: 64 KiB. */
const PAGES_BACK = 16;
/** Where there is none: so many bytes before a page decoding begins, at so many places next to each other. */
const VOTE_BYTES = 64;
const VOTES = 16;
const KEPT = 256;
/** Lines that decoding from inside of a line may take to fall into step with the others. */
const MOST_OUT_OF_STEP = 8;

/** Lines that begin in a page. */
interface PageLines {
  /** Offset of each in the page. */
  readonly starts: Uint16Array;
  readonly lengths: Uint8Array;
  /** 1 where the bytes are no instruction. */
  readonly bad: Uint8Array;
}

/** One line before it is put into words. */
export interface CodeLine {
  /** Position in the address space. */
  readonly start: number;
  readonly length: number;
  readonly kind: 'instruction' | 'bad' | 'gap' | 'part';
}

/**
 * How the address space falls into lines, the same wherever one looks from: between two known beginnings decoding goes on
 * from the first. What is known are symbols, the entry point, and the start of a page behind a hole. A page that is far
 * from all of them is entered where most decodings of the bytes before agree.
 */
export class CodeLines {
  private readonly entries = new Map<number, number>();
  private readonly lines = new Map<number, PageLines>();
  private readonly anchors = new Map<number, readonly number[]>();
  private readonly lengths = new Uint8Array(PAGE_SIZE);
  private readonly bad = new Uint8Array(PAGE_SIZE);

  constructor(
    private readonly pages: CodePages,
    private readonly known: CodeFacts,
    private readonly disassembler: Disassembler,
  ) {}

  /**
   * The lines from a position on, at least one, up to a place where one begins by the rules above. From inside of a line
   * decoding goes on by itself if it soon falls into step; else after one line the rest of what it broke stands alone.
   * Of a hole: the hole from its beginning on.
   */
  from(position: number): CodeLine[] {
    const page = Math.floor(position / PAGE_SIZE);
    if (this.pages.page(page) === null) return [this.gapAt(page)];
    const line = this.holding(position);
    if (line.start === position || line.kind === 'gap') return [line];
    const lines: CodeLine[] = [];
    for (
      let at = position;
      lines.length < MOST_OUT_OF_STEP;
      at = endOf(lines[lines.length - 1] as CodeLine)
    ) {
      if (this.isInStep(at)) return lines;
      lines.push(this.decoded(at));
    }
    const first = lines[0] as CodeLine;
    const broken = this.holding(endOf(first));
    const rest = endOf(broken) - endOf(first);
    return [first, { start: endOf(first), length: rest, kind: 'part' }];
  }

  /** The line that a position lies in; of a hole all of it. */
  at(position: number): CodeLine {
    const page = Math.floor(position / PAGE_SIZE);
    return this.pages.page(page) === null ? this.gapAt(page) : this.holding(position);
  }

  private isInStep(position: number): boolean {
    return (
      this.pages.page(Math.floor(position / PAGE_SIZE)) === null || this.holding(position).start === position
    );
  }

  /** What the bytes at a position are, up to the next known beginning. */
  private decoded(position: number): CodeLine {
    const offset = position % PAGE_SIZE;
    this.measure(Math.floor(position / PAGE_SIZE), offset, offset + 1);
    const length = this.lengths[0] as number;
    const isCut = this.bad[0] === 1 || position + length > this.nextAnchor(position);
    return isCut
      ? { start: position, length: 1, kind: 'bad' }
      : { start: position, length, kind: 'instruction' };
  }

  /** The line that ends at a position above 0, or the part of a line before a position inside of it. */
  before(position: number): CodeLine {
    const page = Math.floor((position - 1) / PAGE_SIZE);
    if (this.pages.page(page) === null) return this.gapAt(page);
    const line = this.holding(position - 1);
    return endOf(line) === position
      ? line
      : { start: line.start, length: position - line.start, kind: 'part' };
  }

  /** Bytes that a page has; 0 for a hole. */
  private sizeOf(page: number): number {
    return this.pages.page(page)?.bytes.length ?? 0;
  }

  /** The line that a position in a page with bytes lies in. */
  private holding(position: number): CodeLine {
    let page = Math.floor(position / PAGE_SIZE);
    const size = this.sizeOf(page);
    // Memory ends in the page.
    if (position % PAGE_SIZE >= size) {
      return { start: page * PAGE_SIZE + size, length: PAGE_SIZE - size, kind: 'gap' };
    }
    if (position % PAGE_SIZE < this.entryOf(page)) page--;
    const { starts, lengths, bad } = this.linesOf(page);
    const base = page * PAGE_SIZE;
    const place = partitionPoint(starts.length, (i) => base + (starts[i] as number) <= position) - 1;
    const kind = bad[place] === 1 ? 'bad' : 'instruction';
    return { start: base + (starts[place] as number), length: lengths[place] as number, kind };
  }

  private gapAt(page: number): CodeLine {
    const first = this.pages.previous(page) + 1;
    const end = this.pages.next(page);
    return { start: first * PAGE_SIZE, length: (end - first) * PAGE_SIZE, kind: 'gap' };
  }

  /** Offset in a page with bytes of the first line that begins there. */
  private entryOf(page: number): number {
    const known = this.entries.get(page);
    if (known !== undefined) return known;
    if (this.entries.size >= KEPT) this.entries.clear();
    const entry = this.findEntry(page);
    this.entries.set(page, entry);
    return entry;
  }

  private findEntry(page: number): number {
    if (this.sizeOf(page - 1) < PAGE_SIZE) return 0;
    // Back to the page with the nearest known beginning, then forward again, page by page.
    let from = page - 1;
    while (
      this.anchorsIn(from).length === 0 &&
      page - from < PAGES_BACK &&
      this.sizeOf(from - 1) === PAGE_SIZE
    )
      from--;
    const beginnings = this.anchorsIn(from);
    const isAfterHole = this.sizeOf(from - 1) < PAGE_SIZE;
    if (beginnings.length === 0 && !isAfterHole) return this.vote(page);
    let offset = beginnings[beginnings.length - 1] ?? 0;
    for (let at = from; at < page; at++) offset = this.landing(at, offset);
    return offset;
  }

  /** Where decoding that begins at an offset of a page comes to in the next one. */
  private landing(page: number, offset: number): number {
    const end = this.measure(page, offset, PAGE_SIZE) + offset - PAGE_SIZE;
    if (end <= 0) return 0;
    const first = this.anchorsIn(page + 1)[0];
    return first !== undefined && first < end ? first : end;
  }

  /** Where most decodings of the bytes before a page enter it. */
  private vote(page: number): number {
    const votes = new Uint8Array(MOST_INSTRUCTION_BYTES + 1);
    for (let i = 0; i < VOTES; i++) {
      const offset = this.landing(page - 1, PAGE_SIZE - VOTE_BYTES + i);
      votes[offset] = (votes[offset] as number) + 1;
    }
    return votes.indexOf(Math.max(...votes));
  }

  private linesOf(page: number): PageLines {
    const known = this.lines.get(page);
    if (known !== undefined) return known;
    if (this.lines.size >= KEPT) this.lines.clear();
    const made = this.makeLines(page);
    this.lines.set(page, made);
    return made;
  }

  private makeLines(page: number): PageLines {
    const entry = this.entryOf(page);
    const size = this.sizeOf(page);
    const isLast = size < PAGE_SIZE || this.sizeOf(page + 1) === 0;
    const end = isLast ? size : PAGE_SIZE + this.entryOf(page + 1);
    const borders = this.anchorsIn(page).filter((offset) => offset > entry);
    const starts: number[] = [];
    const lengths: number[] = [];
    const bad: number[] = [];
    let from = entry;
    for (const border of [...borders, end]) {
      this.measure(page, from, Math.min(border, size));
      let isBroken = false;
      for (let at = from; at < border;) {
        const length = at < size ? (this.lengths[at - from] as number) : 0;
        // An instruction across a known beginning is none: its bytes stand alone.
        isBroken ||= length === 0 || at + length > border;
        starts.push(at);
        lengths.push(isBroken ? 1 : length);
        bad.push(isBroken ? 1 : (this.bad[at - from] as number));
        at += isBroken ? 1 : length;
      }
      from = border;
    }
    return { starts: Uint16Array.from(starts), lengths: Uint8Array.from(lengths), bad: Uint8Array.from(bad) };
  }

  /** Decodes from an offset of a page to another, into {@link lengths} and {@link bad}. @returns how far it came */
  private measure(page: number, from: number, to: number): number {
    const here = this.pages.page(page)?.bytes;
    if (here === undefined || from >= to) return 0;
    const next = here.length < PAGE_SIZE ? undefined : this.pages.page(page + 1)?.bytes;
    const room = next?.subarray(0, MOST_INSTRUCTION_BYTES);
    const bytes = new Uint8Array(here.length - from + (room?.length ?? 0));
    bytes.set(here.subarray(from));
    if (room !== undefined) bytes.set(room, here.length - from);
    return this.disassembler.measure(bytes, to - from, this.lengths, this.bad);
  }

  private anchorsIn(page: number): readonly number[] {
    if (page < 0 || page >= PAGE_COUNT) return [];
    const known = this.anchors.get(page);
    if (known !== undefined) return known;
    if (this.anchors.size >= KEPT) this.anchors.clear();
    const found = this.known.beginnings(page);
    this.anchors.set(page, found);
    return found;
  }

  /** The first known beginning behind a position, as far as an instruction reaches. */
  private nextAnchor(position: number): number {
    const page = Math.floor(position / PAGE_SIZE);
    for (const at of [page, page + 1]) {
      const found = this.anchorsIn(at).find((offset) => at * PAGE_SIZE + offset > position);
      if (found !== undefined) return at * PAGE_SIZE + found;
    }
    return Infinity;
  }
}

function endOf({ start, length }: CodeLine): number {
  return start + length;
}
