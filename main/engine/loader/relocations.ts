import { PAGE_SIZE } from '../../../shared/address';
import { LoaderError, LoaderPanic, unimplemented, upstreamAssertEq } from '../base/errors';
import * as dynamic from '../elf/dynamic';
import type { ElfFile } from '../elf/elf-file';
import { assertWholeRecords, type ProgramHeader } from '../elf/program-header';
import * as rela from '../elf/rela';
import type { Inner } from './inner';
import { copyTo, PrivatePage, WordBuffer } from './kernel-memory';
import { LoadRanges, type Window } from './load-ranges';
import { RelocationTable } from './relocation-table';
import { AddressWords } from './virtual-address-offset';

const TWO_32 = 2 ** 32;

const ENTRY_WORDS = rela.RELA_SIZE / 4;

/** Most entries of a run: twice the words of a page. */
const MAX_RUN = 1024;

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
  const relocations = new Relocations(inner, elfFile, offset, numEntries);
  for (let idx = 0; idx < numEntries;) {
    relocations.readRelocation(idx);
    relocations.applyRelocation(idx);
    idx++;
    idx += relocations.applyRun(idx);
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
 * `apply_relocation` over a table, with scratch space that all entries share, so that millions of relocations allocate
 * nothing. 64-bit values are pairs of 32-bit words in arrays, because a number beyond 31 bits that is passed to a
 * function costs an allocation.
 */
class Relocations {
  private readonly table: RelocationTable;
  private readonly address: AddressWords;
  private readonly value = new WordBuffer(8);
  private readonly target = new PrivatePage();
  /** Scratch of a run: places in the page, relocated values. */
  private readonly runPlaces = new Uint32Array(MAX_RUN);
  private readonly runValues = new Uint32Array(MAX_RUN * 2);
  private readonly loadRanges: LoadRanges;

  /** @param end how many entries there are */
  constructor(
    private readonly inner: Inner,
    elfFile: ElfFile,
    relocationTable: bigint,
    private readonly end: number,
  ) {
    this.table = new RelocationTable(inner, relocationTable, end);
    this.address = new AddressWords(inner.addresses.signExtends);
    this.loadRanges = new LoadRanges(elfFile);
  }

  /** Mirrors `read_relocation`. */
  readRelocation(idx: number): void {
    this.table.readRelocation(idx);
  }

  /** Mirrors `apply_relocation` for the entry that was read last. */
  applyRelocation(idx: number): void {
    const { inner, address, value } = this;
    const { words, at } = this.table;
    inner.probe.relocation(idx, words, at);
    const index = rela.symbolTableIndex(words, at);
    upstreamAssertEq(index, 0, 'relocations using the symbol table are not supported');
    const type = rela.relocationType(words, at);
    if (type !== rela.R_AMD64_RELATIVE) {
      throw unimplemented(`relocation type ${type.toString(16)} not supported`);
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
    this.table.forget(page);
    copyTo(inner, page, address.pageOffset, value, this.target);
  }

  /**
   * Applies the entries behind the one that was applied last as long as they are plain: known to the table without
   * another look, of the right type, for words of the page that was just written to, without an overflow. The same
   * steps and changes as one by one.
   *
   * @param idx the next entry
   * @returns how many were applied
   */
  applyRun(idx: number): number {
    const { inner, address, target, table } = this;
    const { page, pageOffset } = address;
    if (page !== target.page || table.wordsKnown === 0) return 0;
    const { words, at } = table;
    const offsetHigh = words[at + rela.OFFSET + 1] as number;
    const pageStart = (words[at + rela.OFFSET] as number) - pageOffset;
    const window = this.loadRanges.window(words, at + rela.OFFSET, pageStart, pageStart + PAGE_SIZE - 8);
    if (window.last < window.first) return 0;
    const max = Math.min(this.end - idx, inner.probe.runLimit, MAX_RUN);
    const count = this.collectRun(pageStart, offsetHigh, window, max);
    if (count > 0) {
      inner.probe.relocationRun(idx, pageStart, offsetHigh, this.runPlaces, count);
      inner.memory.writeWords(target.frame, this.runPlaces, this.runValues, count);
    }
    return count;
  }

  /**
   * Calculates the plain relocations behind the last. `>>> 0` and `| 0` keep everything in machine words, and `a - b >>> 0`
   * beyond a bound is one comparison for both ends of a range.
   *
   * @param pageStart low word of the offset field that would mean the page's first byte
   */
  private collectRun(pageStart: number, offsetHigh: number, window: Window, max: number): number {
    const { runPlaces, runValues } = this;
    const { words, at, wordsKnown } = this.table;
    const { low, high } = this.inner.virtualAddressOffset;
    const [addLow, addHigh, sameHigh] = [low >>> 0, high | 0, offsetHigh >>> 0];
    const [start, first, size] = [pageStart | 0, window.first | 0, (window.last - window.first) >>> 0];
    // High words of addends for which the sum certainly has 64 bits; at the upper end without a carry only.
    const leastHigh = Math.max(0, -high);
    const mostHigh = Math.min(TWO_32 - 1, TWO_32 - 1 - high) >>> 0;
    const highs = (mostHigh - leastHigh) >>> 0;
    const end = at + Math.min(wordsKnown, (max + 1) * ENTRY_WORDS) - ENTRY_WORDS;
    let count = 0;
    for (let entry = at + ENTRY_WORDS; entry <= end; entry += ENTRY_WORDS) {
      const offset = words[entry] as number;
      if ((offset - first) >>> 0 > size || words[entry + 1] !== sameHigh) break;
      if (words[entry + 2] !== rela.R_AMD64_RELATIVE || words[entry + 3] !== 0) break;
      const addendHigh = words[entry + 5] as number;
      if ((addendHigh - leastHigh) >>> 0 > highs) break;
      const sumLow = ((words[entry + 4] as number) + addLow) >>> 0;
      const carry = sumLow < addLow ? 1 : 0;
      if (carry !== 0 && addendHigh === mostHigh) break;
      runPlaces[count] = (offset - start) | 0;
      runValues[count * 2] = sumLow;
      runValues[count * 2 + 1] = (addendHigh + addHigh + carry) | 0;
      count++;
    }
    return count;
  }
}
