import { FRAME_OWNERS, type FrameOwnerName } from '../../../shared/frame-types';
import { isSomebody, ownerKind } from './frame-kinds';

/** A canvas in device pixels, and how many of them a CSS pixel has. */
export interface Paper {
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

/** Neighbouring intervals of one owner. */
export interface OverviewRun {
  readonly owner: FrameOwnerName;
  readonly first: number;
  readonly count: number;
}

/** Intervals of one owner each, put together. */
export function overviewRuns(owners: Uint8Array): OverviewRun[] {
  const runs: { owner: FrameOwnerName; first: number; count: number }[] = [];
  owners.forEach((code, at) => {
    const owner = FRAME_OWNERS[code] ?? 'absent';
    const last = runs[runs.length - 1];
    if (last?.owner === owner) last.count += 1;
    else runs.push({ owner, first: at, count: 1 });
  });
  return runs;
}

/** Least width of what somebody owns, in CSS pixels: it is what one looks for in a large machine. */
const LEAST_OWNED = 2;

/** How much of its colour usable memory has: holes beside it stay empty, what is taken stands out. */
const USABLE = 0.5;

/** Paints the memory map, and over it what the load has taken. */
export function paintOverview(context: CanvasRenderingContext2D, paper: Paper, owners: Uint8Array): void {
  const { width, height, ratio } = paper;
  context.clearRect(0, 0, width, height);
  const style = getComputedStyle(document.documentElement);
  const colourOf = (token: string): string => `rgb(${style.getPropertyValue(token).trim()})`;
  const runs = overviewRuns(owners);
  const place = ({ first, count }: OverviewRun): [number, number] => {
    const left = Math.round((first / owners.length) * width);
    return [left, Math.round(((first + count) / owners.length) * width) - left];
  };
  for (const run of runs) {
    const [left, size] = place(run);
    if (run.owner === 'reserved')
      paintReserved(context, left, Math.max(size, ratio), height, colourOf('--pc-file'), ratio);
    else if (run.owner !== 'absent') {
      context.globalAlpha = USABLE;
      context.fillStyle = colourOf('--pc-file');
      context.fillRect(left, 0, size, height);
      context.globalAlpha = 1;
    }
  }
  for (const run of runs) {
    if (!isSomebody(run.owner)) continue;
    const [left, size] = place(run);
    context.fillStyle = colourOf(ownerKind(run.owner).token);
    context.fillRect(left, 0, Math.max(size, LEAST_OWNED * ratio), height);
  }
}

function paintReserved(
  context: CanvasRenderingContext2D,
  left: number,
  width: number,
  height: number,
  colour: string,
  ratio: number,
): void {
  context.save();
  context.beginPath();
  context.rect(left, 0, width, height);
  context.clip();
  context.strokeStyle = colour;
  context.lineWidth = ratio;
  context.beginPath();
  for (let x = left - height; x < left + width; x += 4 * ratio) {
    context.moveTo(x, height);
    context.lineTo(x + height, 0);
  }
  context.stroke();
  context.restore();
}
