/** The sections of an ELF64 file, for people: never an error; headers that cannot be read end the list. */

import { shownText } from '../../../shared/shown-text';

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

const UTF_8 = new TextDecoder('utf-8', { ignoreBOM: true });
const HEADER_SIZE = 64;
const SHT_NOBITS = 8;
const SHF_ALLOC = 2n;
const SHF_TLS = 0x400n;
/** Longest name that is shown. */
const MOST_NAME_BYTES = 256;

/** Reads the section headers; a file without them, or of another class, has none. */
export function readSections(elf: Uint8Array): NamedSection[] {
  if (elf.length < HEADER_SIZE || elf[4] !== 2) return [];
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  const table = Number(view.getBigUint64(40, true));
  const entrySize = view.getUint16(58, true);
  const count = view.getUint16(60, true);
  const headerAt = (index: number): number | null => {
    const at = table + index * entrySize;
    return entrySize < HEADER_SIZE || at + HEADER_SIZE > elf.length ? null : at;
  };
  const names = headerAt(view.getUint16(62, true));
  if (names === null) return [];
  const namesAt = Number(view.getBigUint64(names + 24, true));
  const sections: NamedSection[] = [];
  for (let index = 1; index < count; index++) {
    const at = headerAt(index);
    if (at === null) break;
    const name = nameAt(elf, namesAt + view.getUint32(at, true));
    if (name === '') continue;
    sections.push({
      name,
      address: view.getBigUint64(at + 16, true),
      offset: Number(view.getBigUint64(at + 24, true)),
      size: Number(view.getBigUint64(at + 32, true)),
      allocated: takesMemory(view.getUint32(at + 4, true), view.getBigUint64(at + 8, true)),
    });
  }
  return sections;
}

/** Whether a section has memory of its own: that of `.tbss` is made for each thread, and its addresses are others'. */
function takesMemory(type: number, flags: bigint): boolean {
  return (flags & SHF_ALLOC) !== 0n && (type !== SHT_NOBITS || (flags & SHF_TLS) === 0n);
}

function nameAt(elf: Uint8Array, at: number): string {
  const longest = elf.subarray(at, at + MOST_NAME_BYTES);
  const end = longest.indexOf(0);
  return shownText(UTF_8.decode(end < 0 ? longest : longest.subarray(0, end)));
}
