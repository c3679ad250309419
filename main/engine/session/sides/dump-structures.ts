import { PAGE_SIZE } from '../../../../shared/address';
import { FailureError } from '../../../../shared/result';
import type { LinkTarget, MemorySpace } from '../../../../shared/view-types';
import { BytesAt } from '../structures/bytes-at';
import { Catalogue } from '../structures/catalogue';
import type { ElfHome, StructureHome } from '../structures/home';
import type { Placement } from '../structures/placement';
import type { DumpFile, DumpReader } from './dump-reader';

/** A longer file is not read for its structures: it is memory rather than a kernel. */
const MOST_BYTES = 64 * 2 ** 20;
const MAGIC = [0x7f, 0x45, 0x4c, 0x46];
const NO_BYTES = new Uint8Array(0);

/** The whole dump: its bytes are numbered as the file's. */
const WHOLE = 'dump';

/**
 * A dump that is an ELF file. That is told by its first bytes, in physical memory only: what virtual memory begins like an
 * ELF file with is segments, at other places than the offsets in the header say. Page tables are not looked for: which
 * frame holds one, a dump does not say.
 */
export class DumpStructures implements StructureHome {
  /** The catalogue of the file as it was looked at last. */
  private known: { readonly version: number; readonly catalogue: Catalogue } | null = null;

  /** @param first position of the dump's first byte, at the start of a page */
  constructor(
    private readonly file: DumpFile,
    private readonly memory: DumpReader,
    private readonly space: MemorySpace,
    private readonly first: number,
  ) {}

  get catalogue(): Catalogue {
    const version = this.file.version();
    if (this.known?.version === version) return this.known.catalogue;
    const elf = this.elf();
    const catalogue = new Catalogue(this.elfHome(elf ?? NO_BYTES));
    // What cannot be read now may be read later.
    if (elf !== null) this.known = { version, catalogue };
    return catalogue;
  }

  placementOf(_space: MemorySpace, page: number): Placement | null {
    return this.memory.has(page) ? this.whole() : null;
  }

  namedPlacement(_space: MemorySpace, id: string): Placement | null {
    return id === WHOLE ? this.whole() : null;
  }

  pageTable(): null {
    return null;
  }

  read(_space: MemorySpace, first: number, length: number): BytesAt {
    const { memory } = this;
    return new BytesAt({ first, length, end: memory.size }, (page, out) => {
      if (!memory.has(page)) return false;
      try {
        memory.readPages(page, out);
        return true;
      } catch (error) {
        if (error instanceof FailureError) return false;
        throw error;
      }
    });
  }

  private whole(): Placement {
    return { id: WHOLE, table: null, shift: this.first, first: 0, end: this.file.size };
  }

  /** The file's bytes; none where it is no ELF file, `null` where it cannot be read now. */
  private elf(): Uint8Array | null {
    const { size } = this.file;
    if (this.space !== 'physical' || size < MAGIC.length || size > MOST_BYTES) return NO_BYTES;
    const begin = this.read(this.space, this.first, MAGIC.length).at(this.first, MAGIC.length);
    if (begin === null) return null;
    if (!MAGIC.every((byte, i) => begin.getUint8(i) === byte)) return NO_BYTES;
    const bytes = this.read(this.space, this.first, size).at(this.first, size);
    return bytes === null ? null : new Uint8Array(bytes.buffer, bytes.byteOffset, size);
  }

  private elfHome(elf: Uint8Array): ElfHome {
    return {
      elf,
      offset: 0n,
      symbolAt: () => null,
      fileLink: (offset) => this.fileLink(offset),
      addressLink: () => null,
    };
  }

  private fileLink(offset: number): LinkTarget {
    const position = this.first + offset;
    const page = Math.floor(position / PAGE_SIZE);
    return { type: 'memory', space: this.space, page, offset: position % PAGE_SIZE };
  }
}
