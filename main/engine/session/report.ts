/** The result of a load as one object, for programs. */
import { hex, PAGE_COUNT, PAGE_SIZE, virtOfPage } from '../../../shared/address';
import { ENTRY_ADDRESS_MASK } from '../../../shared/page-flags';
import type { LoadSummary } from '../../../shared/load-types';

/** What a report reads of a session (`DebugSession` satisfies it). */
export interface ReportSource {
  readonly rootFrame: number;
  readonly memory: ReportMemory;
  readonly trace: { readonly opCount: number };
  summary(): LoadSummary;
  /** Numbers of the frames that may hold something, ascending. */
  touchedFrames(moment: number): Iterable<number>;
  mappedPages(moment: number): Iterable<LeafPage>;
}

/** Physical memory as it is after the load. */
export interface ReportMemory {
  entryLow(frame: number, index: number): number;
  entryHigh(frame: number, index: number): number;
  readFrame(frame: number, out: Uint8Array): void;
}

/** A mapped page and its leaf entry in two 32-bit halves. */
export interface LeafPage {
  readonly page: number;
  readonly frame: number;
  readonly entryHigh: number;
  readonly entryLow: number;
}

/** SHA-256, given by the host: the engine has no hash of its own. */
export interface Sha256 {
  update(bytes: Uint8Array): void;
  /** The hash of everything so far, in lower-case hexadecimal. */
  digestHex(): string;
}

/** `[first virtual address, first physical address, pages, leaf entry without address]`. */
export type PageRun = readonly [virt: string, phys: string, pages: number, flags: string];

/** `[physical address, level, entry that points to it without address]`. */
export type TableRow = readonly [phys: string, level: number, parentFlags: string];

/** The state that a load reached; the fields' order is that of the printed object. */
export interface Report {
  readonly status: 'ok' | 'error' | 'panic';
  readonly message: string | null;
  readonly virtualAddressOffset: string | null;
  readonly entryPoint: string | null;
  readonly tls: { readonly startAddr: string; readonly fileSize: string; readonly memSize: string } | null;
  readonly framesAllocated: number;
  readonly pageRuns: readonly PageRun[];
  readonly tables: readonly TableRow[];
  readonly nonZeroFrames: number;
  readonly nonZeroFramesSha256: string;
}

const PRESENT = 1;
const HUGE_PAGE = 1 << 7;
const ENTRIES_PER_TABLE = 512;
const FLAGS_LOW = 0xfff;
const FLAGS_HIGH = 0xfff00000;
const ADDRESS_HIGH = 0x000fffff;

/** The first page of the upper half does not follow the last one of the lower half. */
const UPPER_HALF = PAGE_COUNT / 2;

/** An entry's flags, given as halves, in hexadecimal. */
function flagsText(high: number, low: number): string {
  const entry = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return hex(entry & ~ENTRY_ADDRESS_MASK);
}

/** All mapped pages in ascending virtual order, neighbours of equal flags merged. */
export function pageRuns(pages: Iterable<LeafPage>): PageRun[] {
  const runs: PageRun[] = [];
  let run: { page: number; frame: number; count: number; high: number; low: number } | null = null;
  const finish = (): void => {
    if (run) {
      const { page, frame, count, high, low } = run;
      runs.push([hex(virtOfPage(page)), hex(frame * PAGE_SIZE), count, flagsText(high, low)]);
    }
  };
  for (const { page, frame, entryHigh, entryLow } of pages) {
    const high = entryHigh & FLAGS_HIGH;
    const low = entryLow & FLAGS_LOW;
    const continues: boolean =
      run !== null &&
      page === run.page + run.count &&
      page !== UPPER_HALF &&
      frame === run.frame + run.count &&
      high === run.high &&
      low === run.low;
    if (continues && run) {
      run.count++;
    } else {
      finish();
      run = { page, frame, count: 1, high, low };
    }
  }
  finish();
  return runs;
}

/** Every page table, depth first in the order of the indices, the root first. */
export function tableRows(memory: ReportMemory, rootFrame: number): TableRow[] {
  const rows: TableRow[] = [];
  const visit = (frame: number, level: number, parentFlags: string): void => {
    rows.push([hex(frame * PAGE_SIZE), level, parentFlags]);
    if (level === 1) {
      return;
    }
    for (let index = 0; index < ENTRIES_PER_TABLE; index++) {
      const low = memory.entryLow(frame, index);
      if ((low & PRESENT) === 0 || (level < 4 && (low & HUGE_PAGE) !== 0)) {
        continue;
      }
      const high = memory.entryHigh(frame, index);
      const child = (high & ADDRESS_HIGH) * 2 ** 20 + (low >>> 12);
      visit(child, level - 1, flagsText(high, low));
    }
  };
  visit(rootFrame, 4, '0x0');
  return rows;
}

/** Counts and hashes the frames that are not all zero: physical address (8 bytes, little-endian), then the bytes. */
export function hashFrames(
  memory: ReportMemory,
  frames: Iterable<number>,
  sha256: Sha256,
): { count: number; digest: string } {
  // Address and content in one buffer: one update per frame.
  const buffer = new Uint8Array(8 + PAGE_SIZE);
  const content = buffer.subarray(8);
  const words = new Uint32Array(buffer.buffer, 8);
  const address = new DataView(buffer.buffer);
  let count = 0;
  for (const frame of frames) {
    memory.readFrame(frame, content);
    if (words.every((word) => word === 0)) {
      continue;
    }
    address.setBigUint64(0, BigInt(frame) * BigInt(PAGE_SIZE), true);
    sha256.update(buffer);
    count++;
  }
  return { count, digest: sha256.digestHex() };
}

/**
 * The report of a finished load, a failed one included: the state that it reached.
 *
 * A load that was stopped because upstream's behaviour is undefined from there on counts as an error.
 */
export function buildReport(session: ReportSource, sha256: Sha256): Report {
  const summary = session.summary();
  const last = session.trace.opCount;
  const hashed = hashFrames(session.memory, session.touchedFrames(last), sha256);
  return {
    status: summary.status === 'stopped' ? 'error' : summary.status,
    message: summary.message,
    virtualAddressOffset: summary.virtualAddressOffset,
    entryPoint: summary.entryPoint,
    tls: summary.tls && {
      startAddr: summary.tls.startAddr,
      fileSize: summary.tls.fileSize,
      memSize: summary.tls.memSize,
    },
    framesAllocated: summary.framesAllocated,
    pageRuns: pageRuns(session.mappedPages(last)),
    tables: tableRows(session.memory, session.rootFrame),
    nonZeroFrames: hashed.count,
    nonZeroFramesSha256: hashed.digest,
  };
}

/** The report as JSON with one run, table or field a line, so that two of them compare well. */
export function reportJson(report: Report): string {
  const lines = Object.entries(report).map(([key, value]) => {
    const rows = Array.isArray(value) ? value.map((row) => `    ${JSON.stringify(row)}`).join(',\n') : '';
    const text = rows === '' ? JSON.stringify(value) : `[\n${rows}\n  ]`;
    return `  ${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}
