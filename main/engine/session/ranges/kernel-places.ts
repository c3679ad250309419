import { PAGE_SIZE, pageOfVirt } from '../../../../shared/address';
import { partitionPoint } from '../../../../shared/partition-point';
import type { NamedSection } from '../../elf/sections';
import type { LoadView } from '../../trace/load-view';

/** Sections that are named one by one. */
const MOST_NAMED = 6;

/** A named part of the kernel in virtual memory, in pages: `first` to `end`, excluded. */
interface PagePart {
  readonly name: string;
  readonly first: number;
  readonly end: number;
}

/** Symbols, by their places among those of the kernel: `first` to `end`, excluded. */
interface SymbolSpan {
  readonly first: number;
  readonly end: number;
}

/** Runs of pages, ascending. */
interface PageRuns {
  readonly count: number;
  firstPage(run: number): number;
  endPage(run: number): number;
}

/** For each of many runs its symbols, as {@link SymbolSpan} has them. */
export interface SymbolSpans {
  readonly first: Uint32Array;
  readonly end: Uint32Array;
}

/** Which sections, symbols and segments of a kernel lie on which pages. */
export class KernelPlaces {
  private static readonly known = new WeakMap<LoadView, KernelPlaces>();
  /** LOAD segments with bytes in memory, by address. */
  readonly segments: readonly PagePart[];
  private readonly sections: readonly PagePart[];
  /** For each section the page up to which it or one before it reaches. */
  private readonly reached: Float64Array;
  /** For each symbol, by address, the page that it begins on. */
  private knownPages: Float64Array | null = null;

  private constructor(private readonly view: LoadView) {
    const { sections, owners } = view;
    this.sections = sections
      .filter(({ allocated, size }) => allocated && size > 0)
      .map(({ name, address, size }: NamedSection) => this.part(name, address, BigInt(size)))
      .sort((a, b) => a.first - b.first);
    let last = 0;
    this.reached = Float64Array.from(this.sections, ({ end }) => (last = Math.max(last, end)));
    this.segments = owners.segments
      .filter(({ header }) => header.memSize > 0n)
      .map(({ number, header }) => this.part(`LOAD ${number}`, header.virtualAddr, header.memSize))
      .sort((a, b) => a.first - b.first);
  }

  static of(view: LoadView): KernelPlaces {
    let places = KernelPlaces.known.get(view);
    if (places === undefined) {
      places = new KernelPlaces(view);
      KernelPlaces.known.set(view, places);
    }
    return places;
  }

  /** Names of the sections that have bytes on pages `first` to `end`, excluded. */
  sectionsIn(first: number, end: number): string[] {
    const { sections, reached } = this;
    const behind = partitionPoint(sections.length, (i) => (sections[i] as PagePart).first < end);
    const names: string[] = [];
    for (let i = behind - 1; i >= 0 && (reached[i] as number) > first; i--) {
      const section = sections[i] as PagePart;
      if (section.end > first) names.push(section.name);
    }
    return names.reverse();
  }

  /** The same as a text, shortened where they are many. */
  sectionText(first: number, end: number): string {
    const names = this.sectionsIn(first, end);
    const rest = names.length - MOST_NAMED;
    return rest > 0 ? `${names.slice(0, MOST_NAMED).join(', ')} and ${rest} more` : names.join(', ');
  }

  /** The symbols that begin on pages `first` to `end`, excluded. */
  symbolsIn(first: number, end: number): SymbolSpan {
    const pages = this.pages();
    const before = (page: number): number => partitionPoint(pages.length, (i) => (pages[i] as number) < page);
    return { first: before(first), end: before(end) };
  }

  /** The same for many runs at once. */
  symbolsOf(runs: PageRuns): SymbolSpans {
    const pages = this.pages();
    const spans = { first: new Uint32Array(runs.count), end: new Uint32Array(runs.count) };
    let symbol = 0;
    const passTo = (page: number): number => {
      while (symbol < pages.length && (pages[symbol] as number) < page) symbol++;
      return symbol;
    };
    for (let run = 0; run < runs.count; run++) {
      spans.first[run] = passTo(runs.firstPage(run));
      spans.end[run] = passTo(runs.endPage(run));
    }
    return spans;
  }

  /** For each of many runs 1 where {@link sectionsIn} finds any. */
  withSections(runs: PageRuns): Uint8Array {
    const { sections, reached } = this;
    const found = new Uint8Array(runs.count);
    let behind = 0;
    for (let run = 0; run < runs.count; run++) {
      const end = runs.endPage(run);
      while (behind < sections.length && (sections[behind] as PagePart).first < end) behind++;
      if (behind > 0 && (reached[behind - 1] as number) > runs.firstPage(run)) found[run] = 1;
    }
    return found;
  }

  symbolName(index: number): string {
    return this.view.symbols.name(index);
  }

  /** Names of sections that hold a byte, the narrowest first. */
  sectionAt(address: bigint): string {
    const at = BigInt.asUintN(64, address - this.view.offset);
    const holding = this.view.sections
      .filter((one) => one.allocated && at >= one.address && at < one.address + BigInt(one.size))
      .sort((a, b) => a.size - b.size);
    return holding[0]?.name ?? '';
  }

  /** Symbols go up by address, and so do pages: the kernel as a whole lies in one half of the space. */
  private pages(): Float64Array {
    if (this.knownPages !== null) return this.knownPages;
    const { symbols, offset } = this.view;
    const pages = new Float64Array(symbols.count);
    let last = 0;
    for (let i = 0; i < pages.length; i++) {
      const page = pageOfVirt(symbols.address(i) + offset);
      // Only addresses that wrap around the end of the space go back: no page shows what lies there.
      last = Math.max(last, page);
      pages[i] = last;
    }
    this.knownPages = pages;
    return pages;
  }

  private part(name: string, address: bigint, size: bigint): PagePart {
    const start = address + this.view.offset;
    const first = pageOfVirt(start);
    const within = Number(BigInt.asUintN(48, start)) % PAGE_SIZE;
    return { name, first, end: first + Math.ceil((within + Number(size)) / PAGE_SIZE) };
  }
}
