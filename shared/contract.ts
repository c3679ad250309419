/**
 * The contract between window and main process: one map of calls, one map of events.
 *
 * Both ends are typed from here; every parameter is checked at run time where it enters main.
 * Queries are stateless: they name the moment they ask about, so that two moments can be shown side by side.
 * Addresses cross as `0x…` strings or as page (or frame) number plus offset, bulk as `Uint8Array`.
 */
import type { BoundBreakpoint, Breakpoint } from './breakpoint';
import type { DocumentState, ExportFormat, ExportResult } from './load-types';
import type { LoaderVersion } from './machine';
import type {
  Arrival,
  Direction,
  EntryRow,
  GotoTarget,
  HistoryRow,
  Inspection,
  LogRow,
  MemorySpace,
  MoveCommand,
  OpRow,
  PageRange,
  PageView,
  SourceFile,
  SpanRow,
  Walk,
  Where,
} from './view-types';

/** Calls answered by the engine worker of the window's document. */
export interface EngineCalls {
  'time.move': (params: { moment: number; command: MoveCommand; direction: Direction }) => Arrival;
  'time.where': (params: { moment: number }) => Where;
  'trace.spans': (params: { parent: number; first: number; count: number }) => SpanRow[];
  'trace.ops': (params: { firstMoment: number; count: number }) => OpRow[];
  /** What upstream's `log::info!` says, in order: `count` lines from the `first` on. */
  'trace.log': (params: { first: number; count: number }) => LogRow[];
  'breakpoints.set': (params: { breakpoints: Breakpoint[] }) => BoundBreakpoint[];
  'breakpoints.moments': (params: { id: number; limit: number }) => number[];
  'memory.pages': (params: {
    space: MemorySpace;
    first: number;
    count: number;
    moment: number;
  }) => PageView[];
  'memory.ranges': (params: { space: MemorySpace; moment: number }) => PageRange[];
  'pageTable.children': (params: {
    /** Frame of the table; `null` for the root. */
    table: number | null;
    level: number;
    /** Canonical virtual address of the table's first byte, `0x0` for the root. */
    virt: string;
    moment: number;
    /** Merge runs of equal leaves into one row. */
    merge: boolean;
  }) => EntryRow[];
  'pageTable.walk': (params: { virt: string; moment: number }) => Walk;
  'inspect.moment': (params: { moment: number }) => Inspection;
  'inspect.byte': (params: { space: MemorySpace; page: number; offset: number; moment: number }) => {
    inspection: Inspection;
    history: HistoryRow[];
  };
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
  'recent.list': () => string[];
  'recent.clear': () => void;
  'clipboard.write': (params: { text: string }) => void;
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

/** What is remembered of a window's panels: sizes in percent by splitter, and what is collapsed. */
export interface LayoutState {
  readonly sizes: Readonly<Record<string, readonly number[]>>;
  readonly collapsed: readonly string[];
}

/** Every call by name. */
export type Calls = EngineCalls & HostCalls;
export type CallName = keyof Calls;
export type CallParams<N extends CallName> = Parameters<Calls[N]> extends [infer P] ? P : undefined;
export type CallResult<N extends CallName> = ReturnType<Calls[N]>;

/** A command that the application menu (or a key) sends to the window. */
export type MenuCommand =
  | `move.${MoveCommand}.${Direction}`
  | 'breakpoint.toggle'
  | 'goto'
  | 'find'
  | 'export.raw'
  | 'export.elf-core'
  | 'panel.next'
  | 'panel.previous'
  | 'view.memory'
  | 'view.source'
  | 'view.toggleLeft'
  | 'view.toggleRight'
  | 'keys.show';

/** Events from main to the window. */
export interface Events {
  document: DocumentState;
  command: MenuCommand;
  exportProgress: { readonly written: number; readonly total: number };
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
