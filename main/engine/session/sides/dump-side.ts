import {
  hex,
  hexDigits,
  isCanonical,
  PAGE_COUNT,
  PAGE_SIZE,
  parseAddress,
  virtOfPage,
} from '../../../../shared/address';
import type { CallParams } from '../../../../shared/contract';
import type { AttachedSource, DumpPlace, Extent, Legend } from '../../../../shared/memory-types';
import { PROVENANCE } from '../../../../shared/provenance';
import { FailureError } from '../../../../shared/result';
import type { Inspection, MemorySpace, PageRange, PageView } from '../../../../shared/view-types';
import type { CodePlace } from '../disassembly/disassembler';
import { Structures } from '../structures/structures';
import { dumpData } from './dump-data';
import { DumpReader, type DumpFile } from './dump-reader';
import { DumpStructures } from './dump-structures';
import type { MemorySide, PageContent, PageSpan, SideCalls, SpaceReader } from './side';

/** Most pages that one question is answered with. */
const MOST_PAGES = 256;
const MOST_ROWS = 5000;
const SPACE_BYTES = PAGE_COUNT * PAGE_SIZE;
/** The upper half of the virtual space follows the lower one in positions, not in addresses. */
const HIGH_HALF = SPACE_BYTES / 2;
/** All bytes of a dump have one colour: nothing is known of where they come from. */
const COLOUR = 'fileUnmapped';

/**
 * A file of raw memory put at an address. Nothing is known of it but its bytes: not what they are for, nor, in the
 * virtual space, which frames and page tables stood behind them.
 */
export class DumpSide implements MemorySide {
  readonly spaces: readonly MemorySpace[];
  readonly lastMoment = 0;
  readonly calls: SideCalls;
  private readonly space: DumpPlace['space'];
  private readonly memory: DumpReader;
  /** Position of the first byte. */
  private readonly first: number;
  /** The file as it was looked at last. */
  private seen = 0;

  /** @throws FailureError `dump.address` where the file cannot be put there */
  constructor(
    private readonly file: DumpFile,
    private readonly place: DumpPlace,
  ) {
    this.space = place.space;
    this.spaces = [place.space];
    this.first = positionOf(place, file.size);
    this.memory = new DumpReader(file, this.first);
    const structures = new Structures(new DumpStructures(file, this.memory, place.space, this.first));
    this.calls = {
      'memory.pages': ({ space, first, count, moment }) => {
        this.reader(space, moment);
        return Array.from({ length: Math.min(count, MOST_PAGES) }, (_, i) => this.page(first + i));
      },
      'memory.ranges': ({ space, moment, colours }) => {
        this.reader(space, moment);
        return colours === undefined || colours.includes(COLOUR) ? [this.range()] : [];
      },
      'memory.legend': ({ space, moment }) => {
        this.reader(space, moment);
        return this.legend();
      },
      'memory.counterpart': ({ space, position, to, moment }) => {
        this.reader(space, moment);
        if (to === space) return { position, note: '' };
        return { position: null, note: 'a dump has no other space' };
      },
      'memory.extent': (params) => this.extent(params),
      'structures.at': ({ space, position, moment }) => {
        this.reader(space, moment);
        return structures.at(space, position, moment);
      },
      'structures.inPages': ({ space, first, count, moment }) => {
        this.reader(space, moment);
        return structures.inPages(space, first, Math.min(count, MOST_PAGES), moment);
      },
      'structures.children': ({ space, id, first, count, moment }) => {
        this.reader(space, moment);
        return structures.children(space, id, first, Math.min(count, MOST_ROWS), moment);
      },
      'inspect.byte': (params) => this.inspect(params),
      'inspect.data': ({ space, position, moment }) => dumpData(this.reader(space, moment), space, position),
    };
  }

  reader(space: MemorySpace, moment: number): SpaceReader {
    if (space !== this.space) {
      throw new FailureError(
        'query.space',
        `The dump ${this.file.path} lies in ${this.space} memory: it has no ${space} space.`,
        'Look at it in the space that it was put in, or attach it again in another.',
      );
    }
    if (moment === 0) return this.memory;
    throw new FailureError('query.moment', `Moment ${moment} does not exist: a dump has moment 0 only.`);
  }

  /** What a window is told of it. */
  about(name: string): Omit<AttachedSource, 'id'> {
    return {
      kind: 'dump',
      name,
      path: this.file.path,
      spaces: this.spaces,
      lastMoment: this.lastMoment,
      physicalSize: hex(this.memory.size),
      fileSize: this.file.size,
      address: this.addressOf(this.first),
      virtualAddressOffset: null,
      message: null,
    };
  }

  version(): number {
    this.seen = this.file.version();
    return this.seen;
  }

  contentOf(_space: MemorySpace, page: number): PageContent {
    return { name: page, version: this.seen };
  }

  /** Which bytes are code is not known; those in the virtual space have at least an address. */
  codeAt(space: MemorySpace, position: number): CodePlace {
    const address = virtOfPage(Math.floor(position / PAGE_SIZE), position % PAGE_SIZE);
    return { address: space === 'virtual' ? address : null, forbidden: '', symbolAt: () => null };
  }

  /** Nothing is known of how the memory of a dump is mapped. */
  shownPages(): readonly PageSpan[] {
    return [];
  }

  close(): void {
    this.file.close();
  }

  private page(page: number): PageView {
    const there = this.memory.has(page);
    const length = there ? this.memory.lengthOf(page) : 0;
    const { bytes, reason } = there ? this.read(page, length) : { bytes: null, reason: null };
    return {
      space: this.space,
      page,
      bytes,
      length: there ? length : this.space === 'virtual' ? PAGE_SIZE : 0,
      provenance: bytes === null ? null : new Uint8Array(length).fill(PROVENANCE[COLOUR]),
      frame: null,
      owner: {
        provenance: there ? COLOUR : 'free',
        title: there ? 'dump' : 'not in the dump',
        detail: there ? `offset ${hex(page * PAGE_SIZE - this.first)} of the file` : '',
        note: reason === null ? '' : 'cannot be read',
      },
      change: null,
      next: null,
      meanings: [],
      relocations: null,
      bases: null,
      against: null,
      unreadable: reason,
    };
  }

  private read(
    page: number,
    length: number,
  ): { readonly bytes: Uint8Array | null; readonly reason: string | null } {
    const bytes = new Uint8Array(PAGE_SIZE);
    try {
      this.memory.readPages(page, bytes);
      return { bytes: bytes.subarray(0, length), reason: null };
    } catch (error) {
      if (error instanceof FailureError) return { bytes: null, reason: error.failure.message };
      throw error;
    }
  }

  private range(): PageRange {
    const { firstPage, endPage } = this.memory;
    return { first: firstPage, count: endPage - firstPage, provenance: COLOUR, label: 'dump' };
  }

  private legend(): Legend {
    const bytes = new Array<number>(Object.keys(PROVENANCE).length).fill(0);
    bytes[PROVENANCE[COLOUR]] = this.file.size;
    return { bytes };
  }

  private extent({ space, position, kind, moment }: CallParams<'memory.extent'>): Extent | null {
    this.reader(space, moment);
    const page = Math.floor(position / PAGE_SIZE);
    if (!this.memory.has(page) || position >= this.memory.size) return null;
    if (kind === 'page') {
      const first = page * PAGE_SIZE;
      const length = this.memory.lengthOf(page);
      return { kind, label: `page ${this.addressOf(first)}`, first, length };
    }
    if (kind === 'object') return { kind, label: 'dump', first: this.first, length: this.file.size };
    return null;
  }

  private inspect({ space, page, offset, moment }: CallParams<'inspect.byte'>): Inspection {
    this.reader(space, moment);
    const position = page * PAGE_SIZE + offset;
    const title = this.addressOf(position);
    const shown = this.page(page);
    const plain = { title, place: space, sum: [], flags: null };
    const byte = shown.bytes?.[offset];
    if (byte === undefined) {
      const badge = shown.unreadable === null ? 'not in the dump' : 'unreadable';
      const sentence = shown.unreadable ?? 'This address lies outside of the dump.';
      return { ...plain, badge, sentence, facts: [] };
    }
    return {
      ...plain,
      badge: 'dump',
      sentence: 'A byte of a dump: who wrote it, and what for, is not known.',
      facts: [
        { label: 'Value', value: `0x${hexDigits(byte, 2)}  ${byte}`, mono: true },
        { label: 'File', value: this.file.path },
        { label: 'Offset in the file', value: hex(position - this.first), mono: true },
      ],
    };
  }

  private addressOf(position: number): string {
    if (this.place.space === 'physical') return hex(position);
    return hex(virtOfPage(Math.floor(position / PAGE_SIZE), position % PAGE_SIZE));
  }
}

/** Position of the first byte of a dump. @throws FailureError `dump.address` */
function positionOf({ space, address }: DumpPlace, size: number): number {
  const value = parseAddress(address);
  if (value === null) throw wrong(`“${address}” is not an address.`);
  if (value % BigInt(PAGE_SIZE) !== 0n) {
    throw wrong(`${address} is not the start of a page: the last three hexadecimal digits must be 0.`);
  }
  if (space === 'virtual' && !isCanonical(value)) {
    throw wrong(`${address} is no virtual address: its bits 47 to 63 must be equal.`);
  }
  const position = Number(space === 'virtual' ? BigInt.asUintN(48, value) : value);
  if (space === 'virtual' && position < HIGH_HALF && position + size > HIGH_HALF) {
    const last = hex(HIGH_HALF - 1);
    throw wrong(
      `A dump of ${size} bytes that begins at ${address} reaches beyond ${last}, behind which no addresses are.`,
    );
  }
  if (position + size <= SPACE_BYTES) return position;
  throw wrong(`A dump of ${size} bytes that begins at ${address} reaches beyond the ${space} address space.`);
}

function wrong(message: string): FailureError {
  return new FailureError('dump.address', message, 'Give the address of the first byte of the file.');
}
