import { hex } from '../../../../shared/address';
import type { SymbolRow } from '../../../../shared/kernel-types';
import { named, SYMBOL_BINDINGS, VISIBILITIES } from '../structures/elf-names';
import type { KernelFile } from './kernel-file';
import { typeName } from './symbol-queries';
import { SHN_UNDEF, STT_SECTION } from '../../elf/numbers';

const RESERVED: Readonly<Record<number, string>> = { 0xfff1: 'ABS', 0xfff2: 'COMMON' };

/** A symbol as a row. */
export function symbolRow(kernel: KernelFile, id: number): SymbolRow {
  const { symbols, names, raw } = kernel;
  const info = symbols.info(id);
  const table = symbols.tableOf(id);
  const value = symbols.value(id);
  const loaded = symbols.isAddress(id) ? kernel.loaded.addressOf(value) : null;
  const name = names.raw(id);
  const shown = names.shown(id);
  const section = sectionWords(kernel, id);
  // Symbols of sections have no name of their own.
  const isSection = (info & 15) === STT_SECTION && name === '';
  const holder = isSection ? raw.section(symbols.section(id)) : null;
  return {
    index: id - table.first,
    table: table.name,
    name,
    shown: holder === null ? shown : (raw.sectionName(holder) ?? ''),
    type: typeName(info & 15),
    bind: named(SYMBOL_BINDINGS, info >> 4)[0],
    visibility: named(VISIBILITIES, symbols.other(id) & 3)[0],
    section,
    value: hex(value),
    size: hex(symbols.sizeOf(id)),
    loaded: loaded === null ? null : hex(loaded),
    place: symbols.place(id),
    wrong: wrongOf(kernel, id),
  };
}

function sectionWords({ symbols, raw }: KernelFile, id: number): string {
  const number = symbols.section(id);
  if (number === SHN_UNDEF) return 'UNDEF';
  if (symbols.isReserved(id)) return RESERVED[number] ?? hex(number);
  const section = raw.section(number);
  if (section === null) return `${number}`;
  const name = raw.sectionName(section);
  return name === null || name === '' ? `${number}` : name;
}

function wrongOf({ symbols, raw }: KernelFile, id: number): string | null {
  if (symbols.nameAt(id) < 0) return 'Its name lies outside of its table of strings.';
  const number = symbols.section(id);
  // Where there are no section headers at all, the symbols are not what is wrong.
  const hasSection = number !== SHN_UNDEF && !symbols.isReserved(id) && raw.sectionCount > 0;
  if (!hasSection || raw.section(number) !== null) return null;
  return `It is in section ${number}, which is not there.`;
}
