import type { ProvenanceName } from '../../../shared/provenance';
import type { RangesFound, SpacePart } from '../../../shared/table-types';
import { LEGEND, provenanceClass } from '../../components/provenance';
import type { StripColour } from '../../stores/space-view';
import { RIGHT_LOOKS } from './strip-paint';

/** One colour of the strips. */
export interface LegendKey {
  readonly label: string;
  /** Class of a provenance, or a colour. */
  readonly swatch: string;
  readonly colour: string;
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
    return RIGHT_LOOKS.map(({ rights, token }) => ({
      label: rights,
      swatch: '',
      colour: `rgb(var(${token}))`,
      pages: isWhole ? pagesOf((part) => part.rights === rights) : null,
    })).filter(({ pages }) => pages !== 0);
  }
  return LEGEND.filter(({ name }) => own.some(({ provenance }) => provenance === name)).map(
    ({ name, label }) => ({
      label,
      swatch: provenanceClass(name satisfies ProvenanceName),
      colour: '',
      pages: isWhole ? pagesOf((part) => part.provenance === name) : null,
    }),
  );
}
