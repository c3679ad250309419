import { hex } from '../../../shared/address';
import type { SymbolRow, RowList } from '../../../shared/kernel-types';
import type { KernelViewStore } from '../../stores/kernel-view';
import type { Column, ListModel, RowAction, RowFact } from './list-model';
import { rangeText } from './section-model';
import { sizeWords } from './segment-model';
import type { KernelLinks } from './useKernelLinks';

/** The range of a symbol that is loaded, as lists are searched for it; one without a size is its first byte. */
function rangeOf({ loaded, size }: SymbolRow): string {
  if (loaded === null) return '';
  return BigInt(size) === 0n ? rangeText(loaded, '0x1') : rangeText(loaded, size);
}

/** Symbols of all tables of a kernel. `stamp`: names that are still to be sorted. */
export class SymbolModel implements ListModel<SymbolRow> {
  constructor(
    private readonly links: KernelLinks,
    private readonly view: KernelViewStore,
    /** Names that are still to be sorted. */
    private readonly pending: () => string,
  ) {}

  private readonly sizeOf = ({ size }: SymbolRow): number => Number(BigInt(size));

  facts(row: SymbolRow): RowFact[] {
    const { loaded } = row;
    return [
      { label: 'Name', text: row.shown || 'none', mono: row.shown !== '', wide: true },
      ...(row.name === row.shown ? [] : [{ label: 'Mangled', text: row.name, mono: true, wide: true }]),
      { label: 'Value', text: row.value, mono: true },
      {
        label: 'Loaded',
        text: loaded ?? 'not loaded',
        mono: loaded !== null,
        link: loaded === null ? null : () => this.links.toLoaded(loaded, this.sizeOf(row)),
      },
      { label: 'Size', text: row.size, note: sizeWords(row.size), mono: true },
      { label: 'Type', text: row.type, note: `${row.bind}, ${row.visibility}`, mono: true },
      { label: 'Section', text: row.section, mono: true },
      {
        label: 'Entry',
        text: hex(row.place.offset),
        note: `number ${row.index} of ${tableWords(row)}`,
        mono: true,
        link: () => this.links.toFile(row.place),
      },
    ];
  }

  actions(row: SymbolRow): RowAction[] {
    const code = this.links.codeAction(row.loaded);
    const memory = this.links.loadedAction(row.loaded, this.sizeOf(row));
    return [
      ...(row.type === 'FUNC' ? [code, memory] : [memory, code]),
      this.links.rangeAction(row.loaded),
      this.links.fileAction(row.place, 'Show its entry in the file'),
      this.links.breakAction(
        'break',
        'Break when its bytes are written',
        this.links.writesTo(row.loaded, this.sizeOf(row)),
      ),
      {
        id: 'relocations',
        label: 'Relocations at it',
        icon: 'relocation',
        disabled: row.loaded === null,
        run: () => this.view.find('relocations', rangeOf(row)),
      },
      this.links.copyAction('copyName', 'Copy the name', row.shown),
      ...(row.name === row.shown
        ? []
        : [this.links.copyAction('copyMangled', 'Copy the mangled name', row.name)]),
    ];
  }

  readonly tab = 'symbols';
  readonly label = 'Symbols';
  readonly columns: readonly Column<SymbolRow>[] = [
    {
      id: 'value',
      title: 'Address',
      about: 'Loaded, or as the file has it where it is not; in order, those that are no addresses come last',
      track: 'fit',
      numeric: true,
      sort: 'address',
      text: (row) => row.loaded ?? row.value,
      tip: (row) => (row.loaded === null ? 'not loaded' : `${row.value} in the file`),
      link: (row) => {
        const { loaded } = row;
        return loaded === null ? null : () => this.links.toLoaded(loaded, this.sizeOf(row));
      },
    },
    {
      id: 'size',
      title: 'Size',
      track: 'fit',
      numeric: true,
      sort: 'size',
      text: (row) => row.size,
      tip: (row) => sizeWords(row.size),
    },
    { id: 'type', title: 'Type', track: 'fit', mono: true, sort: 'type', text: (row) => row.type },
    { id: 'bind', title: 'Binding', track: 'fit', mono: true, from: 640, text: (row) => row.bind },
    {
      id: 'section',
      title: 'Section',
      track: 'fit',
      mono: true,
      from: 540,
      text: (row) => row.section,
    },
    {
      id: 'name',
      title: 'Name',
      track: 'minmax(0, 1fr)',
      mono: true,
      sort: 'name',
      text: (row) => row.shown,
      tip: (row) => (row.name === row.shown ? '' : row.name),
    },
    {
      id: 'mangled',
      title: 'Mangled',
      track: 'minmax(0, 1fr)',
      mono: true,
      from: 1100,
      text: (row) => (row.name === row.shown ? '' : row.name),
    },
  ];
  list(): RowList {
    return { of: 'symbols', query: this.view.symbolQuery };
  }

  stamp(): string {
    return this.pending();
  }

  title(row: SymbolRow): string {
    return row.shown || `Symbol ${row.index} of ${row.table}`;
  }

  wrong({ wrong }: SymbolRow): readonly string[] {
    return wrong === null ? [] : [wrong];
  }

  select(row: SymbolRow): void {
    if (row.loaded !== null) this.links.selectLoaded(row.loaded, this.sizeOf(row));
    else this.links.selectFile(row.place);
  }
}

/** The table that a symbol stands in. */
function tableWords({ table }: SymbolRow): string {
  return table === 'DT_SYMTAB' ? 'the table that the dynamic segment names (DT_SYMTAB)' : table;
}
