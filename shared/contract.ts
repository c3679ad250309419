/**
 * The contract between window and main process: one map of calls, one map of events.
 *
 * Both ends are typed from here; every parameter is checked at run time where it enters main.
 * Queries are stateless: they name the moment they ask about, so that two moments can be shown side by side.
 * Addresses cross as `0x…` strings or as page (or frame) number plus offset, bulk as `Uint8Array`.
 */
import type { BoundBreakpoint, Breakpoint, HitsAround } from './breakpoint';
import type {
  Comparison,
  Density,
  Difference,
  DifferenceKind,
  FilteredSteps,
  HistoryPage,
  HistorySubject,
  LogLine,
  LogSource,
  RunTarget,
  SourceValue,
  StepRow,
  StepsFormat,
  TouchedPicture,
  WatchValue,
  Writers,
} from './debugger-types';
import type { DocumentState, ExportFormat, ExportResult, LoadProgress } from './load-types';
import type { LoaderVersion } from './machine';
import type { KernelCalls } from './kernel-calls';
import type { LayoutState } from './layout-state';
import type { MemoryCalls } from './memory-calls';
import type { AttachedSource, ByteEdit, DumpPlace, ExtentKind, Side, SourceChange } from './memory-types';
import type { DocumentNotes, MomentAnchor, NotesFormat } from './notes';
import type { Problems } from './problem-types';
import type { TableCalls } from './table-calls';
import type {
  Arrival,
  Direction,
  GotoTarget,
  Inspection,
  MemorySpace,
  MoveCommand,
  OpRow,
  SourceFile,
  SpanRow,
  Where,
} from './view-types';

/** Calls answered by the engine worker of the window's document. */
export interface EngineCalls extends MemoryCalls, TableCalls, KernelCalls {
  /** What is wrong with the document's kernel, and with its load; `null`: it is being looked for, ask again. */
  'problems.list': () => Problems | null;
  /**
   * Moves `count` times; `stopAtStages` lets "continue" also stop where a stage begins and ends. On request the answer
   * has what `time.where` says of the moment: a held key then waits for one answer instead of two.
   */
  'time.move': (params: {
    moment: number;
    command: MoveCommand;
    direction: Direction;
    count: number;
    stopAtStages: boolean;
    withWhere?: boolean | undefined;
  }) => Arrival & { readonly where?: Where };
  /**
   * Runs to the next (or last) moment that a target fits; the document's breakpoints stop it on the way. Where there is no
   * such write it stays.
   */
  'time.run': (params: {
    moment: number;
    direction: Direction;
    to: RunTarget;
    stopAtStages: boolean;
    withWhere?: boolean | undefined;
  }) => Arrival & { readonly where?: Where };
  'time.where': (params: { moment: number }) => Where;
  'trace.spans': (params: { parent: number; first: number; count: number }) => SpanRow[];
  'trace.ops': (params: { firstMoment: number; count: number }) => OpRow[];
  /**
   * What upstream's `log::info!` says and what logpoints say, by moment: `count` lines from the `first` on. `around` is
   * the index of the first line behind that moment. `from` leaves the others out; without it all speak.
   */
  'trace.log': (params: { first: number; count: number; moment: number; from?: LogSource | undefined }) => {
    total: number;
    around: number;
    rows: LogLine[];
  };
  /**
   * Replaces all breakpoints. Where that takes long, hits are found piece by piece (`counting`): the call is made again
   * with the same list until none is counting. Runs stop everywhere from the first answer on.
   */
  'breakpoints.set': (params: { breakpoints: Breakpoint[] }) => BoundBreakpoint[];
  'breakpoints.moments': (params: { id: number; limit: number }) => number[];
  /** For each breakpoint, in the order of the list: its hits round a moment. */
  'breakpoints.around': (params: { moment: number }) => HitsAround[];
  /** The moments between two at which an enabled breakpoint hits: at most one for each of `edges.length - 1` intervals. */
  'breakpoints.marks': (params: { edges: Uint32Array }) => { id: number; moment: number; hits: number }[];
  /** Steps that a filter lets through; an empty one lets all through. */
  'steps.filter': (params: { filter: string }) => FilteredSteps;
  'steps.rows': (params: { filter: string; first: number; count: number }) => StepRow[];
  /** Place, among the steps that a filter lets through, of the last one that has begun at a moment; -1: none. */
  'steps.indexAt': (params: { filter: string; moment: number }) => number;
  /** Kinds of work done between neighbouring moments of `edges`. */
  'timeline.density': (params: { edges: Uint32Array }) => Density;
  'timeline.touched': (params: { edges: Uint32Array; rows: number }) => TouchedPicture;
  'history.of': (params: {
    subject: HistorySubject;
    moment: number;
    first: number;
    count: number;
  }) => HistoryPage;
  /** Who wrote `length` bytes from an address on, as they are at a moment. */
  'history.writers': (params: {
    space: MemorySpace;
    first: string;
    length: number;
    moment: number;
  }) => Writers;
  /** What the names in the source of a frame of the call stack stand for. */
  'source.values': (params: { moment: number; stackFrame: number }) => SourceValue[];
  'watch.evaluate': (params: {
    expressions: string[];
    moment: number;
    /** The moment to compare with; `null`: none. */
    earlier: number | null;
  }) => WatchValue[];
  'compare.summary': (params: { from: number; to: number }) => Comparison;
  'compare.rows': (params: {
    from: number;
    to: number;
    kind: DifferenceKind;
    first: number;
    count: number;
  }) => Difference[];
  'anchor.of': (params: { moment: number }) => MomentAnchor;
  /** The moments of this load that anchors stand for; `null` where it has no such step. */
  'anchor.find': (params: { anchors: MomentAnchor[] }) => (number | null)[];
  'inspect.moment': (params: { moment: number }) => Inspection;
  'inspect.byte': (params: {
    space: MemorySpace;
    page: number;
    offset: number;
    moment: number;
    source?: number | undefined;
  }) => Inspection;
  'source.files': () => SourceFile[];
  'goto.resolve': (params: { text: string; moment: number }) => GotoTarget[];
}

/** Calls answered by the main process itself. */
export interface HostCalls {
  'document.get': () => DocumentState;
  /** Opens a file in this window if it is empty, else in its own; without a path, asks with a dialog. */
  'document.open': (params: { path: string | null }) => void;
  'document.openSample': () => void;
  /** Loads the file again; by the release of the loader that it was loaded by where that is `null`. */
  'document.reload': (params: { loader: LoaderVersion | null }) => void;
  /** Cancels the load in progress, else the export. */
  'document.cancel': () => void;
  /** Asks for a path, then writes; `null` when the user cancelled. */
  'document.export': (params: { format: ExportFormat; moment: number }) => ExportResult | null;
  /** Asks for a path and writes the steps that a filter lets through; `null` when the user cancelled. */
  'document.exportSteps': (params: { format: StepsFormat; filter: string }) => ExportResult | null;
  /** Loads the file again with some bytes replaced (none: as it is on disk); what it was stays attached beside it. */
  'document.loadEdited': (params: { edits: ByteEdit[] }) => void;
  /** Asks for a path and writes the file with the bytes replaced; `null` when the user cancelled. */
  'document.saveEdited': (params: { edits: ByteEdit[] }) => ExportResult | null;
  /** Asks for a machine description and loads the file into that machine; `false` when the user cancelled. */
  'document.chooseMachine': () => boolean;
  /** Loads the file into the default machine again. */
  'document.defaultMachine': () => void;
  /**
   * Attaches another kernel or a dump beside the document; without a path, asks with a dialog. `null` when the user
   * cancelled.
   */
  'sources.attach': (params: {
    kind: 'kernel' | 'dump';
    path: string | null;
    /** Where a dump belongs. */
    place?: DumpPlace | undefined;
  }) => AttachedSource | null;
  /**
   * Asks for a path and writes bytes of a space; `null` when the user cancelled. Where some are missing it fails with
   * `save.missing`, unless `zeros` lets zeros stand for them; where some cannot be read it fails in any case.
   */
  'memory.save': (params: {
    side: Side;
    space: MemorySpace;
    first: number;
    length: number;
    zeros: boolean;
  }) => ExportResult | null;
  /** Asks for a path and writes the bookmarks and marks of the kernel; `null` when the user cancelled. */
  'notes.export': (params: { format: NotesFormat }) => ExportResult | null;
  /** What is kept for the window's kernel file. */
  'notes.get': () => DocumentNotes;
  'notes.set': (params: DocumentNotes) => void;
  'recent.list': () => string[];
  'recent.clear': () => void;
  'clipboard.write': (params: { text: string }) => void;
  /** The clipboard's text, no more than an edit can take. */
  'clipboard.read': () => string;
  'layout.get': () => LayoutState;
  'layout.set': (params: LayoutState) => void;
  'window.minimise': () => void;
  'window.toggleMaximise': () => void;
  'window.close': () => void;
  /** Opens one menu of the application below the title bar; `x` and `y` in CSS pixels of the window. */
  'menu.popup': (params: { menu: MenuName; x: number; y: number }) => void;
}

/** The application's menus, in the order of the title bar. */
export const MENU_NAMES = ['file', 'edit', 'view', 'go', 'run', 'help'] as const;
export type MenuName = (typeof MENU_NAMES)[number];

/** Every call by name. */
export type Calls = EngineCalls & HostCalls;
export type CallName = keyof Calls;
export type CallParams<N extends CallName> = Parameters<Calls[N]> extends [infer P] ? P : undefined;
export type CallResult<N extends CallName> = ReturnType<Calls[N]>;

/** Panels that a command brings to the front. */
export const VIEW_NAMES = [
  'memory',
  'source',
  'callStack',
  'steps',
  'breakpoints',
  'bookmarks',
  'inspector',
  'pageTable',
  'history',
  'timeline',
  'problems',
  'stepTable',
  'compare',
  'writers',
  'log',
  'watch',
  'data',
  'search',
  'statistics',
  'marks',
  'space',
  'frames',
  'kernel',
  'disassembly',
  'address',
] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

/** Looks of the window; `system` follows the system's choice of light or dark and of more contrast. */
export const THEMES = ['system', 'dark', 'light', 'contrast'] as const;
export type ThemeName = (typeof THEMES)[number];
/** Where {@link LayoutState.tabs} has the look that was chosen. */
export const THEME_TAB = 'theme';

/** A command that the application menu (or a key) sends to the window. */
export type MenuCommand =
  | `move.${Exclude<MoveCommand, 'first' | 'last'>}.${Direction}`
  | 'move.first.back'
  | 'move.last.forward'
  | `run.toCursor.${Direction}`
  | `run.toWrite.${Direction}`
  | 'run.stepCount'
  | 'run.stopAtStages'
  | 'breakpoint.toggle'
  | 'breakpoint.add'
  | 'breakpoint.addLogpoint'
  | 'breakpoint.enableAll'
  | 'breakpoint.disableAll'
  | 'breakpoint.removeAll'
  | 'bookmark.toggle'
  | `bookmark.${'next' | 'previous'}`
  | 'watch.add'
  | 'compare.pin'
  | `history.${'back' | 'forward'}`
  | 'palette.show'
  | 'goto'
  | 'find'
  | `search.${'next' | 'previous'}`
  | 'memory.newView'
  | 'memory.splitView'
  | 'memory.closeView'
  | 'memory.linkView'
  | 'memory.pinView'
  | `memory.${'back' | 'forward'}`
  | 'memory.followPointer'
  | `memory.select.${ExtentKind | 'range' | 'all'}`
  | 'memory.copyAs'
  | 'memory.save'
  | 'mark.add'
  | `mark.${'next' | 'previous'}`
  | `notes.export.${NotesFormat}`
  | `edit.${'start' | 'undo' | 'redo' | 'discard' | 'load' | 'save'}`
  | 'compare.kernel'
  | 'compare.dump'
  | `difference.${'next' | 'previous'}`
  | 'address.look'
  | 'code.entry'
  | `problem.${'next' | 'previous'}`
  | 'machine.choose'
  | 'machine.default'
  | `theme.${ThemeName}`
  | 'export.raw'
  | 'export.elf-core'
  | `export.steps.${StepsFormat}`
  | 'panel.next'
  | 'panel.previous'
  | `view.${ViewName}`
  | 'view.toggleLeft'
  | 'view.toggleRight'
  | 'view.maximiseBottom'
  | 'keys.show';

/** Events from main to the window. */
export interface Events {
  document: DocumentState;
  command: MenuCommand;
  exportProgress: { readonly written: number; readonly total: number };
  /** How far the load of a kernel that is attached has come. */
  attachProgress: LoadProgress;
  /** The file of an attached dump has changed on disk: what is shown of it is to be asked for again. */
  sourceChanged: SourceChange;
}
export type EventName = keyof Events;

/** What preload puts on `window.loadscope`. */
export interface Bridge {
  call(name: CallName, params: unknown): Promise<unknown>;
  on(name: EventName, listener: (payload: unknown) => void): () => void;
  /** The file-system path of a dropped file. */
  pathOfFile(file: File): string;
  readonly platform: string;
}
