import { framesOfRange } from '../../../shared/address';
import type { Machine, Mappings } from '../../../shared/machine';
import { configRange } from '../elf/bootloader-config';
import type { ElfFile } from '../elf/elf-file';
import { handedOverRanges, type FileRange } from '../elf/handed-over';
import { readSections, type NamedSection } from '../elf/sections';
import { SymbolTable } from '../elf/symbols';
import { FrameCache } from './frame-cache';
import { ImageAt } from './image-at';
import { Ownership } from './ownership';
import type { Trace } from './recorder';
import { readableHeaders } from './stages';
import { TablesAt } from './tables-at';

/** What is known of a finished load before any question is asked. */
interface LoadParts {
  readonly trace: Trace;
  readonly rootFrame: number;
  /** The kernel file's bytes, and where they lie in memory. */
  readonly elf: Uint8Array;
  readonly kernelAddress: number;
  /** What it was loaded on, and the mappings that held: the machine's, the kernel's own, the defaults. */
  readonly machine: Machine;
  readonly mappings: Mappings;
  /** Remarks from before the load, e.g. on the kernel's configuration. */
  readonly warnings: readonly string[];
  /** Frames of physical memory. */
  readonly frameCount: number;
  readonly elfFile: ElfFile | null;
  /** What is added to addresses of the file; 0 where the load ended before it was chosen. */
  readonly offset: bigint;
  /** Level 4 entries that are taken at the end. */
  readonly usedLevel4Entries: readonly number[];
  /** Upstream's text of the failure; `null` where the kernel loads. */
  readonly message: string | null;
}

/** A finished load with everything that answers questions about it: what all views are made from. */
export class LoadView implements LoadParts {
  readonly trace: Trace;
  readonly rootFrame: number;
  readonly elf: Uint8Array;
  readonly kernelAddress: number;
  readonly machine: Machine;
  readonly mappings: Mappings;
  readonly warnings: readonly string[];
  readonly frameCount: number;
  readonly elfFile: ElfFile | null;
  readonly offset: bigint;
  /** The same in two 32-bit halves, for loops. */
  readonly offsetLow: number;
  readonly offsetHigh: number;
  readonly message: string | null;
  readonly usedLevel4Entries: readonly number[];
  /** Frames of the kernel file: `firstFrame` to `endFrame`, excluded. */
  readonly firstFileFrame: number;
  readonly endFileFrame: number;
  readonly image: ImageAt;
  readonly frames: FrameCache;
  readonly tables: TablesAt;
  readonly owners: Ownership;
  private knownSymbols: SymbolTable | null = null;
  private knownSections: readonly NamedSection[] | null = null;
  private knownHandedOver: readonly FileRange[] | null = null;
  /** Titles of stages, which take a count of all their steps to make. */
  readonly stageTitles = new Map<number, { readonly label: string; readonly detail: string }>();

  constructor(parts: LoadParts) {
    this.trace = parts.trace;
    this.rootFrame = parts.rootFrame;
    this.elf = parts.elf;
    this.kernelAddress = parts.kernelAddress;
    this.machine = parts.machine;
    this.mappings = parts.mappings;
    this.warnings = parts.warnings;
    this.frameCount = parts.frameCount;
    this.elfFile = parts.elfFile;
    this.offset = parts.offset;
    this.offsetLow = Number(BigInt.asUintN(32, parts.offset));
    this.offsetHigh = Number(BigInt.asUintN(32, parts.offset >> 32n));
    this.message = parts.message;
    this.usedLevel4Entries = parts.usedLevel4Entries;
    const kernelFrames = framesOfRange(parts.kernelAddress, parts.elf.length);
    this.firstFileFrame = kernelFrames.first;
    this.endFileFrame = kernelFrames.end;
    this.image = new ImageAt(parts.trace.ops, { address: parts.kernelAddress, file: parts.elf });
    this.frames = new FrameCache(this.image);
    this.tables = new TablesAt(this.frames, parts.rootFrame, parts.trace.opCount);
    this.owners = new Ownership(parts.trace, this.image, this.tables, kernelFrames, parts.elfFile);
  }

  /** The kernel's symbols, read when the first question comes. */
  get symbols(): SymbolTable {
    this.knownSymbols ??= SymbolTable.read(this.elf);
    return this.knownSymbols;
  }

  /** The kernel's sections, read when the first question comes. */
  get sections(): readonly NamedSection[] {
    this.knownSections ??= readSections(this.elf);
    return this.knownSections;
  }

  /** Bytes of the file that kernel and bootloader hand to each other, ascending; found when the first question comes. */
  get handedOver(): readonly FileRange[] {
    this.knownHandedOver ??= handedOverRanges(
      configRange(this.elf),
      this.elfFile === null
        ? []
        : readableHeaders(this.elfFile)
            .filter(({ type }) => type === 'Tls')
            .map(({ header }) => header),
      this.elf.length,
    );
    return this.knownHandedOver;
  }

  /** Where the kernel starts to run; for a load that failed, where it would have. */
  get entryPoint(): bigint {
    return BigInt.asUintN(64, (this.elfFile?.header.entryPoint ?? 0n) + this.offset);
  }

  /** The kernel's symbol at a virtual address of the loaded kernel, as `name` or `name+0x10`. */
  symbolAt(address: bigint): string | null {
    const found = this.symbols.at(BigInt.asUintN(64, address - this.offset));
    if (found === null) return null;
    return found.offset === 0n ? found.symbol.name : `${found.symbol.name}+0x${found.offset.toString(16)}`;
  }
}
