import { parseAddress } from '../../../shared/address';
import type { CallParams, CallResult, EngineCalls } from '../../../shared/contract';
import type { LogSource } from '../../../shared/debugger-types';
import type { KernelCalls } from '../../../shared/kernel-calls';
import type { LoadSummary } from '../../../shared/load-types';
import type { TableCalls } from '../../../shared/table-calls';
import type { Arrival, Where } from '../../../shared/view-types';
import { FailureError } from '../../../shared/result';
import type { PhysicalMemory } from '../memory/physical-memory';
import { LoadView } from '../trace/load-view';
import { memoryAt, type LastMemory } from '../trace/memory-at';
import type { Trace } from '../trace/recorder';
import type { MappedPage } from '../trace/tables-at';
import { move } from '../trace/timeline';
import { touchedRuns } from '../trace/touched-frames';
import { Anchors } from './anchors';
import { Breakpoints } from './breakpoints/breakpoints';
import { logLines } from './breakpoints/log-lines';
import { travel } from './breakpoints/travel';
import { checkedMoment } from './checked-moment';
import { Compare } from './compare/compare';
import { resolveGoto } from './goto';
import { History } from './history/history';
import { writersOf } from './history/writers';
import { inspectMoment } from './inspect/inspect-moment';
import { LineIndex } from './line-index';
import { shownName } from './source/call-stack';
import { LoaderSource } from './source/loader-source';
import { RangeIndex } from './pages/range-index';
import { runLoad, type FinishedLoad, type LoadInput, type LoadResult } from './run-load';
import { LoadSide } from './sides/load-side';
import type { SideCallName, SideCalls } from './sides/side';
import { StepsTable } from './steps-table';
import { sourceNotes } from './source/source-notes';
import { sourceValues } from './source/source-values';
import { summarise } from './summary';
import { TimelineWork } from './timeline/timeline-work';
import { Watches } from './watch/watches';
import { childSpans, opRows, where } from './where';

/** What a session is opened with. */
export interface SessionOptions extends LoadInput {
  /** Path and name of the kernel file, for messages. */
  readonly path: string;
  readonly name: string;
  /** Remarks from before the load, e.g. on the kernel's configuration. */
  readonly warnings: readonly string[];
}

/** Most rows that one call answers with. */
const MOST_ROWS = 5000;

/** Questions that look at more than one side, or at work in the background: the workbench's. */
type WorkbenchCallName =
  | 'memory.bytes'
  | 'memory.overview'
  | `statistics.${string}`
  | `search.${string}`
  | `diff.${string}`
  | 'job.cancel'
  | 'problems.list'
  | keyof TableCalls
  | keyof KernelCalls
  | `sources.${string}`;
export type SessionCalls = Omit<EngineCalls, Extract<keyof EngineCalls, WorkbenchCallName> | SideCallName>;

/**
 * One kernel, loaded once, and every question that can be asked about its load: the engine's side of the
 * contract. All queries name their moment; the session has no cursor.
 */
export class DebugSession {
  readonly calls: SessionCalls & SideCalls;
  /** Its memory, as one of those that are looked at. */
  readonly side: LoadSide;
  private readonly source = new LoaderSource();
  private readonly view: LoadView;
  private lineIndex: LineIndex | null = null;
  private readonly anchors: Anchors;
  private readonly breakpoints: Breakpoints;
  private readonly history: History;
  private readonly timelineWork: TimelineWork;
  private readonly watches: Watches;
  private readonly compare: Compare;
  /** The steps as a table, for the window and for files. */
  readonly steps: StepsTable;
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
      machine: options.machine,
      mappings: options.mappings,
      warnings: options.warnings,
      frameCount: memory.frameCount,
      elfFile: load.elfFile,
      offset: load.trace.offset,
      message: load.result.message,
      usedLevel4Entries: load.usedLevel4Entries,
    });
    this.anchors = new Anchors(this.view);
    this.history = new History(this.view);
    this.breakpoints = new Breakpoints({
      view: this.view,
      lines: () => this.lines(),
      functionAt: (file, line) => shownName(this.source.functionAt(file, line)),
    });
    this.timelineWork = new TimelineWork(this.view);
    this.watches = new Watches(this.view);
    this.compare = new Compare(this.view);
    this.steps = new StepsTable(this.view);
    this.shortly = summarise(this.view, {
      load,
      machine: options.machine,
      warnings: options.warnings,
      memory,
      loadMilliseconds,
    });
    this.side = new LoadSide(this.view, memory, () => this.ranges());
    this.calls = { ...this.makeCalls(), ...this.side.calls };
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

  /** Closes the memory; the session answers nothing that needs it any more. */
  close(): void {
    this.memory.close();
  }

  private makeCalls(): SessionCalls {
    const { view, source } = this;
    return {
      'time.move': (params) =>
        this.arrived(this.move({ ...params, moment: this.checked(params.moment) }), params.withWhere),
      'time.run': (params) =>
        this.arrived(this.run({ ...params, moment: this.checked(params.moment) }), params.withWhere),
      'time.where': ({ moment }) => where(view, source, this.checked(moment)),
      'trace.spans': ({ parent, first, count }) =>
        childSpans(view, parent, first, Math.min(count, MOST_ROWS)),
      'trace.ops': ({ firstMoment, count }) => opRows(view, firstMoment, Math.min(count, MOST_ROWS)),
      'trace.log': ({ first, count, moment, from }) => this.log(first, count, this.checked(moment), from),
      'breakpoints.set': ({ breakpoints }) => this.breakpoints.set(breakpoints),
      'breakpoints.moments': ({ id, limit }) => this.breakpoints.moments(id, Math.min(limit, MOST_ROWS)),
      'breakpoints.around': ({ moment }) => this.breakpoints.around(this.checked(moment)),
      'breakpoints.marks': ({ edges }) => this.breakpoints.marks(this.checkedEdges(edges)),
      'steps.filter': ({ filter }) => this.steps.filter(filter),
      'steps.rows': ({ filter, first, count }) => this.steps.rows(filter, first, Math.min(count, MOST_ROWS)),
      'steps.indexAt': ({ filter, moment }) => this.steps.indexAt(filter, this.checked(moment)),
      'timeline.density': ({ edges }) => this.timelineWork.density(this.checkedEdges(edges)),
      'timeline.touched': ({ edges, rows }) => this.timelineWork.touched(this.checkedEdges(edges), rows),
      'watch.evaluate': ({ expressions, moment, earlier }) =>
        this.watches.evaluate(
          expressions,
          this.checked(moment),
          earlier === null ? null : this.checked(earlier),
        ),
      'compare.summary': ({ from, to }) => this.compare.summary(this.checked(from), this.checked(to)),
      'compare.rows': ({ from, to, kind, first, count }) =>
        this.compare.rows(this.checked(from), this.checked(to), kind, first, Math.min(count, MOST_ROWS)),
      'anchor.of': ({ moment }) => this.anchors.of(this.checked(moment)),
      'anchor.find': ({ anchors }) => this.anchors.find(anchors),
      'history.of': ({ subject, moment, first, count }) =>
        this.history.of(subject, this.checked(moment), first, Math.min(count, MOST_ROWS)),
      'history.writers': ({ space, first, length, moment }) => {
        const asked = { space, first: this.address(first), length };
        return writersOf(view, this.ranges(), asked, this.checked(moment));
      },
      'inspect.moment': ({ moment }) => inspectMoment(view, this.checked(moment)),
      'source.values': ({ moment, stackFrame }) =>
        this.checked(moment) === 0 ? [] : sourceValues(view, source, moment - 1, stackFrame),
      'source.files': () =>
        source.names().map((name) => source.file(name, this.lines().stops(name), sourceNotes(source, name))),
      'goto.resolve': ({ text, moment }) => resolveGoto(view, text, this.checked(moment)),
    };
  }

  /** Made when the first question about source lines comes: it looks at every op. */
  private lines(): LineIndex {
    this.lineIndex ??= new LineIndex(this.view, this.source);
    return this.lineIndex;
  }

  private ranges(): RangeIndex {
    return RangeIndex.of(this.view);
  }

  private move(params: CallParams<'time.move'>): Arrival {
    const { moment, command, direction, count, stopAtStages } = params;
    if (command === 'continue') {
      const breakpoints = this.breakpoints.stopping({ moment, direction, count });
      const stops = { breakpoints, target: null, stages: stopAtStages };
      return travel(this.trace, stops, moment, direction, count);
    }
    const reached = move(this.trace, moment, command, direction, count);
    const atEnd = reached === 0 || reached === this.trace.opCount;
    return { moment: reached, reason: atEnd ? 'end' : 'moved', breakpoint: null };
  }

  /** An arrival, on request with what is there. */
  private arrived(arrival: Arrival, withWhere = false): Arrival & { readonly where?: Where } {
    return withWhere ? { ...arrival, where: where(this.view, this.source, arrival.moment) } : arrival;
  }

  private run({ moment, direction, to, stopAtStages }: CallParams<'time.run'>): Arrival {
    const target =
      to.type === 'write'
        ? this.history.writeFrom(to.subject, moment, direction)
        : this.breakpoints.momentsOf(to);
    if (target === null) return { moment, reason: 'nowhere', breakpoint: null };
    const breakpoints = this.breakpoints.stopping({ moment, direction, count: 1 });
    const stops = { breakpoints, target, stages: stopAtStages };
    return travel(this.trace, stops, moment, direction, 1);
  }

  private log(first: number, count: number, moment: number, from?: LogSource): CallResult<'trace.log'> {
    const said = from === 'logpoints' ? [] : this.trace.log;
    const logpoints = from === 'loader' ? [] : this.breakpoints.logpoints();
    const part = { first, count: Math.min(count, MOST_ROWS), moment };
    return logLines(said, logpoints, this.trace.opCount, part);
  }

  /** A moment of this load. */
  private checked(moment: number): number {
    return checkedMoment(moment, this.trace.opCount);
  }

  /** Moments of this load that bound intervals: two or more. */
  private checkedEdges(edges: Uint32Array): Uint32Array {
    this.checked(edges[edges.length - 1] ?? -1);
    if (edges.length > 1) return edges;
    throw new FailureError('query.edges', 'An interval has two ends: one moment is not enough.');
  }

  private address(text: string): bigint {
    const address = parseAddress(text);
    if (address === null) throw new FailureError('query.address', `“${text}” is not an address.`);
    return address;
  }
}
