/** What loading a kernel has to do, counted from its file alone: what the end-to-end tests expect of the window. */
import type { KernelFile, LoadHeader } from './kernel-file';

/** Where the default machine has the kernel file, and where the loader puts a position-independent kernel. */
export const KERNEL_ADDRESS = 0x1000000;
export const BASE = 0x8000000000n;
export const PAGE = 4096;
/** Operations of a copy-on-write: allocate a frame, copy, clear the entry, map the copy. */
export const COPY_OPS = 4;

/** A number as the window writes it. */
export function shown(count: number): string {
  return count.toLocaleString('en-US');
}

/** An address as the window's fields take it. */
export function hex(address: bigint | number): string {
  return `0x${address.toString(16)}`;
}

/** First and last frame of the file that a LOAD segment maps, counted from the file's start. */
function framesOf({ offset, fileSize }: LoadHeader): [first: number, last: number] {
  return [Math.floor(offset / PAGE), Math.floor((offset + fileSize - 1) / PAGE)];
}

/** Pages of a LOAD segment that show frames of the file. */
export function filePages(load: LoadHeader): number {
  const [first, last] = framesOf(load);
  return last - first + 1;
}

/** Pages of a LOAD segment that are all bss. */
export function bssPages({ vaddr, fileSize, memSize }: LoadHeader): number {
  if (memSize <= fileSize) return 0;
  const first = (Number(vaddr) + fileSize + PAGE - 1) / PAGE;
  return Math.floor((Number(vaddr) + memSize - 1) / PAGE) - Math.floor(first) + 1;
}

/** Numbers of the pages in which bss begins behind bytes of the file. */
export function bssEdges(kernel: KernelFile): Set<number> {
  const pages = new Set<number>();
  for (const { vaddr, fileSize, memSize } of kernel.loads) {
    const end = Number(vaddr) + fileSize;
    if (memSize > fileSize && end % PAGE !== 0) pages.add(Math.floor(end / PAGE));
  }
  return pages;
}

/** Numbers of the pages that get a frame of their own: those of relocated words, and edges of bss. */
export function copiedPages(kernel: KernelFile): Set<number> {
  const pages = bssEdges(kernel);
  for (let index = 0; index < kernel.relocationCount; index += 1) {
    pages.add(Math.floor(Number(kernel.relocation(index).offset) / PAGE));
  }
  return pages;
}

/** Operations of all relocations: each writes a word, the first one of a page gives it a frame of its own before. */
export function relocationOps(kernel: KernelFile): number {
  const copies = copiedPages(kernel).size - bssEdges(kernel).size;
  return kernel.relocationCount + copies * COPY_OPS;
}

/** The frame of the file, as a physical address, that an address of a LOAD segment is mapped to first. */
export function fileFrame(kernel: KernelFile, vaddr: bigint): number {
  const at = KERNEL_ADDRESS + kernel.fileOffset(vaddr);
  return at - (at % PAGE);
}

/** How often pages are mapped to a frame of the file. */
export function timesMapped(kernel: KernelFile, frame: number): number {
  const index = (frame - KERNEL_ADDRESS) / PAGE;
  return kernel.loads.filter((load) => {
    const [first, last] = framesOf(load);
    return index >= first && index <= last;
  }).length;
}

/** How often a frame of the file is copied. */
export function timesCopied(kernel: KernelFile, frame: number): number {
  const index = (frame - KERNEL_ADDRESS) / PAGE;
  const copied = copiedPages(kernel);
  return kernel.loads.filter((load) => {
    const [first, last] = framesOf(load);
    const page = Math.floor(Number(load.vaddr) / PAGE) + index - first;
    return index >= first && index <= last && copied.has(page);
  }).length;
}

/** Whether the page of an address is made read-only after the relocations. */
export function isMadeReadOnly({ relro }: KernelFile, vaddr: bigint): boolean {
  if (relro === null) return false;
  const page = vaddr / BigInt(PAGE);
  return page >= relro.start / BigInt(PAGE) && page <= (relro.end - 1n) / BigInt(PAGE);
}
