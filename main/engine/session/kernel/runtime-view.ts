/** TLS, RELRO and entry: what the loader does beside mapping. */
import { hex, isCanonical, PAGE_SIZE, pageOfVirt, virtOfPage } from '../../../../shared/address';
import type { FieldRow, RuntimeView } from '../../../../shared/kernel-types';
import { SPAN } from '../../trace/codes';
import { virtualLink } from '../links';
import { rightsOfPage } from '../rights';
import { bytesWords } from '../structures/words';
import { wrongEntry } from './header-rows';
import type { KernelFile } from './kernel-file';
import type { RawSegment } from '../../elf/raw-file';
import { PT_TLS } from '../../elf/numbers';

const PT_GNU_RELRO = 0x6474e552;
const PAGE_BYTES = BigInt(PAGE_SIZE);
/** Pages of one RELRO that are listed, and headers of it. */
const MOST_PAGES = 256;
const MOST_HEADERS = 16;
/** Names of neighbours in a page. */
const MOST_NAMES = 4;

type Row = Pick<FieldRow, 'name' | 'raw'> & Partial<FieldRow>;

function row(fields: Row): FieldRow {
  return { meaning: '', place: null, link: null, wrong: null, ...fields };
}

export function runtimeView(kernel: KernelFile): RuntimeView {
  const relro = kernel.raw.segments.filter(({ type }) => type === PT_GNU_RELRO);
  return {
    tls: kernel.raw.segments
      .filter(({ type }) => type === PT_TLS)
      .slice(0, MOST_HEADERS)
      .flatMap((segment, i) => tlsRows(kernel, segment, i)),
    relro: relro.slice(0, MOST_HEADERS).map((segment) => relroView(kernel, segment)),
    entry: entryRows(kernel),
  };
}

/** A field of a program header as a row with an address of the loaded kernel. */
function addressRow(kernel: KernelFile, name: string, address: bigint): FieldRow {
  const loaded = BigInt.asUintN(64, address + kernel.view.offset);
  const link = isCanonical(loaded) ? virtualLink(loaded) : null;
  const symbol = kernel.symbolAt(loaded);
  const meaning = [`loaded at ${hex(loaded)}`, symbol].filter((text) => text !== '').join(', ');
  return row({ name, raw: hex(address), meaning, link });
}

function tlsRows(kernel: KernelFile, segment: RawSegment, position: number): FieldRow[] {
  const { raw } = kernel;
  const { virt, fileSize, memSize, align, at, index } = segment;
  const place = { offset: at, length: raw.class64 ? 56 : 32 };
  const zeros = memSize > fileSize ? memSize - fileSize : 0n;
  const isMapped = memSize === 0n || (kernel.loadAt(virt) > 0 && kernel.loadAt(virt + memSize - 1n) > 0);
  const isReadable = fileSize === 0n || kernel.addresses.find(virt) !== null;
  const moments = kernel.loaded.momentsOf(index);
  const doubled =
    position > 0
      ? 'A second PT_TLS: the loader refuses the kernel (“multiple TLS segments not supported”).'
      : null;
  // The zeros behind the template need no page; its bytes do.
  const lost = isReadable
    ? null
    : 'The template lies in no LOAD: no page shows it, and the kernel reads something else.';
  return [
    row({ name: 'header', raw: `${index}`, meaning: 'PT_TLS', place, wrong: doubled }),
    { ...addressRow(kernel, 'start', virt), place, wrong: lost },
    row({
      name: 'file size',
      raw: hex(fileSize),
      meaning: `${bytesWords(fileSize)}: each thread starts with a copy`,
      place,
    }),
    row({
      name: 'memory size',
      raw: hex(memSize),
      meaning: `${bytesWords(memSize)}, the last ${zeros.toLocaleString('en-US')} of them zeros${isMapped ? '' : '; not all in a LOAD'}`,
      place,
      wrong: memSize < fileSize ? 'Smaller than the bytes in the file.' : null,
    }),
    row({ name: 'alignment', raw: hex(align), meaning: 'not told to the kernel by the loader', place }),
    ...(moments === null
      ? []
      : [
          row({
            name: 'noted at',
            raw: `op ${moments.last.toLocaleString('en-US')}`,
            meaning: 'the loader keeps address and sizes, and maps nothing for it',
            link: { type: 'moment', moment: moments.last },
          }),
        ]),
  ];
}

function relroView(kernel: KernelFile, segment: RawSegment): RuntimeView['relro'][number] {
  const { virt, memSize, at } = segment;
  const { raw, view } = kernel;
  const place = { offset: at, length: raw.class64 ? 56 : 32 };
  const start = BigInt.asUintN(64, virt + view.offset);
  const end = start + memSize;
  const isPlaced = memSize > 0n && isCanonical(start) && isCanonical(end - 1n);
  const first = isPlaced ? pageOfVirt(start) : 0;
  const count = isPlaced ? pageOfVirt(end - 1n) - first + 1 : 0;
  const isUnaligned = virt % PAGE_BYTES !== 0n || (virt + memSize) % PAGE_BYTES !== 0n;
  const fields = [
    row({ name: 'header', raw: `${segment.index}`, meaning: 'PT_GNU_RELRO', place }),
    { ...addressRow(kernel, 'start', virt), place },
    { ...addressRow(kernel, 'end', virt + memSize), place },
    row({
      name: 'size',
      raw: hex(memSize),
      meaning: `${bytesWords(memSize)} in ${count.toLocaleString('en-US')} ${count === 1 ? 'page' : 'pages'}${isUnaligned ? ', rounded outwards at both ends' : ''}`,
      place,
      wrong:
        kernel.loadAt(virt) === 0 ? 'It lies in no LOAD: where no page is mapped, the loader panics.' : null,
    }),
  ];
  const listed = listedPages(first, count);
  const pages = listed.map((page) => relroPage(kernel, segment, page, start, end));
  return { header: segment.index, fields, pages, more: count - pages.length };
}

/** The first pages of a range, and its last one. */
function listedPages(first: number, count: number): number[] {
  const pages = Array.from({ length: Math.min(count, MOST_PAGES - 1) }, (_, i) => first + i);
  if (count >= MOST_PAGES) pages.push(first + count - 1);
  return pages;
}

function relroPage(
  kernel: KernelFile,
  segment: RawSegment,
  page: number,
  start: bigint,
  end: bigint,
): RuntimeView['relro'][number]['pages'][number] {
  const base = virtOfPage(page);
  const from = start > base ? Number(start - base) : 0;
  const to = end < base + PAGE_BYTES ? Number(end - base) : PAGE_SIZE;
  const inFile = BigInt.asUintN(64, base - kernel.view.offset);
  const names = [...neighbours(kernel, inFile, 0, from), ...neighbours(kernel, inFile, to, PAGE_SIZE)];
  return {
    page,
    virt: hex(base),
    from,
    to,
    spill: [...new Set(names)].join(', '),
    moment: kernel.loaded.stepMoment(segment.index, SPAN.readOnly, page),
  };
}

/** What lies in a part of a page: sections, else the LOAD. */
function neighbours(kernel: KernelFile, page: bigint, from: number, to: number): string[] {
  const names: string[] = [];
  for (let at = from; at < to && names.length < MOST_NAMES;) {
    const address = page + BigInt(at);
    const section = kernel.mapping.sectionAt(address);
    const load = kernel.loadAt(address);
    if (section !== null) {
      names.push(`${kernel.raw.sectionName(section) ?? `section ${section.index}`} of LOAD ${load}`);
      at = Number(section.virt + section.size - page);
      continue;
    }
    const next = kernel.mapping.nextStart(address);
    if (load > 0) names.push(`LOAD ${load}`);
    if (next === null) break;
    at = Number(next - page);
  }
  return names;
}

function entryRows(kernel: KernelFile): FieldRow[] {
  const { raw, view, entry } = kernel;
  if (raw.header === null) return [];
  const place = { offset: 24, length: raw.class64 ? 8 : 4 };
  const rows = [
    row({
      name: 'e_entry',
      raw: hex(raw.header.entry),
      meaning: view.offset === 0n ? 'nothing is added' : `${hex(view.offset)} is added`,
      place,
      wrong: wrongEntry(kernel),
    }),
  ];
  if (entry === null) return rows;
  const rights = rightsOfPage(view, pageOfVirt(entry), view.trace.opCount);
  const load = kernel.loadAt(raw.header.entry);
  const inLoad = load === 0 ? 'in no LOAD' : `LOAD ${load}`;
  const section = kernel.sectionAt(raw.header.entry);
  return [
    ...rows,
    row({
      name: 'loaded',
      raw: hex(entry),
      meaning: kernel.symbolAt(entry) || 'no symbol',
      link: virtualLink(entry),
    }),
    row({ name: 'lies in', raw: section === '' ? inLoad : section, meaning: section === '' ? '' : inLoad }),
    row({ name: 'rights', raw: rights, meaning: 'at the end of the load' }),
  ];
}
