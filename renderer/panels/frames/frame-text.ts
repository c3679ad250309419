/** Frames and squares in words. */
import { hex, PAGE_SIZE, parseAddress, physOfFrame } from '../../../shared/address';
import { FRAME_OWNERS, type FrameStrip, type FrameView } from '../../../shared/frame-types';
import { formatBytes, formatCount } from '../../composables/format';
import type { FrameWindow, PictureShape } from '../../stores/frame-window';
import { isSomebody, ownerLabel } from './frame-kinds';

/** What a square and a row stand for. */
export function scaleText({ per }: FrameWindow, { columns }: PictureShape): string {
  const square =
    per === 1 ? 'one frame of 4 KiB' : `${formatCount(per)} frames, ${formatBytes(per * PAGE_SIZE)}`;
  return `one square is ${square}; a row is ${formatBytes(columns * per * PAGE_SIZE)}`;
}

/** The first and the last address of frames `first` to `end`, excluded. */
export function framesText(first: number, end: number): string {
  return `${hex(physOfFrame(first))}–${hex(physOfFrame(end) - 1)}`;
}

/** `1 frame`, `2 frames`. */
export function frameCount(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'frame' : 'frames'}`;
}

/** What has become known of a square besides its colour. */
export interface KnownSquare {
  readonly strip: FrameStrip;
  readonly window: FrameWindow;
  /** Frames of the machine. */
  readonly total: number;
}

/**
 * A square in words, as its tooltip has them.
 *
 * @param look what is known of the frame that the square stands for; `null`: its colour alone
 */
export function squareText(
  { strip, window, total }: KnownSquare,
  square: number,
  look: FrameView | null,
): string {
  const owner = FRAME_OWNERS[strip.owner[square] ?? 0] ?? 'absent';
  const first = window.first + square * window.per;
  const now = strip.changed[square] === 1 ? '\ntouched by the last op' : '';
  if (window.per > 1) {
    const end = Math.min(first + window.per, total);
    const owned = strip.owned[square] ?? 0;
    const most = isSomebody(owner)
      ? `${formatCount(owned)} of them taken, most by ${ownerLabel(owner)}`
      : ownerLabel(owner);
    return `${framesText(first, end)}\n${frameCount(end - first)}: ${most}${now}`;
  }
  if (look?.frame !== first) return `${hex(physOfFrame(first))}\n${ownerLabel(owner)}${now}`;
  return `${lookText(look)}${now}`;
}

/** A frame in a few lines: who owns it, which pages show it, which step wrote it last. */
export function lookText(look: FrameView): string {
  const lines = [`${look.address} ${look.title}`, look.detail];
  if (look.aliases > 0) lines.push(pagesText(look));
  if (look.writtenAt !== null) lines.push(`${writtenText(look.writtenAt)}: ${look.writtenBy}`);
  return lines.filter((line) => line !== '').join('\n');
}

function writtenText(moment: number): string {
  return moment === 0 ? 'written' : `written last by op ${formatCount(moment)}`;
}

/** The pages that show a frame. */
function pagesText({ aliases, firstAliases }: FrameView): string {
  const shown = firstAliases.slice(0, 2).map(({ virt, rights }) => `${virt} ${rights}`);
  const more = aliases - shown.length;
  return `shown by ${shown.join(', ')}${more > 0 ? ` and ${formatCount(more)} more pages` : ''}`;
}

/** What the picture shows, for who cannot see it. */
export function pictureText(known: KnownSquare, squares: number): string {
  const { strip, window, total } = known;
  const end = Math.min(window.first + squares * window.per, total);
  const owned = strip.owned.reduce((sum, count) => sum + count, 0);
  return `Frames ${framesText(window.first, end)}: ${formatCount(owned)} of ${formatCount(end - window.first)} taken`;
}

/**
 * The frame that a typed text names: an address in hexadecimal, or `#` and the number of a frame.
 *
 * @returns `null` where it is neither, or behind the end of the machine
 */
export function typedFrame(text: string, total: number): number | null {
  const number = /^#\s*(?:(0x[0-9a-f]+)|(\d+))$/i.exec(text.trim());
  if (number !== null) {
    const frame = Number(number[1] ?? number[2]);
    return frame < total ? frame : null;
  }
  const address = parseAddress(text);
  if (address === null || address >= BigInt(total) * BigInt(PAGE_SIZE)) return null;
  return Number(address / BigInt(PAGE_SIZE));
}
