import type { CallParams, EngineCalls } from '../../../shared/contract';
import { DOCUMENT_SOURCE, type AttachedSource, type DataRow, type Side } from '../../../shared/memory-types';
import { FailureError } from '../../../shared/result';
import type { MemorySpace } from '../../../shared/view-types';
import type { LoadView } from '../trace/load-view';
import { checkedMoment } from './checked-moment';
import type { DebugSession } from './debug-session';
import type { Disassembler } from './disassembly/disassembler';
import { instructionRows } from './disassembly/instruction-rows';
import { addressCalls } from './address/address-calls';
import { codeCalls } from './disassembly/code-calls';
import { diffCalls } from './diff/diff-calls';
import { frameCalls } from './frames/frame-calls';
import { Jobs } from './jobs';
import type { Demangler } from './kernel/demangler';
import { kernelCalls } from './kernel/kernel-calls';
import { overviewCalls } from './overview/overview-calls';
import { problemCalls } from './problems/problem-calls';
import { rangeCalls } from './ranges/range-calls';
import { searchCalls } from './search/search-calls';
import { addAgainst } from './sides/against';
import { bytesOf } from './sides/bytes-of';
import type { RangeIndex } from './pages/range-index';
import { shiftedReader } from './sides/shifted-reader';
import type { Attached, MemorySide, SideCallName, SideCalls, SpaceReader } from './sides/side';
import { spaceCalls } from './space/space-calls';
import { statisticsCalls } from './statistics/statistics-calls';
import { tableCalls } from './tables/table-calls';

/** What a host gives the engine: native code where there is some, so that the engine needs none of its modules. */
export interface HostFunctions {
  /** The place of `needle` in `bytes` at `from` or behind it, -1 where there is none. */
  readonly find: (bytes: Uint8Array, needle: Uint8Array, from: number) => number;
  /** Whether two arrays of one length hold the same bytes. */
  readonly equal: (a: Uint8Array, b: Uint8Array) => boolean;
  readonly sha256: () => { update(bytes: Uint8Array): void; digestHex(): string };
  /** Made when it is asked for first. */
  readonly disassembler: () => Disassembler;
  /** Made when it is asked for first. */
  readonly demangler: () => Demangler;
}

/** Most bytes that one question is answered with. */
const MOST_BYTES = 16 * 2 ** 20;

/**
 * Everything that a window looks at: the document's session, what is attached beside it, and the work in the background
 * that looks at both. The engine's side of the contract as a whole.
 */
export class Workbench {
  readonly calls: EngineCalls;
  readonly jobs: Jobs;
  private readonly attached = new Map<number, Attached>();
  private readonly forgetters: ((side: MemorySide) => void)[] = [];
  private lastId = DOCUMENT_SOURCE;

  /** @param lastJob the number before that of the first job */
  constructor(
    readonly session: DebugSession,
    readonly host: HostFunctions,
    lastJob = 0,
  ) {
    this.jobs = new Jobs(lastJob);
    this.calls = this.makeCalls();
  }

  /** Puts memory beside the document. */
  attach(side: MemorySide, about: Omit<AttachedSource, 'id'>): AttachedSource {
    const id = ++this.lastId;
    const attached: Attached = { side, about: { ...about, id } };
    this.attached.set(id, attached);
    return attached.about;
  }

  /**
   * The load of a source.
   *
   * @param moment checked, where the question is about one
   * @throws FailureError `source.unknown`, `source.noLoad` for a dump, `query.moment`
   */
  load(source = DOCUMENT_SOURCE, moment = 0): LoadView {
    const { view } = this.side(source);
    if (view === undefined) throw noLoad();
    checkedMoment(moment, view.trace.opCount);
    return view;
  }

  /** Which pages and frames of a load hold something. @throws FailureError as {@link load} does */
  ranges(source = DOCUMENT_SOURCE): RangeIndex {
    const { ranges } = this.side(source);
    if (ranges !== undefined) return ranges();
    throw noLoad();
  }

  /** A side by its number. @throws FailureError `source.unknown` */
  side(source: number): MemorySide {
    if (source === DOCUMENT_SOURCE) return this.session.side;
    const attached = this.attached.get(source);
    if (attached !== undefined) return attached.side;
    throw new FailureError(
      'source.unknown',
      'What this view shows is not attached any more.',
      'Attach it again, or close the view.',
    );
  }

  /** @throws FailureError `source.unknown`, `query.moment`, `query.space` */
  reader(side: Side, space: MemorySpace): SpaceReader {
    return this.side(side.source).reader(space, side.moment);
  }

  /** What is called with each side that goes away: by whoever keeps something about sides. */
  whenDetached(forget: (side: MemorySide) => void): void {
    this.forgetters.push(forget);
  }

  /** Ends the sessions of everything. */
  close(): void {
    this.jobs.clear();
    for (const { side } of this.attached.values()) side.close();
    this.attached.clear();
    this.session.close();
  }

  private makeCalls(): EngineCalls {
    return {
      ...this.session.calls,
      ...overviewCalls(this),
      ...searchCalls(this),
      ...statisticsCalls(this),
      ...diffCalls(this),
      ...tableCalls(this),
      ...rangeCalls(this),
      ...addressCalls(this),
      ...spaceCalls(this),
      ...frameCalls(this),
      ...kernelCalls(this),
      ...codeCalls(this),
      ...problemCalls(this),
      'memory.pages': (params) => {
        const pages = this.routed('memory.pages')(params);
        const { against, space } = params;
        if (against === undefined) return pages;
        return addAgainst(pages, shiftedReader(this.reader(against, space), against.shiftPages ?? 0));
      },
      'memory.ranges': this.routed('memory.ranges'),
      'memory.legend': this.routed('memory.legend'),
      'memory.counterpart': this.routed('memory.counterpart'),
      'memory.extent': this.routed('memory.extent'),
      'structures.at': this.routed('structures.at'),
      'structures.inPages': this.routed('structures.inPages'),
      'structures.children': this.routed('structures.children'),
      'inspect.byte': this.routed('inspect.byte'),
      'inspect.data': (params) => [...this.routed('inspect.data')(params), ...this.instruction(params)],
      'memory.bytes': ({ space, first, length, moment, source = DOCUMENT_SOURCE }) =>
        bytesOf(this.reader({ source, moment }, space), first, Math.min(length, MOST_BYTES)),
      'job.cancel': ({ job }) => this.jobs.cancel(job),
      'sources.list': () => [...this.attached.values()].map(({ about }) => about),
      'sources.detach': ({ source }) => this.detach(source),
    };
  }

  /** A question as the side answers it that its parameters name. */
  private routed<N extends SideCallName>(name: N): SideCalls[N] {
    type Asked = (params: { readonly source?: number | undefined }) => unknown;
    const ask: Asked = (params) => (this.side(params.source ?? DOCUMENT_SOURCE).calls[name] as Asked)(params);
    return ask as SideCalls[N];
  }

  /** The instruction at a position, where it is known how its side executes it. */
  private instruction({ space, position, moment, source }: CallParams<'inspect.data'>): DataRow[] {
    const side = this.side(source ?? DOCUMENT_SOURCE);
    const place = side.codeAt?.(space, position, moment);
    if (place === undefined) return [];
    return instructionRows(this.host.disassembler(), side.reader(space, moment), position, place);
  }

  /** Jobs look at their sides as they go: none may go away under them. */
  private detach(source: number): void {
    const attached = this.attached.get(source);
    if (attached === undefined) return;
    this.jobs.clear();
    this.attached.delete(source);
    for (const forget of this.forgetters) forget(attached.side);
    attached.side.close();
  }
}

function noLoad(): FailureError {
  return new FailureError(
    'source.noLoad',
    'A dump is bytes without a load: there is no kernel file and no loader to ask about.',
    'Ask about the document, or about an attached kernel.',
  );
}
