import { hex, PAGE_SIZE } from '../../../../shared/address';
import type { FieldRow } from '../../../../shared/kernel-types';
import type { LoadView } from '../../trace/load-view';
import { virtualLink } from '../links';
import type { ElfHome } from '../structures/home';
import type { FileLayout } from '../structures/layout';
import type { Field } from '../structures/structure';
import { byteList, unsigned, Words } from '../structures/words';
import type { RawFile } from '../../elf/raw-file';

/**
 * Readings of fields with the symbols of the kernel's tables, which are not read as a whole for one name.
 *
 * @param symbolAt the symbol at an address of the loaded kernel; empty for none
 */
export function kernelWords(view: LoadView, file: RawFile, symbolAt: (address: bigint) => string): Words {
  const home: ElfHome = {
    elf: view.elf,
    offset: view.offset,
    symbolAt: (address) => symbolAt(address) || null,
    fileLink: (at) => ({
      type: 'memory',
      space: 'file',
      page: Math.floor(at / PAGE_SIZE),
      offset: at % PAGE_SIZE,
    }),
    addressLink: virtualLink,
  };
  return new Words(home, layoutOf(file));
}

/** What readings of single fields look at. */
function layoutOf(file: RawFile): FileLayout {
  const { class64, elf } = file;
  const headerSize = Math.min(file.headerSize, elf.length);
  return { class64, headerSize, segmentTable: null, sectionTable: null, segments: [], sections: [] };
}

/** A field of a structure that stands in the file, as a row. */
export function fieldRow(file: RawFile, field: Field, structureAt: number, wrong: string | null): FieldRow {
  const at = structureAt + field.at;
  const bytes = new DataView(file.view.buffer, file.view.byteOffset + at, field.length);
  const { value, meaning, link } = field.read(bytes, null);
  const raw =
    field.length > 8 || field.name === 'ei_magic' || field.name === 'ei_pad'
      ? byteList(bytes)
      : hex(unsigned(bytes));
  const place = { offset: at, length: field.length };
  return { name: field.name, raw, meaning: meaningOf(raw, value, meaning), place, link, wrong };
}

/** Value and meaning together, without what is there twice. */
function meaningOf(raw: string, value: string, meaning: string): string {
  if (value === raw || value === '') return meaning;
  return meaning === '' ? value : `${value}: ${meaning}`;
}
