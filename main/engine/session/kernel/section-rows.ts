import { hex } from '../../../../shared/address';
import type { SectionRow, SectionSort } from '../../../../shared/kernel-types';
import { named, SECTION_FLAGS, SECTION_TYPES } from '../structures/elf-names';
import type { KernelFile } from './kernel-file';
import type { RawSection } from '../../elf/raw-file';
import { SHF_ALLOC, SHT_DYNSYM, SHT_NOBITS, SHT_STRTAB, SHT_SYMTAB } from '../../elf/numbers';

const SHF_INFO_LINK = 0x40n;
/** Links of a chain that are followed. */
const MOST_LINKS = 16;
const KNOWN_FLAGS = SECTION_FLAGS.reduce((all, [bit]) => all | bit, 0n);

/** Section headers: `count` of them from the `first` on, ascending by a field of theirs, or descending. */
export function sectionRows(
  kernel: KernelFile,
  first: number,
  count: number,
  sort: SectionSort = 'index',
  descending = false,
): SectionRow[] {
  const order = kernel.sectionOrder.by(sort);
  const rows: SectionRow[] = [];
  for (let place = first; place < Math.min(order.length, first + count); place++) {
    const section = kernel.raw.section(order[descending ? order.length - 1 - place : place] as number);
    if (section !== null) rows.push(sectionRow(kernel, section));
  }
  return rows;
}

function sectionRow(kernel: KernelFile, section: RawSection): SectionRow {
  const { raw } = kernel;
  const [type, meaning] = named(SECTION_TYPES, section.type);
  const isAllocated = (section.flags & SHF_ALLOC) !== 0n;
  const load = kernel.mapping.loadOf(section);
  const loaded = isAllocated && load > 0 ? kernel.loaded.addressOf(section.virt) : null;
  return {
    index: section.index,
    name: raw.sectionName(section) ?? '',
    type,
    flags: flagWords(section.flags),
    virt: hex(section.virt),
    offset: hex(section.offset),
    size: hex(section.size),
    entrySize: hex(section.entrySize),
    link: section.link,
    info: section.info,
    align: hex(section.align),
    segment: load === 0 ? '' : `LOAD ${load}`,
    place: section.type === SHT_NOBITS || section.type === 0 ? null : raw.place(section.offset, section.size),
    loaded: loaded === null ? null : hex(loaded),
    meaning,
    wrong: sectionWrong(kernel, section),
  };
}

function flagWords(flags: bigint): string {
  const words = SECTION_FLAGS.filter(([bit]) => (flags & bit) !== 0n).map(([, name]) => name);
  const rest = flags & ~KNOWN_FLAGS;
  return [...words, ...(rest === 0n ? [] : [hex(rest)])].join(' ');
}

/** What is wrong with a section header. */
export function sectionWrong({ raw }: KernelFile, section: RawSection): string[] {
  const { index, type, offset, size, link, info, align, entrySize, flags, virt } = section;
  if (index === 0) return [];
  const wrong: string[] = [];
  // Where no section has the names, the ELF header is what is wrong, once.
  if (raw.hasNames && raw.sectionName(section) === null)
    wrong.push('Its name lies outside of the names of sections.');
  const outside = type === SHT_NOBITS || type === 0 ? null : raw.outside(offset, size);
  if (outside !== null) wrong.push(`It ${outside}.`);
  if (link !== 0 && raw.section(link) === null)
    wrong.push(`sh_link names section ${link}, which is not there.`);
  else if (link !== 0) wrong.push(...wrongLink(raw, section));
  if ((flags & SHF_INFO_LINK) !== 0n && raw.section(info) === null) {
    wrong.push(`sh_info names section ${info}, which is not there.`);
  }
  if (align > 1n && (align & (align - 1n)) !== 0n) wrong.push('The alignment is no power of two.');
  else if (align > 1n && virt % align !== 0n) wrong.push('The address is no multiple of the alignment.');
  if (entrySize > 0n && size % entrySize !== 0n) {
    wrong.push(`The size is no multiple of ${entrySize.toLocaleString('en-US')}, the size of an entry.`);
  }
  return wrong;
}

/** Links that lead back, and tables of symbols whose names are in no table of strings. */
function wrongLink(raw: KernelFile['raw'], section: RawSection): string[] {
  const target = raw.section(section.link);
  if (target === null) return [];
  const hasNames = section.type === SHT_SYMTAB || section.type === SHT_DYNSYM;
  if (hasNames && target.type !== SHT_STRTAB) {
    return [
      `sh_link names section ${section.link}, which is no table of strings: the symbols have no names.`,
    ];
  }
  // Chains in real files have a few links; one that leads into a circle elsewhere is that section's fault.
  let at: RawSection | null = target;
  for (let links = 0; at !== null && links < MOST_LINKS; links++) {
    if (at.index === section.index) return ['sh_link leads back to the section itself.'];
    at = at.link === 0 ? null : raw.section(at.link);
  }
  return [];
}
