/** Calls about memory that the engine worker answers: pages, structures, and work in the background. */
import type {
  Against,
  AttachedSource,
  Counterpart,
  DataRow,
  DiffRequest,
  DiffRow,
  DiffState,
  Extent,
  ExtentKind,
  JobState,
  Legend,
  Overview,
  SearchRequest,
  SearchRow,
  SearchState,
  Side,
  SpaceBytes,
  Statistics,
  StructureNode,
} from './memory-types';
import type { ProvenanceName } from './provenance';
import type { MemorySpace, PageRange, PageView } from './view-types';

/** The part of the engine's calls that is about memory; `source` absent: the window's document. */
export interface MemoryCalls {
  /** Pages as they were at a moment; `against` adds what they were elsewhere, e.g. at an earlier moment. */
  'memory.pages': (params: {
    space: MemorySpace;
    first: number;
    count: number;
    moment: number;
    source?: number | undefined;
    against?: Against | undefined;
  }) => PageView[];
  /** Runs of pages with something in them; with `colours` only pages that hold a byte of one of these. */
  'memory.ranges': (params: {
    space: MemorySpace;
    moment: number;
    source?: number | undefined;
    colours?: readonly ProvenanceName[] | undefined;
  }) => PageRange[];
  /** Bytes from a position on. */
  'memory.bytes': (params: {
    space: MemorySpace;
    first: number;
    length: number;
    moment: number;
    source?: number | undefined;
  }) => SpaceBytes;
  /** One value for each interval between neighbouring pages of `edges`; looks at as much as there is time for. */
  'memory.overview': (params: {
    space: MemorySpace;
    edges: Float64Array;
    moment: number;
    source?: number | undefined;
    against?: Against | undefined;
  }) => Overview;
  'memory.legend': (params: { space: MemorySpace; moment: number; source?: number | undefined }) => Legend;
  /** The byte at `position` of a space, in another space. */
  'memory.counterpart': (params: {
    space: MemorySpace;
    position: number;
    to: MemorySpace;
    moment: number;
    source?: number | undefined;
  }) => Counterpart;
  /** What a byte belongs to, as a range; `null` where it belongs to no such thing. */
  'memory.extent': (params: {
    space: MemorySpace;
    position: number;
    kind: ExtentKind;
    moment: number;
    source?: number | undefined;
  }) => Extent | null;
  /** The structures that a byte lies in, outermost first; the last one may be a field. */
  'structures.at': (params: {
    space: MemorySpace;
    position: number;
    moment: number;
    source?: number | undefined;
  }) => StructureNode[];
  /** The structures that begin or reach into some pages, outermost first, without their elements. */
  'structures.inPages': (params: {
    space: MemorySpace;
    first: number;
    count: number;
    moment: number;
    source?: number | undefined;
  }) => StructureNode[];
  /** Elements or fields of a structure. */
  'structures.children': (params: {
    space: MemorySpace;
    id: string;
    first: number;
    count: number;
    moment: number;
    source?: number | undefined;
  }) => StructureNode[];
  /** Readings of the bytes at a position: pointer, page-table entry, header, relocation, symbol, instruction, …. */
  'inspect.data': (params: {
    space: MemorySpace;
    position: number;
    moment: number;
    source?: number | undefined;
  }) => DataRow[];
  /**
   * Begins work in the background. Of earlier work of its kind only the last few are kept. The hash is the one number that
   * needs every zero of memory that nothing has touched: hours for a terabyte of it, so it must be wanted.
   */
  'statistics.start': (params: {
    side: Side;
    space: MemorySpace;
    first: number;
    length: number;
    sha256: boolean;
  }) => JobState;
  /** The numbers as soon as there are any; the hash may come later. */
  'statistics.state': (params: { job: number }) => JobState & { readonly statistics: Statistics | null };
  'search.start': (params: SearchRequest) => SearchState;
  'search.state': (params: { job: number }) => SearchState;
  'search.rows': (params: { job: number; first: number; count: number }) => SearchRow[];
  /** Index of the first match at or behind a position; as many as there are where none is. */
  'search.indexAt': (params: { job: number; position: number }) => number;
  /** The matches in a part of the space, as pairs of first byte and length, at most `limit` of them. */
  'search.within': (params: { job: number; first: number; length: number; limit: number }) => Float64Array;
  /** How many matches begin between neighbouring pages of `edges`. */
  'search.marks': (params: { job: number; edges: Float64Array }) => Uint32Array;
  'diff.start': (params: DiffRequest) => DiffState;
  'diff.state': (params: { job: number }) => DiffState;
  'diff.rows': (params: { job: number; first: number; count: number }) => DiffRow[];
  /** Index of the first difference whose left side ends behind a position; as many as there are where none is. */
  'diff.indexAt': (params: { job: number; position: number }) => number;
  /**
   * The differences in a part of the left side, three numbers each: first position (of the left), length, number of the
   * kind; at most `limit` of them.
   */
  'diff.within': (params: { job: number; first: number; length: number; limit: number }) => Float64Array;
  /** How many differences begin (on the left) between neighbouring pages of `edges`. */
  'diff.marks': (params: { job: number; edges: Float64Array }) => Uint32Array;
  'job.cancel': (params: { job: number }) => void;
  /** What is attached beside the document. */
  'sources.list': () => AttachedSource[];
  'sources.detach': (params: { source: number }) => void;
}
