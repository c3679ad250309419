import { FRAME_OWNERS, type FrameOwnerName } from '../../../shared/frame-types';
import type { SquareKind } from '../../components/picture/square-paint';

/** How the frames of each owner are painted. */
const KINDS: Readonly<Record<FrameOwnerName, SquareKind>> = {
  absent: { token: '--pc-file', texture: 'dotOnly' },
  free: { token: '--pc-file', texture: 'outline' },
  reserved: { token: '--pc-file', texture: 'hatch' },
  fileUnmapped: { token: '--pc-file', texture: 'plain' },
  fileReadOnly: { token: '--pc-ro', texture: 'plain' },
  fileCode: { token: '--pc-rx', texture: 'plain' },
  fileData: { token: '--pc-rw', texture: 'plain' },
  fileShared: { token: '--pc-ro', texture: 'split' },
  pageTable4: { token: '--pc-pt', texture: 'bars4' },
  pageTable3: { token: '--pc-pt', texture: 'bars3' },
  pageTable2: { token: '--pc-pt', texture: 'bars2' },
  pageTable1: { token: '--pc-pt', texture: 'bar' },
  bss: { token: '--pc-bss', texture: 'dots' },
  copied: { token: '--pc-cow', texture: 'hatch' },
  allocated: { token: '--pc-bss', texture: 'thickOutline' },
};

const LABELS: Readonly<Record<FrameOwnerName, string>> = {
  absent: 'no memory',
  free: 'free',
  reserved: 'reserved',
  fileUnmapped: 'file, unmapped',
  fileReadOnly: 'file, read-only',
  fileCode: 'file, code',
  fileData: 'file, data',
  fileShared: 'file, shared',
  pageTable4: 'page table P4',
  pageTable3: 'page tables P3',
  pageTable2: 'page tables P2',
  pageTable1: 'page tables P1',
  bss: 'bss zero',
  copied: 'copies',
  allocated: 'taken, still empty',
};

/** Owners in the order of the legend: what the kernel has before what nobody has. */
export const LEGEND_OWNERS: readonly FrameOwnerName[] = [
  'fileReadOnly',
  'fileCode',
  'fileData',
  'fileShared',
  'fileUnmapped',
  'pageTable4',
  'pageTable3',
  'pageTable2',
  'pageTable1',
  'bss',
  'copied',
  'allocated',
  'free',
  'reserved',
  'absent',
];

/** How an owner is painted. */
export function ownerKind(owner: FrameOwnerName): SquareKind {
  return KINDS[owner];
}

/** What an owner is called. */
export function ownerLabel(owner: FrameOwnerName): string {
  return LABELS[owner];
}

/** The kinds of squares by the number of their owner; those of other owners than `wanted` stand back. */
export function squareKinds(wanted: (owner: FrameOwnerName) => boolean): readonly SquareKind[] {
  return FRAME_OWNERS.map((owner) => (wanted(owner) ? KINDS[owner] : { ...KINDS[owner], faded: true }));
}

/** Whether an owner is somebody, and not merely what memory is without one. */
export function isSomebody(owner: FrameOwnerName): boolean {
  return owner !== 'absent' && owner !== 'free' && owner !== 'reserved';
}
