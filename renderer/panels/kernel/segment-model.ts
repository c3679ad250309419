import type { SegmentRow, RowList } from '../../../shared/kernel-types';
import { formatBytes, formatCount, formatMoments } from '../../composables/format';
import type { Column, ListModel, RowAction, RowFact } from './list-model';
import type { KernelLinks } from './useKernelLinks';

/** `LOAD 2` for those that are mapped, else the type. */
function segmentName({ load, type }: Pick<SegmentRow, 'load' | 'type'>): string {
  return load > 0 ? `LOAD ${load}` : type;
}

/** A size in hexadecimal with what that is, e.g. `4.9 KiB`. */
export function sizeWords(size: string): string {
  const bytes = Number(BigInt(size));
  return bytes < 1024 ? `${formatCount(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}` : formatBytes(bytes);
}

/** The bytes of a segment in the file, as far as they can be meant. */
function contents({ offset, fileSize }: SegmentRow, size: number): { offset: number; length: number } | null {
  const [first, length] = [Number(offset), Number(fileSize)];
  return length === 0 || first >= size ? null : { offset: first, length: Math.min(length, size - first) };
}

/** Program headers, or the sections that lie in each. */
export class SegmentModel implements ListModel<SegmentRow> {
  constructor(
    private readonly links: KernelLinks,
    /** Bytes of the file. */
    private readonly fileSize: () => number,
    /** Sections are shown instead of fields. */
    private readonly mapping: () => boolean,
  ) {}

  private readonly stageLink = ({ stage }: SegmentRow): (() => void) | null =>
    stage === null ? null : () => this.links.jump(stage.last);

  facts(row: SegmentRow): RowFact[] {
    const { loaded, stage, sections } = row;
    return [
      {
        label: 'Header',
        text: `0x${row.place.offset.toString(16)}`,
        note: `${row.place.length} bytes in the file`,
        mono: true,
        link: () => this.links.toFile(row.place),
      },
      ...(loaded === null
        ? [{ label: 'Loaded', text: 'not loaded' }]
        : [
            {
              label: 'Loaded',
              text: `${loaded.first}–${loaded.last.replace('0x', '')}`,
              note: loaded.pages === 1 ? '1 page' : `${formatCount(loaded.pages)} pages`,
              mono: true,
              link: () => this.links.toLoaded(loaded.first),
            },
          ]),
      {
        label: 'Stage',
        text: stage === null ? 'none' : `op ${formatMoments(stage.first, stage.last)}`,
        link: this.stageLink(row),
      },
      {
        label: 'Sections',
        text: sections.length === 0 ? 'none' : sections.join('  '),
        mono: sections.length > 0,
        wide: true,
      },
    ];
  }

  actions(row: SegmentRow): RowAction[] {
    const first = row.loaded?.first ?? null;
    return [
      this.links.fileAction(contents(row, this.fileSize()), 'Show its bytes in the file'),
      this.links.loadedAction(first, row.loaded === null ? 1 : Number(row.memSize)),
      this.links.rangeAction(first),
    ];
  }

  private readonly fields: readonly Column<SegmentRow>[] = [
    {
      id: 'offset',
      title: 'Offset',
      track: 'fit',
      numeric: true,
      text: (row) => row.offset,
      link: (row) => this.bytesLink(row),
    },
    {
      id: 'virt',
      title: 'Address',
      about: 'In the file; where it is loaded is below',
      track: 'fit',
      numeric: true,
      text: (row) => row.virt,
    },
    {
      id: 'fileSize',
      title: 'In file',
      track: 'fit',
      numeric: true,
      text: (row) => row.fileSize,
      tip: (row) => sizeWords(row.fileSize),
    },
    {
      id: 'memSize',
      title: 'In memory',
      track: 'fit',
      numeric: true,
      text: (row) => row.memSize,
      tip: (row) => sizeWords(row.memSize),
    },
    { id: 'rights', title: 'Rights', track: 'fit', mono: true, text: (row) => row.rights },
    { id: 'align', title: 'Align', track: 'fit', numeric: true, from: 600, text: (row) => row.align },
    {
      id: 'pages',
      title: 'Pages',
      track: 'fit',
      numeric: true,
      from: 700,
      text: (row) => (row.loaded === null ? '' : formatCount(row.loaded.pages)),
    },
    {
      id: 'stage',
      title: 'Stage',
      about: 'Ops of the load that it takes',
      track: 'fit',
      numeric: true,
      from: 780,
      text: (row) => (row.stage === null ? '' : formatMoments(row.stage.first, row.stage.last)),
      link: (row) => this.stageLink(row),
    },
  ];

  bytesLink(row: SegmentRow): (() => void) | null {
    const place = contents(row, this.fileSize());
    return place === null ? null : () => this.links.toFile(place);
  }

  readonly tab = 'segments';
  readonly label = 'Program headers';
  get columns(): readonly Column<SegmentRow>[] {
    const first: ListModel<SegmentRow>['columns'] = [
      { id: 'index', title: '#', track: 'fit', numeric: true, text: (row) => `${row.index}` },
      {
        id: 'type',
        title: 'Type',
        track: 'fit',
        mono: true,
        text: segmentName,
        tip: (row) => `${row.type}: ${row.meaning}`,
      },
    ];
    const sections = {
      id: 'sections',
      title: 'Sections',
      track: 'minmax(0, 1fr)',
      mono: true,
      text: (row: SegmentRow) => row.sections.join(' '),
    };
    return this.mapping() ? [...first, sections] : [...first, ...this.fields];
  }

  list(): RowList {
    return { of: 'segments' };
  }

  title(row: SegmentRow): string {
    return `Program header ${row.index}: ${segmentName(row)}, ${row.meaning || row.type}`;
  }

  wrong(row: SegmentRow): readonly string[] {
    return row.wrong;
  }

  select(row: SegmentRow): void {
    const place = contents(row, this.fileSize());
    if (row.load > 0 && row.loaded !== null) this.links.selectLoaded(row.loaded.first, Number(row.memSize));
    else this.links.selectFile(place ?? row.place);
  }
}
