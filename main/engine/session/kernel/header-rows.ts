/** The ELF header, field by field, with what is wrong with each. */
import { hex, pageOfVirt } from '../../../../shared/address';
import type { FieldRow } from '../../../../shared/kernel-types';
import { headerFields } from '../structures/header-shapes';
import { rightsOfPage } from '../rights';
import type { KernelFile } from './kernel-file';
import { fieldRow } from './kernel-words';

const EM_X86_64 = 62;

/** Fields of the ELF header, as far as the file has them. */
export function headerRows(kernel: KernelFile): FieldRow[] {
  const { raw, words } = kernel;
  return headerFields(words).map((field) => {
    const row = fieldRow(raw, field, 0, wrongOf(kernel, field.name));
    if (field.name !== 'e_shstrndx') return row;
    // The names of sections are known here, but not to the reading of a single field.
    const section = raw.header === null ? null : raw.section(raw.header.namesIndex);
    const name = section === null ? null : raw.sectionName(section);
    const link = section === null ? null : words.fileLink(section.at);
    return { ...row, meaning: name === null ? 'no such section' : name === '' ? 'none' : name, link };
  });
}

/** What is wrong with a field; `null` where nothing is. */
function wrongOf(kernel: KernelFile, name: string): string | null {
  const { raw } = kernel;
  const { elf, header } = raw;
  switch (name) {
    case 'ei_magic':
      return raw.isElf
        ? null
        : 'Not 7f 45 4c 46: the loader refuses the file (“Did not find ELF magic number”).';
    case 'ei_class':
      if (elf[4] === 2) return null;
      return elf[4] === 1
        ? 'A 32-bit file: the loader takes it, but an x86-64 kernel has 64-bit ones.'
        : 'Neither 1 nor 2: the loader refuses the file (“Invalid ELF class”).';
    case 'ei_data':
      if (elf[5] === 1) return null;
      return elf[5] === 0
        ? 'The loader refuses the file (“no data format”).'
        : 'Not little-endian, which the loader reads it as.';
    case 'ei_version':
      return elf[6] === 0 ? 'The loader refuses the file (“no version”).' : null;
    default:
      return header === null ? null : wrongNumber(kernel, header, name);
  }
}

function wrongNumber(
  kernel: KernelFile,
  header: NonNullable<KernelFile['raw']['header']>,
  name: string,
): string | null {
  const { raw } = kernel;
  const cut = (
    kind: 'program' | 'section',
    table: { readonly count: number },
    wanted: number,
  ): string | null => {
    if (table.count >= wanted) return null;
    return `${table.count.toLocaleString('en-US')} of ${wanted.toLocaleString('en-US')} ${kind} headers lie in the file.`;
  };
  switch (name) {
    case 'e_type':
      return header.type === 2 || header.type === 3
        ? null
        : 'The loader places ET_EXEC and ET_DYN only, and panics.';
    case 'e_machine':
      return header.machine === EM_X86_64 ? null : 'Not x86-64, which the loader does not check.';
    case 'e_entry':
      return wrongEntry(kernel);
    case 'e_phoff':
      return cut('program', raw.segmentTable, header.programCount);
    case 'e_shoff':
      return cut('section', raw.sectionTable, header.sectionCount);
    case 'e_ehsize':
      return header.size === raw.headerSize ? null : `The loader refuses any but ${raw.headerSize}.`;
    case 'e_phentsize': {
      const size = raw.class64 ? 56 : 32;
      return header.programCount === 0 || header.programEntrySize === size
        ? null
        : `The loader refuses any but ${size}.`;
    }
    case 'e_shentsize': {
      const size = raw.class64 ? 64 : 40;
      return header.sectionCount === 0 || header.sectionEntrySize === size
        ? null
        : `A section header has ${size} bytes.`;
    }
    case 'e_shstrndx':
      return header.namesIndex === 0 ||
        raw.section(header.namesIndex) !== null ||
        header.namesIndex === 0xffff
        ? null
        : 'There is no such section.';
    default:
      return null;
  }
}

/** Why the kernel could not start where it says; `null` where it could. */
export function wrongEntry({ entry, view }: KernelFile): string | null {
  if (entry === null) return 'Not a canonical address.';
  const rights = rightsOfPage(view, pageOfVirt(entry), view.trace.opCount);
  if (rights.includes('X')) return null;
  const why = rights === 'not mapped' ? 'No page is mapped there' : 'Its page is not executable';
  return `${why}: the first instruction at ${hex(entry)} would fault.`;
}
