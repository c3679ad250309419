/** What loading a kernel maps and what frames that takes, counted from its file alone. */
import type { KernelFile, LoadHeader } from './kernel-file';
import { BASE, copiedPages, isMadeReadOnly, PAGE } from './load-facts';

/** Effective rights as the window writes them. */
export type Rights = 'R' | 'RW' | 'R X' | 'RWX';

/** A page of a LOAD segment at the end of a load. */
export interface MappedPage {
  /** Its number in the virtual space. */
  readonly page: number;
  readonly rights: Rights;
  /** What is in its frame, e.g. `LOAD 3 copy`. */
  readonly owner: string;
}

/** Neighbouring pages that are alike. */
export interface PageRun {
  readonly first: string;
  readonly last: string;
  readonly pages: number;
  readonly rights: Rights;
  readonly owner: string;
}

/** When it is: before or after RELRO takes the right to write. */
export type Stage = 'before RELRO' | 'end';

/** The pages of all LOAD segments, none of which share one, in their order. @param base where the kernel is put */
export function mappedPages(kernel: KernelFile, base = BASE, stage: Stage = 'end'): MappedPage[] {
  const copied = copiedPages(kernel);
  return kernel.loads.flatMap((load, index) => {
    const [first, end] = pagesOf(load);
    return Array.from({ length: end - first }, (_, i) => ({
      page: Number(base / BigInt(PAGE)) + first + i,
      rights: rightsOf(kernel, load, first + i, stage),
      owner: `LOAD ${index + 1} ${contentOf(load, first + i, copied)}`,
    }));
  });
}

function pagesOf({ vaddr, memSize }: LoadHeader): [first: number, end: number] {
  return [Math.floor(Number(vaddr) / PAGE), Math.ceil((Number(vaddr) + memSize) / PAGE)];
}

function rightsOf(kernel: KernelFile, load: LoadHeader, page: number, stage: Stage): Rights {
  const isReadOnly = stage === 'end' && isMadeReadOnly(kernel, BigInt(page * PAGE));
  const writable = load.writable && !isReadOnly;
  if (writable) return load.executable ? 'RWX' : 'RW';
  return load.executable ? 'R X' : 'R';
}

function contentOf({ vaddr, fileSize }: LoadHeader, page: number, copied: ReadonlySet<number>): string {
  if (page * PAGE >= Number(vaddr) + fileSize) return 'bss';
  return copied.has(page) ? 'copy' : 'file';
}

/** Pages put together where a key of neighbours is equal. */
export function runsOf(pages: readonly MappedPage[], keyOf: (page: MappedPage) => string): PageRun[] {
  const runs: MappedPage[][] = [];
  for (const page of pages) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last?.page === page.page - 1 && keyOf(last) === keyOf(page)) run.push(page);
    else runs.push([page]);
  }
  return runs.map((run) => {
    const start = BigInt(run[0]!.page) * BigInt(PAGE);
    return {
      first: `0x${start.toString(16)}`,
      last: `0x${(start + BigInt(run.length * PAGE) - 1n).toString(16)}`,
      pages: run.length,
      rights: run[0]!.rights,
      owner: run[0]!.owner,
    };
  });
}

/** How many page tables of a level, 1 to 4, it takes to map pages. */
export function tablesFor(pages: readonly MappedPage[], level: number): number {
  return new Set(pages.map(({ page }) => Math.floor(page / 512 ** level))).size;
}

/** How many page tables it takes to map pages, the root among them. */
export function allTables(pages: readonly MappedPage[]): number {
  return [1, 2, 3, 4].reduce((sum, level) => sum + tablesFor(pages, level), 0);
}
