/** Notes: what the builder left in the file. */
import type { NoteRow } from '../../../../shared/kernel-types';
import { hex } from '../../../../shared/address';
import { noteElements } from '../structures/note-shapes';
import type { Element } from '../structures/structure';
import type { KernelFile } from './kernel-file';
import type { RawFile, Wrong } from '../../elf/raw-file';
import { PT_NOTE, SHT_NOTE } from '../../elf/numbers';

/** Stretches with notes that are looked at: a hostile file names one thousands of times. */
const MOST_PLACES = 100;
const MOST_BYTES = 64;
/** Bytes of a stretch that are read. */
const MOST_STRETCH = 2 ** 20;
const HEADER_SIZE = 12;
const GNU_ABI = 1;
const GNU_BUILD_ID = 3;
const GNU_LINKER = 4;
const GNU_PROPERTY = 5;
const X86_FEATURES = 0xc000_0002;
const SYSTEMS = ['Linux', 'Hurd', 'Solaris', 'FreeBSD', 'NetBSD'] as const;

/** A note that was found. */
export interface FoundNote extends NoteRow {
  /** All bytes of the description. */
  readonly description: Uint8Array;
}

/** All notes of a file: of the program headers, then of sections that these do not cover. */
export function findNotes(file: RawFile, wrong: Wrong[] = []): FoundNote[] {
  const places = file.segments
    .filter(({ type }) => type === PT_NOTE)
    .map(({ offset, fileSize, at }) => ({ offset, size: fileSize, at }));
  const covered = (offset: bigint): boolean =>
    places.some((place) => offset >= place.offset && offset < place.offset + place.size);
  for (const { type, offset, size, at } of file.sections()) {
    if (places.length >= MOST_PLACES) break;
    if (type === SHT_NOTE && size > 0n && !covered(offset)) places.push({ offset, size, at });
  }
  const rows: FoundNote[] = [];
  for (const { offset, size, at } of places.slice(0, MOST_PLACES)) {
    const outside = file.outside(offset, size);
    if (outside !== null)
      wrong.push({ message: `Notes at ${hex(offset)}: it ${outside}.`, place: file.place(at, 1) });
    const there = Math.min(MOST_STRETCH, file.there(offset, size));
    if (there > 0) rows.push(...notesAt(file, Number(offset), there));
  }
  return rows;
}

/** Notes: `count` of them from the `first` on. */
export function noteRows(kernel: KernelFile, first: number, count: number): NoteRow[] {
  return kernel.notes.slice(first, first + count).map(({ description: _, ...row }) => row);
}

function notesAt(file: RawFile, start: number, length: number): FoundNote[] {
  const bytes = file.elf.subarray(start, start + length);
  const { count, element } = noteElements(bytes);
  const rows: FoundNote[] = [];
  let end = 0;
  for (let i = 0; i < count; i++) {
    const note = element(i);
    rows.push(noteRow(file, start, note));
    end = note.at + note.length;
  }
  if (length - end >= HEADER_SIZE) rows.push(brokenNote(start + end, length - end));
  return rows;
}

/** What lies behind the last whole note. */
function brokenNote(offset: number, length: number): FoundNote {
  const about = { owner: '', type: '', meaning: '', bytes: '', description: new Uint8Array(0) };
  const wrong = `These ${length} bytes are no whole note: its sizes reach out of the notes.`;
  return { ...about, place: { offset, length }, wrong };
}

function noteRow(file: RawFile, start: number, note: Element): FoundNote {
  const at = start + note.at;
  const field = (name: string): Uint8Array => {
    const found = note.fields.find((one) => one.name === name);
    return found === undefined
      ? new Uint8Array(0)
      : file.elf.subarray(at + found.at, at + found.at + found.length);
  };
  const description = field('description');
  const owner = textOf(field('name'));
  const type = file.view.getUint32(at + 8, true);
  const rest = description.length > MOST_BYTES ? '…' : '';
  return {
    owner,
    type: typeWords(owner, type),
    meaning: meaningOf(owner, type, description),
    bytes: hexOf(description.subarray(0, MOST_BYTES)) + rest,
    place: { offset: at, length: note.length },
    wrong:
      owner === 'GNU' && type === GNU_BUILD_ID && description.length === 0
        ? 'A build id without bytes.'
        : null,
    description,
  };
}

/** Whether a note is the file's build id. */
export function isBuildId({ owner, type }: NoteRow): boolean {
  return owner === 'GNU' && type === 'NT_GNU_BUILD_ID';
}

function typeWords(owner: string, type: number): string {
  if (owner !== 'GNU') return hex(type);
  const names: Readonly<Record<number, string>> = {
    [GNU_ABI]: 'NT_GNU_ABI_TAG',
    [GNU_BUILD_ID]: 'NT_GNU_BUILD_ID',
    [GNU_LINKER]: 'NT_GNU_GOLD_VERSION',
    [GNU_PROPERTY]: 'NT_GNU_PROPERTY_TYPE_0',
  };
  return names[type] ?? hex(type);
}

function meaningOf(owner: string, type: number, description: Uint8Array): string {
  if (owner !== 'GNU') return '';
  const view = new DataView(description.buffer, description.byteOffset, description.byteLength);
  if (type === GNU_BUILD_ID) return `build id ${hexOf(description.subarray(0, MOST_BYTES))}`;
  if (type === GNU_LINKER) return `made by ${textOf(description)}`;
  if (type === GNU_ABI && description.length >= 16) {
    const system = SYSTEMS[view.getUint32(0, true)] ?? 'another system';
    const version = [4, 8, 12].map((at) => view.getUint32(at, true)).join('.');
    return `for ${system} ${version} and later`;
  }
  return type === GNU_PROPERTY ? propertyWords(view) : '';
}

/** What the processor may be told: indirect branches to marked places only, shadow stacks. */
function propertyWords(view: DataView): string {
  const words: string[] = [];
  for (let at = 0; at + 8 <= view.byteLength;) {
    const [type, size] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    if (at + 8 + size > view.byteLength) break;
    if (type === X86_FEATURES && size >= 4) {
      const bits = view.getUint32(at + 8, true);
      if ((bits & 1) !== 0) words.push('indirect branches lead to endbr64 only (IBT)');
      if ((bits & 2) !== 0) words.push('works with shadow stacks (SHSTK)');
    } else words.push(`property ${hex(type)}`);
    at += 8 + Math.ceil(size / 8) * 8;
  }
  return words.join(', ');
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(bytes.subarray(0, Math.min(MOST_BYTES * 4, end < 0 ? bytes.length : end)));
}

/** Bytes in hexadecimal, without spaces. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
