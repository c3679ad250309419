/** The sections of an ELF64 file, for people: never an error; headers that cannot be read end the list. */
import { shownText } from '../../../shared/shown-text';
import { SHF_ALLOC, SHF_TLS, SHT_NOBITS } from './numbers';
import { RawFile } from './raw-file';

/** A section with a name. */
export interface NamedSection {
  /** As it can be shown: see {@link shownText}. */
  readonly name: string;
  /** Address before any offset; 0 where the section is no part of the kernel in memory. */
  readonly address: bigint;
  readonly offset: number;
  readonly size: number;
  /** It is part of the kernel in memory. */
  readonly allocated: boolean;
}

/** Sections beyond so many are left out, and names are cut: a hostile file has a million that share a long one. */
const MOST_SECTIONS = 0x1_0000;
const MOST_NAME_BYTES = 256;

/** Reads the section headers; a file without them, or of another class, has none. */
export function readSections(elf: Uint8Array): NamedSection[] {
  if (elf[4] !== 2) return [];
  const file = new RawFile(elf);
  const sections: NamedSection[] = [];
  for (const section of file.sections()) {
    if (section.index >= MOST_SECTIONS) break;
    const name = section.index === 0 ? '' : file.sectionName(section, MOST_NAME_BYTES);
    if (name === null || name === '') continue;
    sections.push({
      name: shownText(name),
      address: section.virt,
      offset: Number(section.offset),
      size: Number(section.size),
      allocated: takesMemory(section.type, section.flags),
    });
  }
  return sections;
}

/** Whether a section has memory of its own: that of `.tbss` is made for each thread, and its addresses are others'. */
function takesMemory(type: number, flags: bigint): boolean {
  return (flags & SHF_ALLOC) !== 0n && (type !== SHT_NOBITS || (flags & SHF_TLS) === 0n);
}
