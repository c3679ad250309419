import { hex, isCanonical } from '../../../../shared/address';
import { FailureError } from '../../../../shared/result';
import type { LoadView } from '../../trace/load-view';
import type { Words } from '../structures/words';
import type { Workbench } from '../workbench';
import { FileAddresses } from '../../elf/file-addresses';
import { kernelWords } from './kernel-words';
import { LoadedMemory } from './loaded-memory';
import { findNotes, type FoundNote } from './note-rows';
import { RawFile, type Wrong } from '../../elf/raw-file';
import { RelocationQueries } from './relocation-queries';
import { RelocationTables } from './relocation-tables';
import { SectionMapping } from './section-mapping';
import { SectionOrder } from './section-order';
import { SymbolNames } from './symbol-names';
import { SymbolQueries } from './symbol-queries';
import { SymbolTables } from './symbol-tables';

/** A symbol that begins at an address or before it. */
export interface SymbolPlace {
  readonly id: number;
  /** Its address in the loaded kernel. */
  readonly address: bigint;
}

/** One kernel file with everything that is found in it once, when the first question about it comes. */
export class KernelFile {
  readonly raw: RawFile;
  readonly loaded: LoadedMemory;
  readonly words: Words;
  readonly addresses: FileAddresses;
  readonly sectionOrder: SectionOrder;
  private knownSymbols: SymbolTables | null = null;
  private knownNames: SymbolNames | null = null;
  private knownQueries: SymbolQueries | null = null;
  private knownRelocations: RelocationTables | null = null;
  private knownRelocationQueries: RelocationQueries | null = null;
  private knownNotes: readonly FoundNote[] | null = null;
  private readonly noteProblems: Wrong[] = [];
  private knownMapping: SectionMapping | null = null;

  constructor(
    readonly view: LoadView,
    private readonly host: Workbench['host'],
  ) {
    this.raw = new RawFile(view.elf);
    this.sectionOrder = new SectionOrder(this.raw);
    this.addresses = new FileAddresses(this.raw);
    this.loaded = new LoadedMemory(view);
    this.words = kernelWords(view, this.raw, (address) => this.symbolAt(address));
  }

  get symbols(): SymbolTables {
    this.knownSymbols ??= new SymbolTables(this.raw, this.addresses);
    return this.knownSymbols;
  }

  get names(): SymbolNames {
    const { demangler, find } = this.host;
    this.knownNames ??= new SymbolNames(this.symbols, this.view.elf, demangler, find);
    return this.knownNames;
  }

  get queries(): SymbolQueries {
    this.knownQueries ??= new SymbolQueries(this.symbols, this.names, this.view.offset);
    return this.knownQueries;
  }

  get relocations(): RelocationTables {
    this.knownRelocations ??= new RelocationTables(this);
    return this.knownRelocations;
  }

  get relocationQueries(): RelocationQueries {
    this.knownRelocationQueries ??= new RelocationQueries(this);
    return this.knownRelocationQueries;
  }

  /** All notes, with what is wrong with them. */
  get notes(): readonly FoundNote[] {
    this.knownNotes ??= findNotes(this.raw, this.noteProblems);
    return this.knownNotes;
  }

  /** What is wrong with the places of notes. */
  get wrongNotes(): readonly Wrong[] {
    void this.notes;
    return this.noteProblems;
  }

  get mapping(): SectionMapping {
    this.knownMapping ??= new SectionMapping(this.raw, this.addresses);
    return this.knownMapping;
  }

  /** The symbol at an address of the loaded kernel as `name` or `name+0x10`, demangled; empty for none. */
  symbolAt(address: bigint): string {
    const found = this.symbolOf(address);
    if (found === null) return '';
    const name = this.names.shown(found.id);
    return address === found.address ? name : `${name}+${hex(address - found.address)}`;
  }

  /** The symbol that an address of the loaded kernel lies in. */
  symbolOf(address: bigint): SymbolPlace | null {
    const { offset } = this.view;
    const inFile = BigInt.asUintN(64, address - offset);
    const { places } = this.symbols;
    const place = places.find(Number(inFile & 0xffff_ffffn), Number(inFile >> 32n));
    if (place < 0) return null;
    const id = places.ids[place] as number;
    return { id, address: BigInt.asUintN(64, this.symbols.value(id) + offset) };
  }

  /** Number of the LOAD whose memory an address of the file lies in; 0 for none. */
  loadAt(address: bigint): number {
    return this.addresses.loadAt(address);
  }

  /** Name of the section in memory that an address of the file lies in; empty for none. */
  sectionAt(address: bigint): string {
    const section = this.mapping.sectionAt(address);
    return section === null ? '' : (this.raw.sectionName(section) ?? '');
  }

  /** A moment of this load. @throws FailureError `query.moment` */
  checked(moment: number): number {
    const { opCount } = this.view.trace;
    if (Number.isInteger(moment) && moment >= 0 && moment <= opCount) return moment;
    throw new FailureError(
      'query.moment',
      `Moment ${moment} does not exist: this load has the moments 0 to ${opCount}.`,
    );
  }

  /** The address where the loaded kernel starts; `null` where the file has no header, or the address is none. */
  get entry(): bigint | null {
    const { header } = this.raw;
    if (header === null) return null;
    const entry = BigInt.asUintN(64, header.entry + this.view.offset);
    return isCanonical(entry) ? entry : null;
  }
}

const known = new WeakMap<LoadView, KernelFile>();

/** The kernel file of a source. @throws FailureError `source.unknown`, `source.noLoad` for a dump */
export function kernelFile(bench: Workbench, source?: number): KernelFile {
  const view = bench.load(source);
  let file = known.get(view);
  if (file === undefined) {
    file = new KernelFile(view, bench.host);
    known.set(view, file);
  }
  return file;
}
