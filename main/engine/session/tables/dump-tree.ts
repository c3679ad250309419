import { hex, PAGE_SIZE } from '../../../../shared/address';
import { FailureError } from '../../../../shared/result';
import { ENTRY_COUNT, frameOf } from '../../paging/page-table';
import type { SpaceReader } from '../sides/side';
import { kindByBits, KIND } from './entry-kind';
import type { EntryWrites, LeafOwners, OwnerLabel, TableTree } from './table-tree';

/** Tables of a dump that are kept: each is a read of a file otherwise. */
const KEPT_TABLES = 4096;
/** Frames of which it is kept whether they can be read. */
const KEPT_FRAMES = 2 ** 18;

const LABELS: readonly OwnerLabel[] = [
  { provenance: 'fileUnmapped', label: 'dump', segment: 0 },
  { provenance: 'free', label: 'not in the dump', segment: 0 },
];
const [IN_DUMP, NOT_IN_DUMP] = [0, 1];

/** The page tables in a dump of physical memory: of nothing in them it is known when or by whom it was written. */
export class DumpTree implements TableTree {
  readonly moment = 0;
  readonly kernel = null;
  readonly memory = 'the dump';
  readonly owners: LeafOwners;
  hadErrors = false;
  private readonly tables = new Map<number, Uint32Array>();
  /** Why frames cannot be read; empty for those that can. */
  private readonly whys = new Map<number, string>();

  constructor(
    private readonly reader: SpaceReader,
    readonly rootFrame: number,
  ) {
    const { first, end } = framesOf(reader);
    const codeOf = (_page: number, frame: number): number =>
      frame >= first && frame < end ? IN_DUMP : NOT_IN_DUMP;
    this.owners = {
      codeOf,
      codesOf: (pages, frames) => Uint32Array.from(pages, (page, i) => codeOf(page, frames[i] as number)),
      labelOf: (code) => LABELS[code] as OwnerLabel,
    };
  }

  readable(frame: number): boolean {
    return this.whyUnreadable(frame) === '';
  }

  words(frame: number): Uint32Array | null {
    const known = this.tables.get(frame);
    if (known !== undefined) return known;
    return this.whys.get(frame) ? null : this.read(frame);
  }

  whyUnreadable(frame: number): string {
    if (!this.whys.has(frame)) this.read(frame);
    return this.whys.get(frame) ?? '';
  }

  /** The tree is made anew when the file changes. */
  version(): number {
    return 0;
  }

  writtenAt(): Uint32Array {
    return new Uint32Array(ENTRY_COUNT);
  }

  writesOf(): EntryWrites {
    return { count: 0, last: [] };
  }

  changedEntry(): number {
    return -1;
  }

  changeOf(): null {
    return null;
  }

  bytes(frame: number, offset: number, length: number): Uint8Array {
    if (!covers(this.reader, frame)) return new Uint8Array(0);
    const out = new Uint8Array(PAGE_SIZE);
    try {
      this.reader.readPages(frame, out);
    } catch (error) {
      if (error instanceof FailureError) return new Uint8Array(0);
      throw error;
    }
    return out.slice(offset, Math.min(offset + length, this.reader.lengthOf(frame)));
  }

  /** The entries of a table; `null` where they cannot be read. */
  private read(frame: number): Uint32Array | null {
    const found = readTable(this.reader, frame);
    const isReadable = typeof found !== 'string';
    // What lies outside or is cut off stays so; a disk that failed may be back.
    this.hadErrors ||= !isReadable && this.reader.lengthOf(frame) === PAGE_SIZE && covers(this.reader, frame);
    if (this.whys.size >= KEPT_FRAMES) this.whys.clear();
    this.whys.set(frame, isReadable ? '' : found);
    if (!isReadable) return null;
    if (this.tables.size >= KEPT_TABLES) this.tables.clear();
    this.tables.set(frame, found);
    return found;
  }
}

function readTable(reader: SpaceReader, frame: number): Uint32Array | string {
  if (!covers(reader, frame)) return 'is not in the dump';
  if (reader.lengthOf(frame) < PAGE_SIZE) return 'is cut off by the end of the dump';
  const words = new Uint32Array(PAGE_SIZE / 4);
  try {
    reader.readPages(frame, new Uint8Array(words.buffer));
    return words;
  } catch (error) {
    if (error instanceof FailureError) return `cannot be read: ${error.failure.message.replace(/\.$/, '')}`;
    throw error;
  }
}

function covers(reader: SpaceReader, frame: number): boolean {
  const { first, end } = framesOf(reader);
  return frame >= first && frame < end;
}

/** The frames of a dump, which is one file at one place. */
function framesOf(reader: SpaceReader): { readonly first: number; readonly end: number } {
  const [run] = reader.runs(0, Infinity);
  return { first: run?.first ?? 0, end: (run?.first ?? 0) + (run?.count ?? 0) };
}

/**
 * The frame of a dump's level 4 table: the one that is asked for, else the document's, if the dump has something there that
 * can be one.
 *
 * @throws FailureError `tables.root` where no table is found, with what to do
 */
export function rootOfDump(reader: SpaceReader, asked: number | undefined, document: number): number {
  const root = asked ?? document;
  const at = hex(root * PAGE_SIZE);
  const words = readTable(reader, root);
  if (typeof words === 'string') {
    throw noRoot(
      asked === undefined
        ? `A dump does not say where its page tables are, and the frame ${at} of the document’s level 4 table ${words}.`
        : `The frame at ${at} ${words}.`,
    );
  }
  if (asked === undefined && !canBeRoot(reader, words)) {
    throw noRoot(
      `A dump does not say where its page tables are, and what it holds at ${at}, where the document has its level 4 table, is none.`,
    );
  }
  return root;
}

function noRoot(message: string): FailureError {
  return new FailureError(
    'tables.root',
    message,
    'Give the physical address of the level 4 table: what CR3 held.',
  );
}

/** Whether entries can be those of a level 4 table: one leads to a table in the dump, and none is against the rules. */
function canBeRoot(reader: SpaceReader, words: Uint32Array): boolean {
  let leads = false;
  for (let index = 0; index < ENTRY_COUNT; index++) {
    const low = words[index * 2] as number;
    const high = words[index * 2 + 1] as number;
    const kind = kindByBits(low, high, 4);
    if (kind === KIND.broken) return false;
    if (kind === KIND.table) leads ||= covers(reader, frameOf(low, high));
  }
  return leads;
}
