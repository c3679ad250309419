import { PAGE_SIZE } from '../../../shared/address';
import { LoaderError, LoaderPanic, unimplemented, upstreamAssertEq } from '../base/errors';
import * as dynamic from '../elf/dynamic';
import type { ElfFile } from '../elf/elf-file';
import { assertWholeRecords, type ProgramHeader } from '../elf/program-header';
import * as rela from '../elf/rela';
import type { Inner } from './inner';
import { copyFrom, copyTo, PrivatePage, WordBuffer } from './kernel-memory';
import { LoadRanges, type Window } from './load-ranges';
import { AddressWords } from './virtual-address-offset';

const TWO_32 = 2 ** 32;

const ENTRY_WORDS = rela.RELA_SIZE / 4;

/** Most entries of a page of the table. */
const MAX_RUN = Math.floor(PAGE_SIZE / rela.RELA_SIZE);

/**
 * Mirrors `handle_dynamic_segment`: finds the relocation table in the dynamic table and applies it.
 * DT_NULL does not end the table; DT_REL and DT_JMPREL are not looked at.
 *
 * @throws LoaderError with upstream's text where entries are missing, doubled or unknown
 */
export function handleDynamicSegment(inner: Inner, segment: ProgramHeader, elfFile: ElfFile): void {
  inner.probe.stage('dynamic', segment.index);
  const found = findRelaEntries(segment, elfFile);
  if (found.rela === null) {
    // The section doesn't contain any relocations.
    if (found.relaSize !== null || found.relaEnt !== null) {
      throw new LoaderError('Rela entry is missing but RelaSize or RelaEnt have been provided');
    }
    return;
  }
  if (found.relaSize === null) throw new LoaderError('RelaSize entry is missing');
  if (found.relaEnt === null) throw new LoaderError('RelaEnt entry is missing');
  const offset = found.rela;
  const totalSize = found.relaSize;
  const entrySize = found.relaEnt;

  // Make sure that the reported size matches our `Rela<u64>`.
  upstreamAssertEq(entrySize, BigInt(rela.RELA_SIZE), `unsupported entry size: ${entrySize}`);

  // Apply the relocations.
  const numEntries = Number(totalSize / entrySize);
  // Nearly every relocation writes one word to a page that is copied already.
  const mostInFile = Math.floor(elfFile.input.length / rela.RELA_SIZE);
  inner.probe.expectSteps(Math.min(numEntries, mostInFile), 1.05);
  const relocations = new Relocations(inner, elfFile, offset);
  for (let idx = 0; idx < numEntries;) {
    relocations.readRelocation(idx);
    relocations.applyRelocation(idx);
    idx++;
    idx += relocations.applyRun(idx, numEntries);
  }
}

interface RelaEntries {
  rela: bigint | null;
  relaSize: bigint | null;
  relaEnt: bigint | null;
}

/** The part of `handle_dynamic_segment` that goes through the dynamic table. */
function findRelaEntries(segment: ProgramHeader, elfFile: ElfFile): RelaEntries {
  const { start, end } = segment.rawRange(elfFile);
  const { class64 } = elfFile.header;
  assertWholeRecords(end - start, class64 ? dynamic.DYNAMIC_ENTRY_SIZE : 8);
  elfFile.assertAligned(start, class64 ? 8 : 4, 'read_array');
  if (!class64) throw new LoaderPanic('expected Dynamic64 segment');

  const view = elfFile.view();
  const found: RelaEntries = { rela: null, relaSize: null, relaEnt: null };
  for (let at = start; at < end; at += dynamic.DYNAMIC_ENTRY_SIZE) {
    const tag = dynamic.dynamicTag(view.getBigUint64(at, true));
    const value = view.getBigUint64(at + 8, true);
    if (tag === dynamic.DT_RELA) {
      if (found.rela !== null) throw new LoaderError('Dynamic section contains more than one Rela entry');
      found.rela = value;
    } else if (tag === dynamic.DT_RELASZ) {
      if (found.relaSize !== null) {
        throw new LoaderError('Dynamic section contains more than one RelaSize entry');
      }
      found.relaSize = value;
    } else if (tag === dynamic.DT_RELAENT) {
      if (found.relaEnt !== null) {
        throw new LoaderError('Dynamic section contains more than one RelaEnt entry');
      }
      found.relaEnt = value;
    }
  }
  return found;
}

/**
 * The loop over a relocation table: `read_relocation` and `apply_relocation` share their scratch space, so that
 * millions of relocations allocate nothing. 64-bit values are pairs of 32-bit words in arrays, because a number
 * beyond 31 bits that is passed to a function costs an allocation.
 */
class Relocations {
  /** The entry that was read last: six words of `words` from `at` on. */
  private words: Uint32Array;
  private at = 0;
  /** An entry that lies in two pages or is not aligned. */
  private readonly entry = new WordBuffer(rela.RELA_SIZE);
  /** The page of the table that was read last, -1 where it must be read again. */
  private tablePage = -1;
  private readonly tableBytes = new WordBuffer(PAGE_SIZE);
  private readonly address: AddressWords;
  private readonly value = new WordBuffer(8);
  private readonly target = new PrivatePage();
  /** Scratch of a run: low words of the offset fields, places in the page, relocated values. */
  private readonly runOffsets = new Uint32Array(MAX_RUN);
  private readonly runPlaces = new Uint32Array(MAX_RUN);
  private readonly runValues = new Uint32Array(MAX_RUN * 2);
  private readonly loadRanges: LoadRanges;
  private readonly tableLow: number;
  private readonly tableHigh: number;

  constructor(
    private readonly inner: Inner,
    elfFile: ElfFile,
    relocationTable: bigint,
  ) {
    this.words = this.entry.words;
    this.address = new AddressWords(inner.addresses.signExtends);
    this.loadRanges = new LoadRanges(elfFile);
    this.tableLow = Number(relocationTable & 0xffff_ffffn);
    this.tableHigh = Number(relocationTable >> 32n);
  }

  /** Mirrors `read_relocation`: reads entry `idx` through the page table, not from the file. */
  readRelocation(idx: number): void {
    const { address } = this;
    this.calculateAddress(idx);
    // Read the Rela from the kernel address space.
    const { page, pageOffset } = address;
    if ((pageOffset & 3) !== 0 || pageOffset > PAGE_SIZE - rela.RELA_SIZE) {
      copyFrom(this.inner, page, pageOffset, this.entry);
      this.words = this.entry.words;
      this.at = 0;
      return;
    }
    if (page !== this.tablePage) {
      copyFrom(this.inner, page, 0, this.tableBytes);
      this.tablePage = page;
      this.words = this.tableBytes.words;
    }
    this.at = pageOffset >>> 2;
  }

  /** The part of `read_relocation` that finds the address of an entry in the relocation table. */
  private calculateAddress(idx: number): void {
    const { inner, address } = this;
    let low = this.tableLow + rela.RELA_SIZE * idx;
    let high = this.tableHigh;
    if (low >= TWO_32) {
      high += Math.floor(low / TWO_32);
      low = low % TWO_32;
      if (high >= TWO_32) {
        if (inner.arithmetic.overflowChecks) throw new LoaderPanic('attempt to add with overflow');
        high -= TWO_32;
      }
    }
    address.words[0] = low;
    address.words[1] = high;
    inner.virtualAddressOffset.addWords(address.words, 0, address.words);
    if (!address.isCanonical()) {
      const value = address.value.toString(16);
      throw new LoaderPanic(`relocation table is outside the address space: VirtAddrNotValid(0x${value})`);
    }
  }

  /** Mirrors `apply_relocation` for the entry that was read last. */
  applyRelocation(idx: number): void {
    const { inner, address, value, words, at } = this;
    inner.probe.relocation(idx, words, at);
    if (rela.symbolTableIndex(words, at) !== 0) {
      const index = rela.symbolTableIndex(words, at);
      upstreamAssertEq(index, 0, 'relocations using the symbol table are not supported');
    }
    if (rela.relocationType(words, at) !== rela.R_AMD64_RELATIVE) {
      const type = rela.relocationType(words, at).toString(16);
      throw unimplemented(`relocation type ${type} not supported`);
    }
    // Make sure that the relocation happens in memory mapped by a Load segment.
    this.loadRanges.checkIsInLoad(words, at + rela.OFFSET);

    // Calculate the destination of the relocation.
    inner.virtualAddressOffset.addWords(words, at + rela.OFFSET, address.words);
    // `VirtAddr::new` panics, in the words of its release.
    if (!address.isCanonical()) inner.addresses.virtAddrNew(address.value);

    // Calculate the relocated value.
    inner.virtualAddressOffset.addWords(words, at + rela.ADDEND, value.words);

    // Write the relocated value to memory; it may be one of the entries that follow.
    const { page } = address;
    if (page === this.tablePage || page + 1 === this.tablePage) this.tablePage = -1;
    copyTo(inner, page, address.pageOffset, value, this.target);
  }
  /**
   * Applies the entries behind the one that was applied last as long as they are plain: in the same page of the
   * table, of the right type, for aligned words or others of the page that was just written to, without an overflow.
   * The same steps and changes as one by one.
   *
   * @param idx the next entry
   * @param end the entry behind the last
   * @returns how many were applied
   */
  applyRun(idx: number, end: number): number {
    const { inner, address, target, tablePage, words } = this;
    const { page, pageOffset } = address;
    // A page of the table itself may not be written to behind the back of what was read.
    if (page !== target.page || tablePage === -1 || words !== this.tableBytes.words) return 0;
    const { at } = this;
    const offsetHigh = words[at + rela.OFFSET + 1] as number;
    const pageStart = (words[at + rela.OFFSET] as number) - pageOffset;
    const window = this.loadRanges.window(words, at + rela.OFFSET, pageStart, pageStart + PAGE_SIZE - 8);
    const max = Math.min(end - idx, inner.probe.runLimit);
    const count = this.collectRun(pageStart, offsetHigh, window, max);
    if (count > 0) {
      inner.probe.relocationRun(idx, this.runOffsets, offsetHigh, count);
      inner.memory.writeWords(target.frame, this.runPlaces, this.runValues, count);
    }
    return count;
  }

  /** Calculates the plain relocations behind the last; the entry before the first that is not plain becomes the last. */
  private collectRun(pageStart: number, offsetHigh: number, window: Window, max: number): number {
    const { words, runOffsets, runPlaces, runValues } = this;
    const { low: addLow, high: addHigh } = this.inner.virtualAddressOffset;
    const lastAt = Math.min(words.length - ENTRY_WORDS, this.at + max * ENTRY_WORDS);
    const { first, last } = window;
    let count = 0;
    let at = this.at + ENTRY_WORDS;
    for (; at <= lastAt; at += ENTRY_WORDS) {
      const offset = words[at] as number;
      if (offset < first || offset > last || words[at + 1] !== offsetHigh) break;
      if (words[at + 2] !== rela.R_AMD64_RELATIVE || words[at + 3] !== 0) break;
      let low = (words[at + 4] as number) + addLow;
      let high = (words[at + 5] as number) + addHigh;
      if (low >= TWO_32) {
        low -= TWO_32;
        high++;
      }
      if (high < 0 || high >= TWO_32) break;
      runOffsets[count] = offset;
      runPlaces[count] = offset - pageStart;
      runValues[count * 2] = low;
      runValues[count * 2 + 1] = high;
      count++;
    }
    this.at = at - ENTRY_WORDS;
    return count;
  }
}
