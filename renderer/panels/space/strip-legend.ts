import type { RangesFound, SpacePart } from '../../../shared/table-types';
import type { SquareKind } from '../../components/picture/square-paint';
import { LEGEND } from '../../components/provenance';
import type { StripColour } from '../../stores/space-view';
import { ownerLook, RIGHT_LOOKS } from './strip-paint';

/** One colour of the strips. */
export interface LegendKey {
  readonly label: string;
  /** What it looks like in the strips. */
  readonly kind: SquareKind;
  /** Pages of 4 KiB; `null` where they were not all counted. */
  readonly pages: number | null;
}

/** What the colours mean, with how many pages have them. */
export function legendOf(
  colour: StripColour,
  parts: readonly SpacePart[],
  all: RangesFound['all'] | null,
): LegendKey[] {
  const own = parts.filter(({ kind }) => kind !== 'relro' && kind !== 'gap');
  const listed = own.reduce((sum, { mapped }) => sum + mapped, 0);
  // Where there are more parts than are listed, the counts would be wrong.
  const isWhole = all !== null && listed === all.pages;
  const pagesOf = (isOne: (part: SpacePart) => boolean): number =>
    own.reduce((sum, part) => sum + (isOne(part) ? part.mapped : 0), 0);
  if (colour === 'rights') {
    return RIGHT_LOOKS.map(({ rights, token, texture }) => ({
      label: rights,
      kind: { token, texture },
      pages: isWhole ? pagesOf((part) => part.rights === rights) : null,
    })).filter(({ pages }) => pages !== 0);
  }
  // What only a dump has is called what it is called there.
  const others = own.filter(({ provenance }) => !LEGEND.some(({ name }) => name === provenance));
  const names = [...LEGEND, ...others.map(({ provenance, label }) => ({ name: provenance, label }))].filter(
    ({ name }, at, all) => all.findIndex((one) => one.name === name) === at,
  );
  return names
    .filter(({ name }) => own.some(({ provenance }) => provenance === name))
    .map(({ name, label }) => ({
      label,
      kind: ownerLook(name),
      pages: isWhole ? pagesOf((part) => part.provenance === name) : null,
    }));
}
