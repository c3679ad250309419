import { parseAddress } from '../../../shared/address';
import type { EngineCalls } from '../../../shared/contract';
import type { LoadSummary } from '../../../shared/load-types';
import type { Arrival, Direction, MoveCommand } from '../../../shared/view-types';
import { FailureError } from '../../../shared/result';
import type { PhysicalMemory } from '../memory/physical-memory';
import { LoadView } from '../trace/load-view';
import { memoryAt, type LastMemory } from '../trace/memory-at';
import type { Trace } from '../trace/recorder';
import type { MappedPage } from '../trace/tables-at';
import { move } from '../trace/timeline';
import { touchedRuns } from '../trace/touched-frames';
import { Breakpoints } from './breakpoints';
import { resolveGoto } from './goto';
import { inspectByte } from './inspect-byte';
import { inspectMoment } from './inspect-moment';
import { LineIndex } from './line-index';
import { LoaderSource } from './loader-source';
import { tableChildren, walk } from './page-table-view';
import { pageViews } from './page-view';
import { RangeIndex } from './range-index';
import { runLoad, type FinishedLoad, type LoadInput, type LoadResult } from './run-load';
import { searchMemory, type SearchOutcome, type SearchQuery, type SearchWatch } from './search-memory';
import { summarise } from './summary';
import { childSpans, opRows, where } from './where';

/** What a session is opened with. */
export interface SessionOptions extends LoadInput {
  /** Path and name of the kernel file, for messages. */
  readonly path: string;
  readonly name: string;
  /** Remarks from before the load, e.g. on the kernel's configuration. */
  readonly warnings: readonly string[];
}

/** Most pages or rows that one call answers with. */
const MOST_PAGES = 256;
const MOST_ROWS = 5000;

/**
 * One kernel, loaded once, and every question that can be asked about its load: the engine's side of the
 * contract. All queries name their moment; the session has no cursor.
 */
export class DebugSession {
  readonly calls: EngineCalls;
  private readonly source = new LoaderSource();
  private readonly view: LoadView;
  private lineIndex: LineIndex | null = null;
  private rangeIndex: RangeIndex | null = null;
  private readonly breakpoints: Breakpoints;
  private readonly shortly: LoadSummary;

  private constructor(
    private readonly load: FinishedLoad,
    readonly memory: PhysicalMemory,
    options: SessionOptions,
    loadMilliseconds: number,
  ) {
    this.view = new LoadView({
      trace: load.trace,
      rootFrame: load.rootFrame,
      elf: options.elf,
      kernelAddress: options.machine.kernelAddress,
      frameCount: memory.frameCount,
      elfFile: load.elfFile,
      offset: load.trace.offset,
      message: load.result.message,
      usedLevel4Entries: load.usedLevel4Entries,
    });
    this.breakpoints = new Breakpoints(this.view, () => this.lines());
    this.shortly = summarise(this.view, {
      load,
      machine: options.machine,
      warnings: options.warnings,
      memory,
      loadMilliseconds,
    });
    this.calls = this.makeCalls();
  }

  /**
   * Runs the loader on a kernel file and keeps what it left: memory and trace. The session owns the memory.
   *
   * @throws FailureError `load.cancelled`, `machine.noFrame`, `image.*`; the memory then still is the caller's
   */
  static load(options: SessionOptions): DebugSession {
    const started = Date.now();
    const load = runLoad(options);
    return new DebugSession(load, options.memory, options, Date.now() - started);
  }

  /** How the load ended. */
  get result(): LoadResult {
    return this.load.result;
  }

  get trace(): Trace {
    return this.load.trace;
  }

  /** Frame of the level 4 page table. */
  get rootFrame(): number {
    return this.load.rootFrame;
  }

  /** The load in short. */
  summary(): LoadSummary {
    return this.shortly;
  }

  /** The 4096 bytes of a frame at a moment. */
  frameAt(frame: number, moment: number, out: Uint8Array): void {
    this.view.image.frameAt(frame, moment, out);
  }

  /** Physical memory at a moment, for bulk reads. */
  memoryAt(moment: number): LastMemory {
    return memoryAt(this.view, this.memory, moment);
  }

  /** Frames that hold anything at a moment, ascending: the kernel file's and the allocated ones. */
  touchedFrames(moment: number): Float64Array {
    const runs = touchedRuns(this.view, moment);
    const frames = new Float64Array(runs.reduce((sum, { count }) => sum + count, 0));
    let length = 0;
    for (const { first, count } of runs) for (let i = 0; i < count; i++) frames[length++] = first + i;
    return frames;
  }

  /** Every mapped page at a moment, ascending. */
  mappedPages(moment: number): Iterable<MappedPage> {
    return this.view.tables.mappedPages(moment);
  }

  /**
   * Looks for a pattern of bytes in memory at a moment.
   *
   * @throws FailureError `search.…` for a wrong query, `query.moment`
   */
  search(query: SearchQuery, watch: SearchWatch): SearchOutcome {
    this.checked(query.moment);
    return searchMemory(this.view, this.memory, query, watch);
  }

  /** Closes the memory; the session answers nothing that needs it any more. */
  close(): void {
    this.memory.close();
  }

  private makeCalls(): EngineCalls {
    const { view, source } = this;
    return {
      'time.move': ({ moment, command, direction }) => this.move(this.checked(moment), command, direction),
      'time.where': ({ moment }) => where(view, source, this.checked(moment)),
      'trace.spans': ({ parent, first, count }) =>
        childSpans(view, parent, first, Math.min(count, MOST_ROWS)),
      'trace.ops': ({ firstMoment, count }) => opRows(view, firstMoment, Math.min(count, MOST_ROWS)),
      'trace.log': ({ first, count }) => this.trace.log.slice(first, first + Math.min(count, MOST_ROWS)),
      'breakpoints.set': ({ breakpoints }) => this.breakpoints.set(breakpoints),
      'breakpoints.moments': ({ id, limit }) => this.breakpoints.moments(id, Math.min(limit, MOST_ROWS)),
      'memory.pages': ({ space, first, count, moment }) =>
        pageViews(view, space, first, Math.min(count, MOST_PAGES), this.checked(moment)),
      'memory.ranges': ({ space, moment }) => this.ranges().ranges(space, this.checked(moment)),
      'pageTable.children': ({ table, moment, merge }) =>
        tableChildren(view, table ?? view.rootFrame, this.checked(moment), merge),
      'pageTable.walk': ({ virt, moment }) => walk(view, this.address(virt), this.checked(moment)),
      'inspect.moment': ({ moment }) => inspectMoment(view, this.checked(moment)),
      'inspect.byte': ({ space, page, offset, moment }) =>
        inspectByte(view, space, page, offset, this.checked(moment)),
      'source.files': () => source.names().map((name) => source.file(name, this.lines().stops(name))),
      'goto.resolve': ({ text, moment }) => resolveGoto(view, text, this.checked(moment)),
    };
  }

  /** Made when the first question about source lines comes: it looks at every op. */
  private lines(): LineIndex {
    this.lineIndex ??= new LineIndex(this.view, this.source);
    return this.lineIndex;
  }

  private ranges(): RangeIndex {
    this.rangeIndex ??= new RangeIndex(this.view);
    return this.rangeIndex;
  }

  private move(moment: number, command: MoveCommand, direction: Direction): Arrival {
    if (command !== 'continue')
      return { moment: move(this.trace, moment, command, direction), breakpoint: null };
    const hit = direction === 'forward' ? this.breakpoints.next(moment) : this.breakpoints.previous(moment);
    if (hit !== null) return { moment: hit.moment, breakpoint: hit.id };
    return { moment: direction === 'forward' ? this.trace.opCount : 0, breakpoint: null };
  }

  /** A moment of this load. */
  private checked(moment: number): number {
    if (Number.isInteger(moment) && moment >= 0 && moment <= this.trace.opCount) return moment;
    throw new FailureError(
      'query.moment',
      `Moment ${moment} does not exist: this load has the moments 0 to ${this.trace.opCount}.`,
    );
  }

  private address(text: string): bigint {
    const address = parseAddress(text);
    if (address === null) throw new FailureError('query.address', `“${text}” is not an address.`);
    return address;
  }
}
