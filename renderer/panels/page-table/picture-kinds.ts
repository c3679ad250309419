/** The squares of a table: which kind each is, how kinds are painted, and what the legend says of them. */
import { PROVENANCE_NAMES, type ProvenanceName } from '../../../shared/provenance';
import { ENTRY_KINDS, RIGHT, type EntryKind, type TablePicture } from '../../../shared/table-types';
import type { SquareKind, Texture } from '../../components/picture/square-paint';
import { LEGEND, provenanceClass } from '../../components/provenance';
import { formatCount } from '../../composables/format';
import type { TableColour } from '../../stores/page-table-view';
import { coverText, ENTRY_COUNT, rightsText, virtOfEntry } from './entry-text';

/** A kind of square, and what it is called. */
interface NamedKind extends SquareKind {
  readonly label: string;
  /** Class that gives its colour to the swatch in the legend. */
  readonly swatch: string;
}

/** A row of the legend. */
export interface LegendCount {
  readonly label: string;
  readonly swatch: string;
  readonly texture: Texture;
  readonly count: number;
}

/** A table as squares. */
export interface TableSquares {
  readonly kinds: readonly SquareKind[];
  readonly squares: Uint8Array;
  /** Kinds that there are, with how many squares they have. */
  readonly legend: readonly LegendCount[];
}

const TEXTURES: Partial<Record<ProvenanceName, Texture>> = {
  bss: 'dots',
  copied: 'hatch',
  pageTable: 'bar',
  handedOver: 'split',
  free: 'hatch',
};
const LABELS: Partial<Record<ProvenanceName, string>> = {
  ...Object.fromEntries(LEGEND.map(({ name, label }) => [name, label])),
  fileUnmapped: 'other memory',
  free: 'no memory',
  pageTable: 'page of a page table',
};

function kind(label: string, swatch: string, texture: Texture): NamedKind {
  return { label, swatch, texture, token: `--pc-${swatch.slice('p-'.length)}` };
}

/** What is no page has the same look whatever pages are coloured by. */
const COMMON: readonly NamedKind[] = [
  kind('empty', 'p-file', 'outline'),
  kind('not present', 'p-bss', 'outline'),
  { label: 'broken', swatch: 'broken', texture: 'split', token: '--error-channels' },
  kind('recursive', 'p-pt', 'split'),
];
const PLACES: Partial<Record<EntryKind, number>> = { empty: 0, absent: 1, broken: 2, recursive: 3 };

const BY_OWNER: readonly NamedKind[] = [
  ...COMMON,
  kind('table', 'p-pt', 'bar'),
  ...PROVENANCE_NAMES.map((name) =>
    // A page of memory that is not there must not look like an entry without a page.
    kind(LABELS[name] ?? name, name === 'free' ? 'p-bss' : provenanceClass(name), TEXTURES[name] ?? 'plain'),
  ),
];

/** Effective rights, by the number of {@link rightsPlace}. */
const RIGHTS: readonly { readonly label: string; readonly swatch: string; readonly token: string }[] = [
  { label: 'R', swatch: 'p-ro', token: '--pc-ro' },
  { label: 'RW', swatch: 'p-rw', token: '--pc-rw' },
  { label: 'R X', swatch: 'p-rx', token: '--pc-rx' },
  { label: 'RWX', swatch: 'broken', token: '--error-channels' },
];
const BY_RIGHTS: readonly NamedKind[] = [
  ...COMMON,
  ...RIGHTS.map((one): NamedKind => ({ ...one, texture: one.label === 'RWX' ? 'hatch' : 'plain' })),
  ...RIGHTS.map((one): NamedKind => ({ ...one, label: `table, ${one.label}`, texture: 'bar' })),
];

function rightsPlace(rights: number): number {
  return ((rights & RIGHT.write) === 0 ? 0 : 1) + ((rights & RIGHT.execute) === 0 ? 0 : 2);
}

/** Rights of an entry in the short form of tables. */
function rightsLabel(rights: number): string {
  return (rights & RIGHT.read) === 0 ? '' : (RIGHTS[rightsPlace(rights)]?.label ?? '');
}

/** The squares of a table. */
export function tableSquares(picture: TablePicture, colour: TableColour): TableSquares {
  const kinds = colour === 'owner' ? BY_OWNER : BY_RIGHTS;
  const squares = new Uint8Array(ENTRY_COUNT);
  const counts = new Uint32Array(kinds.length);
  for (let index = 0; index < ENTRY_COUNT; index++) {
    const place = placeOf(picture, index, colour);
    squares[index] = place;
    counts[place] = (counts[place] as number) + 1;
  }
  const legend = kinds.flatMap(({ label, swatch, texture }, place) => {
    const count = counts[place] as number;
    return count === 0 ? [] : [{ label, swatch, texture, count }];
  });
  // What is there comes before what is not.
  return { kinds, squares, legend: [...legend.filter(isUsed), ...legend.filter((row) => !isUsed(row))] };
}

function isUsed({ label }: LegendCount): boolean {
  return label !== 'empty';
}

function placeOf(picture: TablePicture, index: number, colour: TableColour): number {
  const name = ENTRY_KINDS[picture.kinds[index] as number] as EntryKind;
  const common = PLACES[name];
  if (common !== undefined) return common;
  if (colour === 'rights') {
    return (
      COMMON.length + (name === 'table' ? RIGHTS.length : 0) + rightsPlace(picture.rights[index] as number)
    );
  }
  return name === 'table' ? COMMON.length : COMMON.length + 1 + (picture.provenance[index] as number);
}

/** The kind of an entry of a picture. */
export function kindOf(picture: TablePicture, index: number): EntryKind {
  return ENTRY_KINDS[picture.kinds[index] as number] ?? 'empty';
}

/** A square in words, for the tooltip and for screen readers. */
export function squareName(picture: TablePicture, index: number): string {
  const name = kindOf(picture, index);
  const place = `P${picture.level}[${index}], ${virtOfEntry(picture, index)}`;
  const changed = index === picture.changed ? ', written by this op' : '';
  if (name !== 'page' && name !== 'table') {
    return `${place}: ${name === 'absent' ? 'not present' : name}${changed}`;
  }
  const rights = rightsText(rightsLabel(picture.rights[index] as number));
  const owner = LABELS[PROVENANCE_NAMES[picture.provenance[index] as number] ?? 'free'] ?? '';
  const pages = picture.pages[index] as number;
  const what =
    name === 'table'
      ? `P${picture.level - 1} table with ${formatCount(pages)} ${pages === 1 ? 'page' : 'pages'}`
      : `${coverText(picture.level)}, ${owner}`;
  return `${place}: ${what}, ${rights}${changed}`;
}

/** The whole picture in a sentence, which stands for it where it is not seen. */
export function pictureText(picture: TablePicture, squares: TableSquares): string {
  const counts = squares.legend.map(({ label, count }) => `${formatCount(count)} ${label}`);
  return `P${picture.level} table from ${picture.virt}: ${counts.join(', ')}`;
}
