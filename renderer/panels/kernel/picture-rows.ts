/** The picture of file against memory as rows: the table beside the drawing, with the same data. */
import { addressAt, hex, PAGE_SIZE } from '../../../shared/address';
import type { KernelPicture, PictureBlock, RowPlace } from '../../../shared/kernel-types';
import type { Column } from './list-model';
import type { Side } from './picture-geometry';
import { sizeWords } from './segment-model';

/** A block of the drawing, or a frame of the file that several LOADs show. */
export interface PictureRow {
  readonly side: Side;
  readonly label: string;
  readonly kind: PictureBlock['kind'] | 'shared';
  readonly load: number;
  readonly rights: string;
  /** Bytes of the file or of the kernel's memory, as in the picture. */
  readonly first: number;
  readonly length: number;
  /** Its address, or its offset in the file. */
  readonly address: string;
  readonly meaning: string;
}

/** A byte of the picture's memory as a position of the virtual space. */
export function virtualPosition({ base }: Pick<KernelPicture, 'base'>, first: number): number {
  return Number(BigInt.asUintN(48, BigInt(base))) + first;
}

function memoryAddress(picture: Pick<KernelPicture, 'base'>, first: number): string {
  return hex(addressAt('virtual', virtualPosition(picture, first)));
}

/** All rows: memory, the file, then what is shared. */
export function pictureRows(picture: KernelPicture): PictureRow[] {
  const { memory, file, shared } = picture;
  const placeOf = new Map(
    memory.filter(({ kind }) => kind === 'segment').map((block) => [block.load, block]),
  );
  const sourceOf = new Map(file.filter(({ kind }) => kind === 'segment').map((block) => [block.load, block]));
  const rows: PictureRow[] = memory.map((block) => {
    const source = sourceOf.get(block.load);
    return {
      ...block,
      side: 'memory' as const,
      address: memoryAddress(picture, block.first),
      meaning: memoryMeaning(block, source),
    };
  });
  for (const block of file) {
    const place = placeOf.get(block.load);
    const shown = place === undefined ? 'shown nowhere' : `shown at ${memoryAddress(picture, place.first)}`;
    const meaning =
      block.kind === 'segment'
        ? shown
        : block.kind === 'header'
          ? 'tells the loader what is where'
          : 'belongs to no LOAD';
    rows.push({ ...block, side: 'file', address: hex(block.first), meaning });
  }
  for (const { fileOffset, pages } of shared) {
    const words = pages.map(
      ({ virt, load, copied }) => `${virt} of LOAD ${load}${copied ? ' (copied)' : ''}`,
    );
    rows.push({
      side: 'file',
      label: 'shared frame',
      kind: 'shared',
      load: 0,
      rights: '',
      first: fileOffset,
      length: Math.min(PAGE_SIZE, picture.fileSize - fileOffset),
      address: hex(fileOffset),
      meaning: `shown at ${words.join(' and ')}`,
    });
  }
  return rows;
}

function memoryMeaning({ kind, load }: PictureBlock, source: PictureBlock | undefined): string {
  switch (kind) {
    case 'segment':
      return source === undefined
        ? 'its bytes are not in the file'
        : `bytes of the file from ${hex(source.first)}`;
    case 'bss':
      return `zeroed by the loader, LOAD ${load}; not in the file`;
    case 'padding':
      return `rest of a page of LOAD ${load}`;
    default:
      return '';
  }
}

/** The row that a selected byte lies in: the smallest one; -1 for none. */
export function rowAtByte(
  rows: readonly PictureRow[],
  picture: KernelPicture,
  at: Exclude<RowPlace, { by: 'index' }> | null,
): number {
  if (at === null) return -1;
  const side = at.by === 'file' ? 'file' : 'memory';
  const position = at.by === 'file' ? at.position : at.position - virtualPosition(picture, 0);
  let found = -1;
  rows.forEach((row, index) => {
    const isIn =
      row.side === side &&
      row.kind !== 'shared' &&
      position >= row.first &&
      position < row.first + row.length;
    if (isIn && (found < 0 || row.length < (rows[found]?.length ?? 0))) found = index;
  });
  return found;
}

/** A row in words, for the tooltip of the drawing. */
export function rowWords({ side, label, address, length, meaning }: PictureRow): string {
  const where = side === 'file' ? `at ${address} of the file` : `at ${address}`;
  return [`${label}: ${sizeWords(hex(length))} ${where}`, meaning].filter((text) => text !== '').join('\n');
}

/** The drawing in one sentence, for those who do not see it. */
export function pictureWords({ memory, fileSize, memorySize, shared, moreShared }: KernelPicture): string {
  const loads = memory.filter(({ kind }) => kind === 'segment').length;
  const zeros = memory.filter(({ kind }) => kind === 'bss').reduce((sum, { length }) => sum + length, 0);
  const frames = shared.length + moreShared;
  const sharing = frames === 0 ? 'No frame' : frames === 1 ? '1 frame' : `${frames} frames`;
  return [
    `File against memory: ${loads} ${loads === 1 ? 'segment' : 'segments'} of a file of ${sizeWords(hex(fileSize))}`,
    `take ${sizeWords(hex(memorySize))} of memory, ${sizeWords(hex(zeros))} of it zeroed.`,
    `${sharing} of the file ${frames === 1 ? 'is' : 'are'} shown by more than one segment. The table below has the same.`,
  ].join(' ');
}

/** Columns of the table beside the drawing. */
export const PICTURE_COLUMNS: readonly Column<PictureRow>[] = [
  { id: 'side', title: 'In', track: '52px', text: ({ side }) => side },
  { id: 'label', title: 'What', track: 'fit', text: ({ label }) => label },
  {
    id: 'first',
    title: 'From',
    track: 'fit',
    numeric: true,
    text: ({ address }) => address,
  },
  {
    id: 'length',
    title: 'Bytes',
    track: 'fit',
    numeric: true,
    text: ({ length }) => hex(length),
    tip: ({ length }) => sizeWords(hex(length)),
  },
  { id: 'rights', title: 'Rights', track: 'fit', mono: true, from: 600, text: ({ rights }) => rights },
  { id: 'meaning', title: 'Meaning', track: 'minmax(0, 1fr)', text: ({ meaning }) => meaning },
];
