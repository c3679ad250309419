import { hex, isCanonical, PAGE_SIZE } from '../../../../shared/address';
import type { SegmentRow } from '../../../../shared/kernel-types';
import { named, SEGMENT_TYPES } from '../structures/elf-names';
import { programHeader } from '../structures/header-shapes';
import type { FileSegment } from '../structures/layout';
import type { KernelFile } from './kernel-file';
import { fieldRow } from './kernel-words';
import type { RawSegment } from '../../elf/raw-file';
import { PT_LOAD } from '../../elf/numbers';

const PT_SHLIB = 5;
const PT_GNU_STACK = 0x6474e551;
const PAGE_BYTES = BigInt(PAGE_SIZE);

/** Program headers: `count` of them from the `first` on. */
export function segmentRows(kernel: KernelFile, first: number, count: number): SegmentRow[] {
  const wanted = kernel.raw.segments.slice(first, first + count);
  const names = kernel.mapping.namesIn(wanted);
  let load = kernel.raw.segments.slice(0, first).filter(({ type }) => type === PT_LOAD).length;
  return wanted.map((segment, i) => {
    if (segment.type === PT_LOAD) load++;
    return segmentRow(kernel, segment, segment.type === PT_LOAD ? load : 0, names[i] ?? []);
  });
}

function segmentRow(
  kernel: KernelFile,
  segment: RawSegment,
  load: number,
  sections: readonly string[],
): SegmentRow {
  const { raw, words } = kernel;
  const [type, meaning] = named(SEGMENT_TYPES, segment.type);
  const size = raw.class64 ? 56 : 32;
  const { fields } = programHeader(words, shapeOf(segment), size);
  const wrong = segmentWrong(kernel, segment);
  return {
    index: segment.index,
    type,
    meaning,
    load,
    place: { offset: segment.at, length: size },
    fields: fields.map((field) => fieldRow(raw, field, segment.at, null)),
    offset: hex(segment.offset),
    virt: hex(segment.virt),
    fileSize: hex(segment.fileSize),
    memSize: hex(segment.memSize),
    rights: rightsOf(segment.flags),
    align: hex(segment.align),
    loaded: loadedRange(kernel, segment),
    sections,
    stage: kernel.loaded.momentsOf(segment.index),
    wrong,
  };
}

/** What the readings of a header's fields look at: none looks at more than its own bytes. */
function shapeOf(segment: RawSegment): FileSegment {
  return {
    index: segment.index,
    type: segment.type,
    flags: segment.flags,
    offset: Number(segment.offset),
    virtualAddress: segment.virt,
    fileSize: Number(segment.fileSize),
    memorySize: Number(segment.memSize),
  };
}

/** `R`, `RW`, `R X`: what a header asks for. */
export function rightsOf(flags: number): string {
  const letters = `${(flags & 4) === 0 ? ' ' : 'R'}${(flags & 2) === 0 ? ' ' : 'W'}${(flags & 1) === 0 ? ' ' : 'X'}`;
  return letters.trim();
}

function loadedRange(kernel: KernelFile, segment: RawSegment): SegmentRow['loaded'] {
  const { memSize, virt, type, index } = segment;
  if (memSize === 0n || type === PT_GNU_STACK) return null;
  const { offset } = kernel.view;
  const first = BigInt.asUintN(64, virt + offset);
  const last = BigInt.asUintN(64, first + memSize - 1n);
  if (type === PT_LOAD) {
    const pages = kernel.loaded.pagesOf(index);
    return pages === 0 ? null : { first: hex(first), last: hex(last), pages };
  }
  if (kernel.loaded.addressOf(virt) === null || kernel.loaded.addressOf(virt + memSize - 1n) === null)
    return null;
  return { first: hex(first), last: hex(last), pages: Number(last / PAGE_BYTES - first / PAGE_BYTES) + 1 };
}

/** What is wrong with a program header, by the loader's checks and those that it has not. */
export function segmentWrong(kernel: KernelFile, segment: RawSegment): string[] {
  const { raw, view } = kernel;
  const { type, offset, virt, fileSize, memSize, align } = segment;
  const wrong: string[] = [];
  const outside = raw.outside(offset, fileSize);
  const end = offset + fileSize;
  if (outside !== null) wrong.push(`It ${outside}: the loader refuses the kernel.`);
  else if (end === BigInt(raw.elf.length)) {
    wrong.push('It ends with the file: the loader’s check wants one byte more and refuses the kernel.');
  }
  if (type === PT_SHLIB) wrong.push('The loader refuses PT_SHLIB.');
  if (!isKnownType(type))
    wrong.push('The loader knows no such type and refuses the kernel (“Invalid type”).');
  if (align > 1n && virt % align !== offset % align) {
    wrong.push('Offset and address differ modulo the alignment: the loader refuses the kernel.');
  }
  if (align > 1n && (align & (align - 1n)) !== 0n) wrong.push('The alignment is no power of two.');
  if (type !== PT_LOAD) {
    if (memSize > 0n && fileSize > 0n && kernel.loadAt(virt) === 0 && virt !== 0n)
      wrong.push('It lies in no LOAD.');
    return wrong;
  }
  if (memSize < fileSize) wrong.push('It is smaller in memory than in the file.');
  if (memSize === 0n) wrong.push('It is empty; the loader maps a page for it all the same, or panics.');
  if (fileSize > 0n && align <= 1n && virt % PAGE_BYTES !== offset % PAGE_BYTES) {
    wrong.push('Offset and address differ in their page: the bytes show up shifted.');
  }
  const last = virt + view.offset + (memSize > 0n ? memSize - 1n : 0n);
  if (!isCanonical(BigInt.asUintN(64, virt + view.offset)) || !isCanonical(BigInt.asUintN(64, last))) {
    wrong.push('It is not at canonical addresses.');
  }
  const other = kernel.addresses.overlapOf(segment.index);
  if (other !== null) {
    wrong.push(
      `It shares a page with LOAD ${kernel.addresses.numberOf(other)}: the loader refuses the kernel.`,
    );
  }
  return wrong;
}

/** Types as the loader's crate knows them. */
function isKnownType(type: number): boolean {
  return type <= 7 || (type >= 0x6000_0000 && type <= 0x7fff_ffff);
}
