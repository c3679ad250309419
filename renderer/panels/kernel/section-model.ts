import { hex } from '../../../shared/address';
import type { SectionRow, RowList } from '../../../shared/kernel-types';
import type { KernelViewStore } from '../../stores/kernel-view';
import type { Column, ListModel, RowAction, RowFact } from './list-model';
import { sizeWords } from './segment-model';
import type { KernelLinks } from './useKernelLinks';

/** A range of addresses as the lists of symbols and relocations are searched for it. */
export function rangeText(first: string, length: string): string {
  return `${first}-${hex(BigInt(first) + BigInt(length) - 1n)}`;
}

/** Section headers. */
export class SectionModel implements ListModel<SectionRow> {
  constructor(
    private readonly links: KernelLinks,
    private readonly view: KernelViewStore,
  ) {}

  private readonly segmentLink = (row: SectionRow): (() => void) | null => {
    const number = /^LOAD (\d+)$/.exec(row.segment)?.[1];
    return number === undefined ? null : () => void this.view.showLoad(Number(number));
  };
  private readonly bytesLink = ({ place }: SectionRow): (() => void) | null =>
    place === null ? null : () => this.links.toFile(place);
  private readonly loadedLink = ({ loaded, size }: SectionRow): (() => void) | null =>
    loaded === null ? null : () => this.links.toLoaded(loaded, Number(size));

  facts(row: SectionRow): RowFact[] {
    return [
      { label: 'Type', text: row.type, note: row.meaning, mono: true },
      { label: 'Flags', text: row.flags || 'none', mono: row.flags !== '' },
      {
        label: 'Address',
        text: row.virt,
        mono: true,
        ...(row.loaded !== null && { note: `loaded at ${row.loaded}` }),
      },
      { label: 'Offset', text: row.offset, mono: true, link: this.bytesLink(row) },
      { label: 'Size', text: row.size, note: sizeWords(row.size), mono: true },
      { label: 'Entry size', text: row.entrySize, mono: true },
      { label: 'Alignment', text: row.align, mono: true },
      {
        label: 'sh_link',
        text: `${row.link}`,
        mono: true,
        link: row.link === 0 ? null : () => this.view.show('sections', row.link),
      },
      { label: 'sh_info', text: `${row.info}`, mono: true },
      { label: 'Segment', text: row.segment || 'in no LOAD', link: this.segmentLink(row) },
    ];
  }

  actions(row: SectionRow): RowAction[] {
    const isEmpty = BigInt(row.size) === 0n;
    const within = row.loaded === null || isEmpty ? '' : rangeText(row.loaded, row.size);
    return [
      this.links.fileAction(row.place, 'Show its bytes in the file'),
      this.links.loadedAction(row.loaded, Number(row.size)),
      this.links.rangeAction(row.loaded),
      ...(row.flags.includes('EXEC') ? [this.links.codeAction(row.loaded)] : []),
      {
        id: 'symbols',
        label: 'Its symbols',
        icon: 'symbol',
        disabled: within === '',
        run: () => this.view.find('symbols', within),
      },
      {
        id: 'relocations',
        label: 'Its relocations',
        icon: 'relocation',
        disabled: within === '',
        run: () => this.view.find('relocations', within),
      },
    ];
  }

  readonly tab = 'sections';
  readonly label = 'Section headers';
  readonly columns: readonly Column<SectionRow>[] = [
    { id: 'index', title: '#', track: 'fit', numeric: true, sort: 'index', text: (row) => `${row.index}` },
    {
      id: 'name',
      title: 'Name',
      track: 'minmax(96px, 1fr)',
      mono: true,
      sort: 'name',
      text: (row) => row.name,
    },
    {
      id: 'type',
      title: 'Type',
      track: 'fit',
      sort: 'type',
      mono: true,
      text: (row) => row.type.replace(/^SHT_/, ''),
      tip: (row) => row.meaning,
    },
    {
      id: 'address',
      title: 'Address',
      track: 'fit',
      numeric: true,
      sort: 'address',
      text: (row) => row.virt,
      link: (row) => this.loadedLink(row),
    },
    {
      id: 'offset',
      title: 'Offset',
      track: 'fit',
      numeric: true,
      sort: 'offset',
      text: (row) => row.offset,
      link: (row) => this.bytesLink(row),
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
    {
      id: 'segment',
      title: 'Segment',
      track: 'fit',
      from: 560,
      text: (row) => row.segment,
      link: (row) => this.segmentLink(row),
    },
    {
      id: 'flags',
      title: 'Flags',
      track: 'minmax(90px, 160px)',
      from: 720,
      mono: true,
      text: (row) => row.flags,
    },
    { id: 'align', title: 'Align', track: 'fit', numeric: true, from: 820, text: (row) => row.align },
    {
      id: 'entrySize',
      title: 'Entry',
      track: 'fit',
      numeric: true,
      from: 880,
      text: (row) => row.entrySize,
    },
  ];
  list(): RowList {
    return { of: 'sections', ...this.view.sectionOrder };
  }

  title(row: SectionRow): string {
    return `Section ${row.index}${row.name === '' ? '' : `: ${row.name}`}`;
  }

  wrong(row: SectionRow): readonly string[] {
    return row.wrong;
  }

  select(row: SectionRow): void {
    if (row.loaded !== null && BigInt(row.size) > 0n) this.links.selectLoaded(row.loaded, Number(row.size));
    else if (row.place !== null && row.place.length > 0) this.links.selectFile(row.place);
  }
}
