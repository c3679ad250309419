import { hex, PAGE_SIZE } from '../../../../shared/address';
import { partitionPoint } from '../../../../shared/partition-point';
import type { EntryRow } from '../../../../shared/view-types';
import { ENTRY_COUNT, entryValue } from '../../paging/page-table';
import { OP } from '../../trace/codes';
import { flagChange } from '../../trace/describe-op';
import type { LoadView } from '../../trace/load-view';
import { RangeIndex } from '../pages/range-index';
import type { EntryWrites, LeafOwners, OwnerLabel, TableTree } from './table-tree';

/** Writes of an entry that are told one by one. */
const MOST_WRITES = 16;
/** Bytes of an entry. */
const ENTRY_SIZE = 8;

/** The page tables of a load at a moment; `root` may be any frame, as a kernel could load it in CR3. */
export class LoadTree implements TableTree {
  readonly kernel: LoadView | null;
  readonly memory = 'the memory of the machine';
  readonly hadErrors = false;
  readonly owners: LeafOwners;

  constructor(
    private readonly view: LoadView,
    readonly rootFrame: number,
    readonly moment: number,
  ) {
    this.kernel = rootFrame === view.rootFrame ? view : null;
    this.owners = new LoadOwners(view, moment, this.kernel !== null);
  }

  readable(frame: number): boolean {
    return frame < this.view.frameCount;
  }

  words(frame: number): Uint32Array | null {
    return this.readable(frame) ? this.view.frames.words(frame, this.moment) : null;
  }

  whyUnreadable(): string {
    return 'lies behind the end of the machine’s memory';
  }

  version(frame: number): number {
    return this.view.image.version(frame, this.moment);
  }

  writtenAt(frame: number): Uint32Array {
    const { ops } = this.view.trace;
    const { kind, at, low } = ops;
    const writes = this.view.image.index.writesBefore(frame, this.moment);
    const last = new Uint32Array(ENTRY_COUNT);
    for (let i = 0; i < writes.length; i++) {
      const op = writes[i] as number;
      const code = kind[op];
      const place = at[op] as number;
      if (code === OP.entryWritten) last[place] = op + 1;
      else if (code === OP.frameCopied) last.fill(op + 1);
      // Only where a table is looked at that the loader did not make.
      else if (code === OP.bytesWritten) note(last, place & 0xffff, place >>> 16, op + 1);
      else if (code === OP.bytesZeroed) note(last, place, low[op] as number, op + 1);
    }
    return last;
  }

  writesOf(frame: number, index: number): EntryWrites {
    const { kind, at } = this.view.trace.ops;
    const writes = this.view.image.index.writesBefore(frame, this.moment);
    const moments: number[] = [];
    let count = 0;
    for (let i = writes.length - 1; i >= 0; i--) {
      const op = writes[i] as number;
      if (kind[op] !== OP.entryWritten || at[op] !== index) continue;
      count++;
      if (moments.length < MOST_WRITES) moments.push(op + 1);
    }
    return { count, last: moments.reverse() };
  }

  changedEntry(frame: number): number {
    const { ops } = this.view.trace;
    const op = this.moment - 1;
    const wrote = op >= 0 && ops.kind[op] === OP.entryWritten && ops.frame[op] === frame;
    return wrote ? (ops.at[op] as number) : -1;
  }

  changeOf(frame: number, index: number): EntryRow['changed'] {
    if (this.changedEntry(frame) !== index) return null;
    const { low, high } = this.view.tables.entry(frame, index, this.moment);
    const old = this.view.tables.entry(frame, index, this.moment - 1);
    return {
      oldEntry: hex(entryValue(old.low, old.high)),
      ...flagChange(old.low, old.high, low, high),
    };
  }

  bytes(frame: number, offset: number, length: number): Uint8Array {
    if (!this.readable(frame)) return new Uint8Array(0);
    const out = new Uint8Array(PAGE_SIZE);
    this.view.frames.copy(frame, this.moment, out);
    return out.slice(offset, offset + length);
  }
}

/** Marks the entries that some bytes of a table lie in. */
function note(last: Uint32Array, offset: number, length: number, moment: number): void {
  last.fill(moment, Math.floor(offset / ENTRY_SIZE), Math.ceil((offset + length) / ENTRY_SIZE));
}

/** Owners of the pages of a load at a moment. */
class LoadOwners implements LeafOwners {
  private readonly index: RangeIndex;

  /** @param own whether the pages are those that the loader mapped: then their lives tell who owns them */
  constructor(
    private readonly view: LoadView,
    private readonly moment: number,
    private readonly own: boolean,
  ) {
    this.index = RangeIndex.of(view);
  }

  codeOf(page: number, frame: number): number {
    return this.index.codeOf(this.view.owners.ownerOfPage(page, frame, this.moment), page);
  }

  codesOf(pages: Float64Array, frames: Float64Array): Uint32Array {
    const codes = new Uint32Array(pages.length);
    const { lives } = this.index;
    const first = pages[0] ?? 0;
    let life = partitionPoint(lives.pages.length, (i) => (lives.pages[i] as number) < first);
    for (let i = 0; i < pages.length; i++) {
      const page = pages[i] as number;
      while (this.own && life < lives.pages.length && (lives.pages[life] as number) < page) life++;
      const code = this.own && lives.pages[life] === page ? this.index.codeOfLife(life, this.moment) : -1;
      codes[i] = code < 0 ? this.codeOf(page, frames[i] as number) : code;
    }
    return codes;
  }

  labelOf(code: number): OwnerLabel {
    return this.index.labelOf(code);
  }
}
