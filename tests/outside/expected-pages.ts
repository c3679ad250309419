/** The pages that a kernel must have after its load, by what readelf prints of its file and nothing of ours. */
import { linesOf, programHeaders, run, type PrintedHeader } from './tools';

const PAGE = 4096n;
/** Bytes that a relative relocation writes. */
const WORD = 8n;

/** A page of 4 KiB as it must be mapped. */
export interface ExpectedPage {
  readonly page: bigint;
  /** Frame of the kernel file that it shows; `null`: one that the loader took. */
  frame: bigint | null;
  writable: boolean;
  readonly executable: boolean;
}

/**
 * The pages, ascending, by the rules of the loader: LOAD segments page by page from the start of the file's page on, zeroed
 * ones behind, copies where the file's page may not be written, and RELRO without the right to write.
 *
 * @param place what is added to the file's addresses, and the physical address that the file lies at
 */
export function expectedPages(
  path: string,
  place: { readonly offset: bigint; readonly file: bigint },
): ExpectedPage[] {
  const headers = programHeaders(path);
  const pages = new Map<bigint, ExpectedPage>();
  const copy = (address: bigint): void => {
    const page = pages.get((address + place.offset) / PAGE);
    if (page === undefined) throw new Error(`0x${address.toString(16)} is on no page of ${path}`);
    page.frame = null;
  };
  const loads = headers.filter(({ type }) => type === 'LOAD');
  for (const load of loads) {
    for (const page of pagesOf(load, place)) {
      if (pages.has(page.page)) throw new Error(`page ${page.page} is mapped twice`);
      pages.set(page.page, page);
    }
    const zeros = load.virt + load.fileSize;
    if (load.memSize > load.fileSize && zeros % PAGE !== 0n) copy(zeros - 1n);
  }
  for (const address of relocatedAddresses(path)) {
    copy(address);
    copy(address + WORD - 1n);
  }
  for (const { virt, memSize } of headers.filter(({ type }) => type === 'GNU_RELRO')) {
    const last = (virt + place.offset + memSize - 1n) / PAGE;
    for (let page = (virt + place.offset) / PAGE; page <= last; page++) {
      const found = pages.get(page);
      if (found !== undefined) found.writable = false;
    }
  }
  return [...pages.values()].sort((a, b) => (a.page < b.page ? -1 : 1));
}

function pagesOf(load: PrintedHeader, place: { offset: bigint; file: bigint }): ExpectedPage[] {
  const { writable, executable } = load;
  const found: ExpectedPage[] = [];
  const start = place.offset + load.virt;
  const from = place.file + load.offset;
  // Without bytes in the middle of a page the loader still maps the page that they would lie in.
  const lastFrame = (from + load.fileSize - 1n) / PAGE;
  for (let frame = from / PAGE; frame <= lastFrame; frame++) {
    found.push({ page: start / PAGE + (frame - from / PAGE), frame, writable, executable });
  }
  if (load.memSize <= load.fileSize) return found;
  const lastPage = (start + load.memSize - 1n) / PAGE;
  for (let page = (start + load.fileSize + PAGE - 1n) / PAGE; page <= lastPage; page++) {
    found.push({ page, frame: null, writable, executable });
  }
  return found;
}

/** Addresses of the file that relocations of the dynamic table's DT_RELA write. */
function relocatedAddresses(path: string): bigint[] {
  const [, ofRela = ''] = run('readelf', ['-DrW', path]).split(/'RELA' relocation section/);
  const [rela = ''] = ofRela.split(/'\w+' relocation section/);
  return linesOf(rela, /^(\w+)\s+\w+ R_X86_64_RELATIVE\s/).map(([address]) => BigInt(`0x${address}`));
}
