import { PAGE_SIZE } from '../../../shared/address';
import type { FrameCount, FrameOwnerName } from '../../../shared/frame-types';
import { formatBytes, formatCount } from '../../composables/format';
import { LEGEND_OWNERS, ownerLabel } from './frame-kinds';
import { frameCount } from './frame-text';

/** One owner in the legend: how much it has, and where. */
export interface LegendRow {
  readonly owner: FrameOwnerName;
  readonly label: string;
  /** Segments whose frames these are, each with its count; empty for others. */
  readonly parts: readonly FrameCount[];
  readonly frames: number;
  readonly bytes: string;
  readonly first: number;
  readonly last: number;
}

/**
 * The legend: owners that have frames, one row each, and how much of the machine is no memory.
 *
 * @param kept owners that are listed in any case, as a filter names them
 */
export function legendRows(
  counts: readonly FrameCount[],
  total: number,
  kept: ReadonlySet<FrameOwnerName>,
): LegendRow[] {
  const known = counts.reduce((sum, { frames }) => sum + frames, 0);
  return LEGEND_OWNERS.flatMap((owner): LegendRow[] => {
    const parts = counts.filter((count) => count.owner === owner);
    const frames =
      owner === 'absent' ? Math.max(0, total - known) : parts.reduce((sum, part) => sum + part.frames, 0);
    if (frames === 0 && !kept.has(owner)) return [];
    return [
      {
        owner,
        label: labelOf(owner, parts),
        parts: parts.length > 1 ? parts : [],
        frames,
        bytes: formatBytes(frames * PAGE_SIZE),
        first: parts.reduce((least, { first }) => Math.min(least, first), Infinity),
        last: parts.reduce((most, { last }) => Math.max(most, last), -1),
      },
    ];
  });
}

/** A segment that alone has such frames is named. */
function labelOf(owner: FrameOwnerName, parts: readonly FrameCount[]): string {
  const [only] = parts;
  const isFile = owner === 'fileReadOnly' || owner === 'fileCode' || owner === 'fileData';
  return isFile && parts.length === 1 && only !== undefined
    ? `${ownerLabel(owner)}: ${only.label.replace(/^file, /, '')}`
    : ownerLabel(owner);
}

/** A row in words, for its tooltip. */
export function legendText({ label, frames, bytes, parts }: LegendRow): string {
  const shown = parts.map((part) => `${part.label.replace(/^file, /, '')}: ${formatCount(part.frames)}`);
  return [`${label}: ${frameCount(frames)}, ${bytes}`, ...shown].join('\n');
}

/** Frames that somebody owns, from the lowest to the highest; `null` where nobody owns any. */
export function ownedExtent(counts: readonly FrameCount[]): { first: number; last: number } | null {
  const owned = counts.filter(({ owner, frames }) => owner !== 'free' && owner !== 'reserved' && frames > 0);
  if (owned.length === 0) return null;
  return {
    first: Math.min(...owned.map(({ first }) => first)),
    last: Math.max(...owned.map(({ last }) => last)),
  };
}
