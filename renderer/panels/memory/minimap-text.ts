/** The minimap in words: for its tooltip, and for those who cannot see it. */
import { PAGE_SIZE } from '../../../shared/address';
import type { Overview } from '../../../shared/memory-types';
import { PROVENANCE_NAMES } from '../../../shared/provenance';
import type { MemorySpace } from '../../../shared/view-types';
import { formatCount } from '../../composables/format';
import { addressText } from './address-text';
import { labelOf } from './legend-rows';
import { NO_ENTROPY, type MinimapMarks } from './minimap-picture';
import type { MinimapRows } from './minimap-rows';

/** Bits a byte, with one digit. */
function bits(entropy: number): string {
  return ((entropy / 254) * 8).toFixed(1);
}

/** The address of a byte of a space. */
export function addressOf(space: MemorySpace, position: number): string {
  const page = Math.floor(position / PAGE_SIZE);
  return addressText(space, page, position - page * PAGE_SIZE);
}

/** What an interval of the picture holds, in words: owner, entropy, marks. */
export function intervalText(picture: Overview | null, marks: MinimapMarks, interval: number): string {
  const owner = picture?.owner[interval] ?? 0;
  const entropy = picture?.entropy[interval] ?? NO_ENTROPY;
  const name = PROVENANCE_NAMES[owner - 1];
  const parts = [name === undefined ? 'nothing' : `mostly ${labelOf(name)}`];
  if (entropy !== NO_ENTROPY) parts.push(`entropy ${bits(entropy)} bits a byte`);
  const matches = marks.matches?.[interval] ?? 0;
  if (matches > 0) parts.push(`${formatCount(matches)} ${matches === 1 ? 'match' : 'matches'}`);
  const differences = marks.differences?.[interval] ?? 0;
  if (differences > 0) {
    parts.push(`${formatCount(differences)} ${differences === 1 ? 'difference' : 'differences'}`);
  }
  if (picture?.changed[interval] === 1) parts.push('changed');
  return parts.join(' · ');
}

/** A row of the minimap in words, with the address of its first byte. */
export function rowText(
  space: MemorySpace,
  rows: MinimapRows,
  picture: Overview | null,
  marks: MinimapMarks,
  row: number,
): string {
  const place = addressOf(space, rows.positions[row] ?? 0);
  const marked = marks.marks.includes(row) ? ' · marked' : '';
  return `${place} · ${intervalText(picture, marks, rows.intervals[row] ?? 0)}${marked}`;
}

/** The minimap as a whole in a sentence: what its rows show, by how many of them. */
export function summaryText(rows: MinimapRows, picture: Overview, marks: MinimapMarks): string {
  const count = rows.positions.length;
  const shares = new Map<number, number>();
  let entropies = 0;
  let known = 0;
  for (const interval of rows.intervals) {
    const owner = picture.owner[interval] ?? 0;
    shares.set(owner, (shares.get(owner) ?? 0) + 1);
    const entropy = picture.entropy[interval] ?? NO_ENTROPY;
    if (entropy === NO_ENTROPY) continue;
    entropies += entropy;
    known++;
  }
  const owners = [...shares]
    .sort((a, b) => b[1] - a[1])
    .map(([owner, share]) => {
      const name = PROVENANCE_NAMES[owner - 1];
      return `${name === undefined ? 'nothing' : labelOf(name)} ${Math.round((share / count) * 100)} %`;
    });
  const parts = [`From top to bottom: ${owners.join(', ')}.`];
  if (known > 0) parts.push(`Mean entropy ${bits(entropies / known)} bits a byte.`);
  const total = (counts: ArrayLike<number> | null): number =>
    Array.from(counts ?? []).reduce((a, b) => a + b, 0);
  const matches = total(marks.matches);
  const differences = total(marks.differences);
  if (matches > 0) parts.push(`Matches: ${formatCount(matches)}.`);
  if (differences > 0) parts.push(`Differences: ${formatCount(differences)}.`);
  if (marks.marks.length > 0) parts.push(`Marks: ${formatCount(marks.marks.length)}.`);
  return parts.join(' ');
}
