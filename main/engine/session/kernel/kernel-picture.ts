/** The file against memory, as the loader's comment on bss draws it. */
import { hex, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import type { KernelPicture, PictureBlock } from '../../../../shared/kernel-types';
import type { KernelFile } from './kernel-file';
import type { RawSegment } from '../../elf/raw-file';
import { rightsOf } from './segment-rows';
import { PT_LOAD } from '../../elf/numbers';

/** Blocks of one side; a hostile file has 65,535 segments. */
const MOST_BLOCKS = 2000;
/** Shared frames that are listed, and pages of one of them. */
const MOST_SHARED = 64;
const MOST_PAGES = 16;
const SPACE_BITS = 48;

export function kernelPicture(kernel: KernelFile, moment: number): KernelPicture {
  const loads = kernel.raw.segments.filter(({ type }) => type === PT_LOAD).slice(0, MOST_BLOCKS / 2);
  const memory = memoryBlocks(kernel, loads);
  const frames = sharedFrames(kernel);
  const shared: KernelPicture['shared'][number][] = [];
  let more = 0;
  for (const { first, end } of frames) {
    for (let frame = first; frame < end && shared.length < MOST_SHARED; frame++) {
      const pages = pagesOf(kernel, frame, moment);
      if (pages.length > 1) shared.push({ fileOffset: frame * PAGE_SIZE, pages });
      more--;
    }
    more += end - first;
  }
  return {
    fileSize: kernel.raw.elf.length,
    ...memory,
    file: fileBlocks(kernel, loads),
    shared,
    moreShared: Math.max(0, more),
  };
}

/** What the file is made of: headers, what LOADs show, and the rest. */
function fileBlocks(kernel: KernelFile, loads: readonly RawSegment[]): PictureBlock[] {
  const { raw, addresses } = kernel;
  const blocks: PictureBlock[] = [];
  const add = (
    label: string,
    kind: PictureBlock['kind'],
    first: bigint | number,
    length: bigint | number,
    load = 0,
    rights = '',
  ): void => {
    const place = raw.place(first, length);
    if (place !== null) {
      blocks.push({ label, kind, load, rights, first: place.offset, length: place.length });
    }
  };
  if (raw.isElf) add('ELF header', 'header', 0, raw.headerSize);
  const { segmentTable: program, sectionTable: section } = raw;
  add('program headers', 'header', program.first, program.entrySize * program.count);
  for (const { index, offset, fileSize, flags } of loads) {
    const load = addresses.numberOf(index);
    add(`LOAD ${load}`, 'segment', offset, fileSize, load, rightsOf(flags));
  }
  add('section headers', 'header', section.first, section.entrySize * section.count);
  return withRest(blocks, raw.elf.length);
}

/** Blocks in ascending order, and what lies between them. */
function withRest(blocks: readonly PictureBlock[], size: number): PictureBlock[] {
  const found = [...blocks];
  let end = 0;
  const addRest = (to: number): void => {
    if (to > end)
      found.push({ label: 'in no LOAD', kind: 'other', load: 0, rights: '', first: end, length: to - end });
  };
  for (const { first, length } of [...blocks].sort((a, b) => a.first - b.first)) {
    addRest(first);
    end = Math.max(end, first + length);
  }
  addRest(size);
  return found.sort((a, b) => a.first - b.first || b.length - a.length);
}

/** An address of the file as a distance in the address space, which has 48 bits. */
function positionOf(kernel: KernelFile, address: bigint): number {
  return Number(BigInt.asUintN(SPACE_BITS, address + kernel.view.offset));
}

/** What the kernel's memory is made of, by what the headers ask for. */
function memoryBlocks(
  kernel: KernelFile,
  loads: readonly RawSegment[],
): Pick<KernelPicture, 'base' | 'memorySize' | 'memory'> {
  const placed = loads.filter(({ memSize }) => memSize > 0n && memSize < 2n ** BigInt(SPACE_BITS));
  if (placed.length === 0) return { base: '0x0', memorySize: 0, memory: [] };
  const starts = placed.map(({ virt }) => positionOf(kernel, virt));
  const base = Math.floor(starts.reduce((least, start) => Math.min(least, start)) / PAGE_SIZE) * PAGE_SIZE;
  const memory: PictureBlock[] = [];
  let size = 0;
  placed.forEach(({ index, fileSize, memSize, flags }, i) => {
    const load = kernel.addresses.numberOf(index);
    const rights = rightsOf(flags);
    const start = (starts[i] as number) - base;
    const shown = Number(fileSize < memSize ? fileSize : memSize);
    const end = start + Number(memSize);
    const add = (label: string, kind: PictureBlock['kind'], first: number, behind: number): void => {
      if (behind > first) memory.push({ label, kind, load, rights, first, length: behind - first });
    };
    add(`LOAD ${load}`, 'segment', start, start + shown);
    add('.bss', 'bss', start + shown, end);
    const firstPage = Math.floor(start / PAGE_SIZE) * PAGE_SIZE;
    const lastPage = Math.ceil(end / PAGE_SIZE) * PAGE_SIZE;
    add('padding', 'padding', firstPage, start);
    add('padding', 'padding', end, lastPage);
    size = Math.max(size, lastPage);
  });
  memory.sort((a, b) => a.first - b.first);
  return { base: hex(virtOfPage(base / PAGE_SIZE)), memorySize: size, memory };
}

/** Frames of the file that the bytes of more than one LOAD lie in, as runs. */
function sharedFrames(kernel: KernelFile): { readonly first: number; readonly end: number }[] {
  const { raw } = kernel;
  const edges: { readonly at: number; readonly change: number }[] = [];
  for (const { type, offset, fileSize } of raw.segments) {
    const place = type === PT_LOAD ? raw.place(offset, fileSize) : null;
    if (place === null) continue;
    const { offset: start, length } = place;
    edges.push({ at: Math.floor(start / PAGE_SIZE), change: 1 });
    edges.push({ at: Math.ceil((start + length) / PAGE_SIZE), change: -1 });
  }
  edges.sort((a, b) => a.at - b.at);
  const runs: { readonly first: number; readonly end: number }[] = [];
  let depth = 0;
  let first = 0;
  for (let i = 0; i < edges.length;) {
    const { at } = edges[i] as { at: number };
    let change = 0;
    for (; i < edges.length && edges[i]?.at === at; i++) change += edges[i]?.change ?? 0;
    if (depth > 1 && at > first) runs.push({ first, end: at });
    depth += change;
    first = at;
  }
  return runs;
}

/** The pages that were mapped to a frame of the file by a moment. */
function pagesOf(
  { view }: KernelFile,
  frame: number,
  moment: number,
): KernelPicture['shared'][number]['pages'] {
  const physical = view.firstFileFrame + frame;
  return view.owners
    .everyMappingOf(physical)
    .filter((mapping) => mapping.moment <= moment)
    .slice(0, MOST_PAGES)
    .map(({ page, segment }) => ({
      virt: hex(virtOfPage(page)),
      load: segment.number,
      copied: view.tables.translate(page, moment)?.frame !== physical,
    }));
}
