import { hex } from '../../../shared/address';
import type { DynamicRow, NoteRow, RowList } from '../../../shared/kernel-types';
import type { ChipTone, Column, ListModel, RowAction, RowFact } from './list-model';
import type { KernelLinks } from './useKernelLinks';

const USES: Readonly<Record<DynamicRow['use'], { readonly tone: ChipTone; readonly words: string }>> = {
  read: { tone: 'ok', words: 'The loader reads it.' },
  ignored: { tone: 'line', words: 'The loader does not look at it.' },
  refused: { tone: 'err', words: 'The loader refuses the kernel because of it.' },
};

/** Entries of the dynamic table, with what the loader does with each. */
export class DynamicModel implements ListModel<DynamicRow> {
  constructor(private readonly links: KernelLinks) {}

  readonly tab = 'dynamic';
  readonly label = 'Dynamic entries';
  readonly columns: readonly Column<DynamicRow>[] = [
    { id: 'index', title: '#', track: 'fit', numeric: true, text: (row) => `${row.index}` },
    {
      id: 'tag',
      title: 'Tag',
      track: 'fit',
      mono: true,
      text: (row) => row.tag,
      tip: (row) => row.rawTag,
    },
    {
      id: 'value',
      title: 'Value',
      track: 'fit',
      numeric: true,
      text: (row) => row.value,
      link: ({ link }) => (link === null ? null : () => this.links.follow(link)),
    },
    {
      id: 'use',
      title: 'Loader',
      track: 'fit',
      text: (row) => row.use,
      tone: (row) => USES[row.use].tone,
      tip: (row) => USES[row.use].words,
    },
    { id: 'meaning', title: 'Meaning', track: 'minmax(0, 1fr)', text: (row) => row.meaning },
    {
      id: 'place',
      title: 'At',
      about: 'Where the entry stands in the file',
      track: 'fit',
      numeric: true,
      from: 620,
      text: (row) => hex(row.place.offset),
      link:
        ({ place }) =>
        () =>
          this.links.toFile(place),
    },
  ];
  list(): RowList {
    return { of: 'dynamic' };
  }

  title(row: DynamicRow): string {
    return `Dynamic entry ${row.index}: ${row.tag}`;
  }

  wrong({ wrong }: DynamicRow): readonly string[] {
    return wrong === null ? [] : [wrong];
  }

  facts(row: DynamicRow): RowFact[] {
    return [
      { label: 'Tag', text: row.rawTag, note: row.tag, mono: true },
      {
        label: 'Value',
        text: row.value,
        mono: true,
        link: row.link === null ? null : follow(this.links, row.link),
      },
      {
        label: 'Entry',
        text: hex(row.place.offset),
        note: `${row.place.length} bytes`,
        mono: true,
        link: () => this.links.toFile(row.place),
      },
      { label: 'Loader', text: USES[row.use].words },
      { label: 'Meaning', text: row.meaning || 'none is known', wide: true },
    ];
  }

  actions({ place, link, value }: DynamicRow): RowAction[] {
    return [
      this.links.fileAction(place, 'Show the entry in the file'),
      {
        id: 'follow',
        label: 'Go where it points',
        icon: 'link',
        disabled: link === null,
        run: () => link !== null && this.links.follow(link),
      },
      this.links.copyAction('copy', 'Copy the value', value),
    ];
  }

  select({ place }: DynamicRow): void {
    this.links.selectFile(place);
  }
}

function follow(links: KernelLinks, link: NonNullable<DynamicRow['link']>): () => void {
  return () => links.follow(link);
}

/** Notes, the build id among them. */
export function noteModel(links: KernelLinks): ListModel<NoteRow> {
  return {
    tab: 'notes',
    label: 'Notes',
    columns: [
      { id: 'owner', title: 'Owner', track: 'fit', mono: true, text: (row) => row.owner },
      { id: 'type', title: 'Type', track: 'fit', mono: true, text: (row) => row.type },
      { id: 'meaning', title: 'Meaning', track: 'minmax(0, 1fr)', text: (row) => row.meaning || row.bytes },
      {
        id: 'place',
        title: 'At',
        about: 'Where the note stands in the file',
        track: '72px',
        numeric: true,
        text: (row) => hex(row.place.offset),
        link:
          ({ place }) =>
          () =>
            links.toFile(place),
      },
    ],
    list: () => ({ of: 'notes' }),
    title: ({ owner, type }) =>
      owner === '' && type === '' ? 'Note that cannot be read' : `Note of ${owner || 'nobody'}: ${type}`,
    wrong: ({ wrong }) => (wrong === null ? [] : [wrong]),
    facts: (row) => [
      {
        label: 'Note',
        text: hex(row.place.offset),
        note: `${row.place.length} bytes`,
        mono: true,
        link: () => links.toFile(row.place),
      },
      { label: 'Meaning', text: row.meaning || 'none is known', wide: true },
      { label: 'Bytes', text: row.bytes || 'none', mono: true, wide: true },
    ],
    actions: ({ place, bytes }) => [
      links.fileAction(place, 'Show the note in the file'),
      links.copyAction('copy', 'Copy its bytes', bytes),
    ],
    select: ({ place }) => links.selectFile(place),
  };
}
