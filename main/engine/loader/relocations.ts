import { PAGE_SIZE } from '../../../shared/address';
import { LoaderError, LoaderPanic, unimplemented, upstreamAssertEq } from '../base/errors';
import * as dynamic from '../elf/dynamic';
import type { ElfFile } from '../elf/elf-file';
import { assertWholeRecords, type ProgramHeader } from '../elf/program-header';
import { R_AMD64_RELATIVE, Rela, RELA_SIZE } from '../elf/rela';
import type { Inner } from './inner';
import { copyFrom, copyTo } from './kernel-memory';
import { LoadRanges } from './load-ranges';
import type { Halves } from './virtual-address-offset';

const TWO_32 = 2 ** 32;

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
  upstreamAssertEq(entrySize, BigInt(RELA_SIZE), `unsupported entry size: ${entrySize}`);

  // Apply the relocations.
  const numEntries = Number(totalSize / entrySize);
  const relocations = new Relocations(inner, elfFile, offset);
  for (let idx = 0; idx < numEntries; idx++) {
    relocations.readRelocation(idx);
    relocations.applyRelocation(idx);
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
 * millions of relocations allocate nothing. 64-bit values are pairs of 32-bit halves.
 */
class Relocations {
  private readonly rela = new Rela();
  private readonly sum: Halves = { low: 0, high: 0 };
  private readonly value = new Uint8Array(8);
  private readonly valueWords = new Uint32Array(this.value.buffer);
  private readonly loadRanges: LoadRanges;
  private readonly tableLow: number;
  private readonly tableHigh: number;

  constructor(
    private readonly inner: Inner,
    elfFile: ElfFile,
    relocationTable: bigint,
  ) {
    this.loadRanges = new LoadRanges(elfFile);
    this.tableLow = Number(relocationTable & 0xffff_ffffn);
    this.tableHigh = Number(relocationTable >> 32n);
  }

  /** Mirrors `read_relocation`: reads entry `idx` through the page table, not from the file. */
  readRelocation(idx: number): void {
    // Calculate the address of the entry in the relocation table.
    const { inner, sum } = this;
    const distance = RELA_SIZE * idx;
    let low = this.tableLow + (distance % TWO_32);
    let high = this.tableHigh + Math.floor(distance / TWO_32);
    if (low >= TWO_32) {
      low -= TWO_32;
      high++;
    }
    if (high >= TWO_32) {
      if (inner.arithmetic.overflowChecks) throw new LoaderPanic('attempt to add with overflow');
      high -= TWO_32;
    }
    inner.virtualAddressOffset.addHalves(low, high, sum);
    const top = sum.high >>> 15;
    if (top !== 0 && top !== 1 && top !== 0x1ffff) {
      throw new LoaderPanic(`relocation table is outside the address space: VirtAddrNotValid(${hex(sum)})`);
    }
    // Read the Rela from the kernel address space.
    copyFrom(inner, pageOf(sum), sum.low % PAGE_SIZE, this.rela.buffer);
  }

  /** Mirrors `apply_relocation` for the entry that was read last. */
  applyRelocation(idx: number): void {
    const { inner, rela, sum } = this;
    inner.probe.step('relocation', idx, rela.offsetLow, rela.offsetHigh);
    upstreamAssertEq(rela.symbolTableIndex, 0, 'relocations using the symbol table are not supported');
    if (rela.type !== R_AMD64_RELATIVE) {
      throw unimplemented(`relocation type ${rela.type.toString(16)} not supported`);
    }
    // Make sure that the relocation happens in memory mapped by a Load segment.
    this.loadRanges.checkIsInLoad(rela.offsetLow, rela.offsetHigh);

    // Calculate the destination of the relocation.
    inner.virtualAddressOffset.addHalves(rela.offsetLow, rela.offsetHigh, sum);
    const top = sum.high >>> 15;
    if (top !== 0 && top !== 1 && top !== 0x1ffff) {
      throw new LoaderPanic(
        'address passed to VirtAddr::new must not contain any data in bits 48 to 64: ' +
          `VirtAddrNotValid(${hex(sum)})`,
      );
    }
    const page = pageOf(sum);
    const offset = sum.low % PAGE_SIZE;

    // Calculate the relocated value.
    inner.virtualAddressOffset.addHalves(rela.addendLow, rela.addendHigh, sum);

    // Write the relocated value to memory.
    this.valueWords[0] = sum.low;
    this.valueWords[1] = sum.high;
    copyTo(inner, page, offset, this.value);
  }
}

/** The page number of a 64-bit address in halves. */
function pageOf(address: Halves): number {
  return (address.high & 0xffff) * 2 ** 20 + Math.floor(address.low / PAGE_SIZE);
}

function hex(value: Halves): string {
  return `0x${((BigInt(value.high) << 32n) | BigInt(value.low)).toString(16)}`;
}
