import type { LinkTarget } from '../../../shared/view-types';

/** A link to the first byte of a frame. */
export function frameLink(frame: number, offset = 0): LinkTarget {
  return { type: 'memory', space: 'physical', page: frame, offset };
}

/** A link to a virtual address. */
export function virtualLink(address: bigint): LinkTarget {
  const page = Number((address & 0xffff_ffff_ffffn) >> 12n);
  return { type: 'memory', space: 'virtual', page, offset: Number(address & 0xfffn) };
}
