import { hex } from '../../../shared/address';
import type { RelocationRow, RowList } from '../../../shared/kernel-types';
import { formatCount } from '../../composables/format';
import type { KernelViewStore } from '../../stores/kernel-view';
import type { ChipTone, Column, ListModel, RowAction, RowFact } from './list-model';
import type { KernelLinks } from './useKernelLinks';

/** Bytes that a relocation changes. */
const WIDTH = 8;

const STATES: Readonly<Record<RelocationRow['state'], { readonly tone: ChipTone; readonly words: string }>> =
  {
    applied: { tone: 'ok', words: 'The loader has applied it at this moment.' },
    failed: { tone: 'err', words: 'The load failed at it.' },
    unreached: { tone: 'line', words: 'The loader has not come to it at this moment.' },
    ignored: { tone: 'warn', words: 'The loader does not look at its table.' },
  };

/** Relocations of all tables of a kernel, as they stand at the moment. */
export class RelocationModel implements ListModel<RelocationRow> {
  constructor(
    private readonly links: KernelLinks,
    private readonly view: KernelViewStore,
    /** Names that are still to be searched. */
    private readonly pending: () => string,
  ) {}

  private readonly placeLink = ({ loaded }: RelocationRow): (() => void) | null =>
    loaded === null ? null : () => this.links.toLoaded(loaded, WIDTH);
  private readonly valueLink = ({ value }: RelocationRow): (() => void) | null =>
    value === null ? null : () => this.links.toLoaded(value);
  private readonly stepLink = ({ moment, loaded }: RelocationRow): (() => void) | null =>
    moment === null ? null : () => this.links.jump(moment, loaded);

  facts(row: RelocationRow): RowFact[] {
    const { place, moment } = row;
    return [
      {
        label: 'Changes',
        text: row.loaded ?? row.offset,
        note: row.where,
        mono: true,
        link: this.placeLink(row),
      },
      {
        label: 'Type',
        text: row.type,
        mono: true,
        ...(row.symbolIndex > 0 && { note: `symbol ${row.symbolIndex}` }),
      },
      {
        label: 'Value',
        text: row.value ?? 'none',
        mono: row.value !== null,
        note: row.target,
        link: this.valueLink(row),
      },
      { label: 'Addend', text: row.addend || 'in the place', mono: row.addend !== '' },
      { label: 'Before', text: row.before ?? 'not applied', mono: row.before !== null },
      { label: 'After', text: row.after ?? 'not applied', mono: row.after !== null },
      { label: 'State', text: row.state, note: STATES[row.state].words },
      {
        label: 'Step',
        text: moment === null ? 'none' : `op ${formatCount(moment)}`,
        link: this.stepLink(row),
      },
      {
        label: 'Entry',
        text: place === null ? 'not in the file' : hex(place.offset),
        note: `number ${formatCount(row.index)} of ${row.table}`,
        mono: place !== null,
        link: place === null ? null : () => this.links.toFile(place),
      },
    ];
  }

  actions(row: RelocationRow): RowAction[] {
    const { index } = row;
    const isLoaders = row.state !== 'ignored';
    const target = row.target.replace(/\+0x[0-9a-f]+$/, '');
    return [
      {
        id: 'step',
        label: 'Go to its step',
        icon: 'now',
        disabled: row.moment === null,
        run: () => this.stepLink(row)?.(),
      },
      this.links.loadedAction(row.loaded, WIDTH),
      this.links.fileAction(row.place, 'Show its entry in the file'),
      this.links.breakAction(
        'break',
        'Break on this relocation',
        isLoaders ? { type: 'relocations', first: index, last: index } : null,
      ),
      this.links.breakAction(
        'write',
        'Break when its bytes are written',
        this.links.writesTo(row.loaded, WIDTH),
      ),
      {
        id: 'symbol',
        label: 'Find its target among the symbols',
        icon: 'symbol',
        disabled: target === '',
        run: () => this.view.find('symbols', target),
      },
      this.links.copyAction('copy', 'Copy the value', row.value ?? ''),
    ];
  }

  readonly tab = 'relocations';
  readonly label = 'Relocations';
  readonly columns: readonly Column<RelocationRow>[] = [
    {
      id: 'index',
      title: '#',
      track: 'fit',
      mono: true,
      sort: 'index',
      text: (row) => `#${row.index}`,
      tip: (row) => `number ${formatCount(row.index)} of ${row.table}`,
    },
    {
      id: 'offset',
      title: 'Changes',
      about: 'Loaded address of the bytes that it changes',
      track: 'fit',
      numeric: true,
      sort: 'offset',
      text: (row) => row.loaded ?? row.offset,
      tip: (row) => `${row.offset} in the file\n${row.where}`,
      link: (row) => this.placeLink(row),
    },
    {
      id: 'type',
      title: 'Type',
      track: 'fit',
      mono: true,
      sort: 'type',
      from: 700,
      text: (row) => row.type.replace(/^R_X86_64_/, ''),
      tip: (row) => row.type,
    },
    {
      id: 'value',
      title: 'Value',
      track: 'fit',
      numeric: true,
      sort: 'value',
      text: (row) => row.value ?? '',
      link: (row) => this.valueLink(row),
    },
    { id: 'target', title: 'Target', track: 'minmax(0, 1fr)', mono: true, text: (row) => row.target },
    {
      id: 'where',
      title: 'Place',
      track: 'minmax(0, 1fr)',
      mono: true,
      from: 1000,
      text: (row) => row.where,
    },
    {
      id: 'before',
      title: 'Before',
      track: '164px',
      mono: true,
      from: 1240,
      text: (row) => row.before ?? '',
    },
    { id: 'after', title: 'After', track: '164px', mono: true, from: 1240, text: (row) => row.after ?? '' },
    { id: 'table', title: 'Table', track: 'fit', mono: true, from: 900, text: (row) => row.table },
    {
      id: 'state',
      title: 'State',
      track: 'fit',
      text: (row) => row.state,
      tone: (row) => STATES[row.state].tone,
      tip: (row) => STATES[row.state].words,
    },
    {
      id: 'moment',
      title: 'Op',
      about: 'Of the load, right after which it is applied',
      track: 'fit',
      numeric: true,
      sort: 'moment',
      text: (row) => (row.moment === null ? '' : formatCount(row.moment)),
      link: (row) => this.stepLink(row),
    },
  ];
  list(): RowList {
    return { of: 'relocations', query: this.view.relocationQuery };
  }

  stamp(): string {
    return this.pending();
  }

  title({ index, table }: RelocationRow): string {
    return `Relocation #${index} of ${table}`;
  }

  wrong({ wrong }: RelocationRow): readonly string[] {
    return wrong === null ? [] : [wrong];
  }

  select(row: RelocationRow): void {
    if (row.loaded !== null) this.links.selectLoaded(row.loaded, WIDTH);
    else if (row.place !== null) this.links.selectFile(row.place);
  }
}
