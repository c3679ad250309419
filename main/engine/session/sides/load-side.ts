import type { MemorySpace } from '../../../../shared/view-types';
import type { LoadView } from '../../trace/load-view';
import type { LastMemory } from '../../trace/memory-at';
import type { PhysicalMemory } from '../../memory/physical-memory';
import { checkedMoment } from '../checked-moment';
import { ColourIndex } from '../colours/colour-index';
import type { CodePlace } from '../disassembly/disassembler';
import { codePlace } from '../inspect/code-place';
import { inspectByte } from '../inspect/inspect-byte';
import { inspectData } from '../inspect/inspect-data';
import { counterpartOf } from '../pages/counterpart';
import { pageViews } from '../pages/page-view';
import type { RangeIndex } from '../pages/range-index';
import { extentOf } from '../structures/extents';
import { LoadHome } from '../structures/load-home';
import { Structures } from '../structures/structures';
import { loadReader } from './load-reader';
import { changedFrames, changedPages } from './changed-pages';
import { shownPages } from './shown-pages';
import type { MemorySide, PageContent, PageSpan, SideCalls, SpaceReader } from './side';

/** Most pages that one question is answered with. */
const MOST_PAGES = 256;
const MOST_ROWS = 5000;

/** The memory of a load, at any moment of it. */
export class LoadSide implements MemorySide {
  readonly spaces: readonly MemorySpace[] = ['physical', 'virtual', 'file'];
  readonly calls: SideCalls;
  private readonly structures: Structures;
  /** The reader that was asked for last: the next question mostly is about the same moment. */
  private known: {
    readonly space: MemorySpace;
    readonly moment: number;
    readonly reader: SpaceReader;
  } | null = null;

  /**
   * @param memory as the load left it
   * @param ranges made when the first question comes
   */
  constructor(
    readonly view: LoadView,
    private readonly memory: PhysicalMemory & LastMemory,
    readonly ranges: () => RangeIndex,
  ) {
    this.structures = new Structures(new LoadHome(view));
    const { structures } = this;
    let known: ColourIndex | null = null;
    const colours = (): ColourIndex => (known ??= new ColourIndex(view, ranges()));
    this.calls = {
      'memory.pages': ({ space, first, count, moment }) =>
        pageViews(view, space, first, Math.min(count, MOST_PAGES), this.checked(moment)),
      'memory.ranges': ({ space, moment, colours: wanted }) =>
        wanted === undefined
          ? ranges().ranges(space, this.checked(moment))
          : colours().rangesWith(space, this.checked(moment), wanted),
      'memory.legend': ({ space, moment }) => colours().legend(space, this.checked(moment)),
      'memory.counterpart': ({ space, position, to, moment }) =>
        counterpartOf(view, space, position, to, this.checked(moment)),
      'memory.extent': ({ space, position, kind, moment }) =>
        extentOf(view, structures, space, position, kind, this.checked(moment)),
      'structures.at': ({ space, position, moment }) => structures.at(space, position, this.checked(moment)),
      'structures.inPages': ({ space, first, count, moment }) =>
        structures.inPages(space, first, Math.min(count, MOST_PAGES), this.checked(moment)),
      'structures.children': ({ space, id, first, count, moment }) =>
        structures.children(space, id, first, Math.min(count, MOST_ROWS), this.checked(moment)),
      'inspect.byte': ({ space, page, offset, moment }) =>
        inspectByte(view, space, page, offset, this.checked(moment)),
      'inspect.data': ({ space, position, moment }) =>
        inspectData(view, structures, space, position, this.checked(moment)),
    };
  }

  get lastMoment(): number {
    return this.view.trace.opCount;
  }

  reader(space: MemorySpace, moment: number): SpaceReader {
    const { known } = this;
    if (known?.space === space && known.moment === moment) return known.reader;
    const reader = loadReader(this.view, this.memory, space, this.checked(moment));
    this.known = { space, moment, reader };
    return reader;
  }

  contentOf(space: MemorySpace, page: number, moment: number): PageContent {
    const { view } = this;
    // The last page of the file is shorter than its frame: the two have names of their own.
    if (space === 'file') return { name: -1 - page, version: 0 };
    const frame = space === 'physical' ? page : (view.tables.translate(page, moment)?.frame ?? -1);
    return { name: frame, version: view.image.version(frame, moment) };
  }

  changedBetween(space: MemorySpace, low: number, high: number): Iterable<number> {
    if (space === 'file') return [];
    return (space === 'physical' ? changedFrames : changedPages)(this.view, low, high);
  }

  codeAt(space: MemorySpace, position: number, moment: number): CodePlace {
    return codePlace(this.view, space, position, this.checked(moment));
  }

  shownPages(space: 'physical' | 'file', moment: number): readonly PageSpan[] {
    return shownPages(this.view, space, this.checked(moment));
  }

  close(): void {
    this.memory.close();
  }

  /** A moment of this load. */
  private checked(moment: number): number {
    return checkedMoment(moment, this.lastMoment);
  }
}
