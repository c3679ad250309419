import { PROVENANCE_NAMES, type ProvenanceName } from '../../../shared/provenance';
import { RIGHT } from '../../../shared/table-types';
import { provenanceClass } from '../../components/provenance';
import type { SquareKind, Texture } from '../../components/picture/square-paint';
import type { StripColour } from '../../stores/space-view';
import type { StripColumns } from './strip-scale';

/** How a run of columns is drawn; `null`: nothing is mapped there. */
type Look = Pick<SquareKind, 'token' | 'texture'> | null;

/** Pages that show frames which nobody has: of a dump, frames that it does not hold. */
const NOBODYS = { token: '--pc-file', texture: 'hatch' } as const satisfies SquareKind;

const OWNER_TEXTURES: Readonly<Record<string, Texture>> = {
  bss: 'dots',
  copied: 'hatch',
  pageTable: 'bar',
  handedOver: 'split',
};

/** By 1 + number of a provenance. */
const OWNER_LOOKS: readonly Look[] = [null, ...PROVENANCE_NAMES.map((name) => ownerLook(name))];

/** How pages of an owner are drawn. */
export function ownerLook(name: ProvenanceName): SquareKind {
  if (name === 'free') return NOBODYS;
  const token = provenanceClass(name).replace('p-', '--pc-');
  return { token, texture: OWNER_TEXTURES[name] ?? 'plain' };
}

/** What may be done with pages, in the order of the legend. */
export const RIGHT_LOOKS = [
  { rights: 'R', token: '--pc-ro', texture: 'plain' },
  { rights: 'R X', token: '--pc-rx', texture: 'plain' },
  { rights: 'RW', token: '--pc-rw', texture: 'dots' },
  { rights: 'RWX', token: '--error-channels', texture: 'hatch' },
] as const satisfies readonly (SquareKind & { readonly rights: string })[];

/** By the bits for writing and executing. */
const BY_RIGHTS: readonly Look[] = [null, RIGHT_LOOKS[0], RIGHT_LOOKS[1], RIGHT_LOOKS[2], RIGHT_LOOKS[3]];

/** For each column a number of its look: what {@link paintStrip} and {@link lookOf} take. */
export function looksOf(
  strip: { readonly owner: Uint8Array; readonly rights: Uint8Array },
  colour: StripColour,
): Uint8Array {
  if (colour === 'owner') return strip.owner;
  return strip.rights.map((bits) => {
    if ((bits & RIGHT.read) === 0) return 0;
    return 1 + ((bits & RIGHT.execute) === 0 ? 0 : 1) + ((bits & RIGHT.write) === 0 ? 0 : 2);
  });
}

/** The look of a number. */
export function lookOf(number: number, colour: StripColour): Look {
  return (colour === 'owner' ? OWNER_LOOKS : BY_RIGHTS)[number] ?? null;
}

/** Colours of the theme that a strip is drawn in. */
export interface StripInk {
  colourOf(token: string): string;
  /** Of textures, and of the lines between runs. */
  readonly texture: string;
  readonly paper: string;
  /** Of the hatch of what is not mapped. */
  readonly gap: string;
}

/** The colours of the theme in use. */
export function stripInk(element: Element): StripInk {
  const style = getComputedStyle(element);
  return {
    colourOf: (token) => `rgb(${style.getPropertyValue(token).trim()})`,
    texture: 'rgb(0 0 0 / 35%)',
    paper: style.getPropertyValue('--bg-inset').trim(),
    gap: style.getPropertyValue('--border-strong').trim(),
  };
}

/** Size of a cell of a texture, in CSS pixels. */
const CELL = 6;

/** Draws the columns of a strip; neighbours that look alike are one run. Places are CSS pixels. */
export function paintStrip(
  context: CanvasRenderingContext2D,
  size: { readonly width: number; readonly height: number; readonly ratio: number },
  { lefts, rights }: StripColumns,
  looks: Uint8Array,
  colour: StripColour,
  ink: StripInk,
): void {
  const { width, height, ratio } = size;
  context.fillStyle = ink.paper;
  context.fillRect(0, 0, width, height);
  const runs = runsOf(lefts, rights, looks);
  for (const { left, right, look } of runs) {
    const from = Math.round(left * ratio);
    const to = Math.max(from + Math.ceil(ratio), Math.round(right * ratio));
    const shown = lookOf(look, colour);
    if (shown === null) {
      texture(context, 'hatch', ink.gap, { from, to, height, ratio });
      continue;
    }
    context.fillStyle = ink.colourOf(shown.token);
    // A line between runs that are wide enough for one.
    const gap = to - from > 3 * ratio && to < width ? Math.round(ratio) : 0;
    context.fillRect(from, 0, to - from - gap, height);
    texture(context, shown.texture, ink.texture, { from, to: to - gap, height, ratio });
  }
}

interface Run {
  readonly left: number;
  readonly right: number;
  readonly look: number;
}

/** Neighbouring columns with one look. */
export function runsOf(lefts: Float64Array, rights: Float64Array, looks: Uint8Array): Run[] {
  const runs: Run[] = [];
  let start = 0;
  for (let at = 1; at <= looks.length; at++) {
    if (at < looks.length && looks[at] === looks[start] && lefts[at] === rights[at - 1]) continue;
    runs.push({
      left: lefts[start] as number,
      right: rights[at - 1] as number,
      look: looks[start] as number,
    });
    start = at;
  }
  return runs;
}

/** Draws a texture between two places, in device pixels. It is counted from the left edge: it does not swim in a zoom. */
function texture(
  context: CanvasRenderingContext2D,
  kind: Texture,
  colour: string,
  { from, to, height, ratio }: { from: number; to: number; height: number; ratio: number },
): void {
  if (kind === 'plain' || kind === 'outline') return;
  const cell = CELL * ratio;
  context.save();
  context.beginPath();
  context.rect(from, 0, to - from, height);
  context.clip();
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = ratio;
  const first = Math.floor((from - height) / cell) * cell;
  if (kind === 'hatch') {
    context.beginPath();
    for (let x = first; x < to; x += cell) {
      context.moveTo(x, height);
      context.lineTo(x + height, 0);
    }
    context.stroke();
  } else if (kind === 'dots') {
    const dot = Math.max(1, Math.round(ratio));
    for (let x = first; x < to; x += cell) {
      for (let y = cell / 2, row = 0; y < height; y += cell / 2, row++) {
        context.fillRect(Math.round(x + (row % 2) * (cell / 2)), Math.round(y), dot, dot);
      }
    }
  } else {
    const line = Math.max(1, Math.round(ratio));
    const middles = kind === 'bar' ? [height / 2] : [height / 3, (2 * height) / 3];
    for (const y of middles) context.fillRect(from, Math.round(y), to - from, line);
  }
  context.restore();
}

/** Whether dark or light text is read better upon a colour, given as `r g b`. */
export function textOn(channels: string): 'dark' | 'light' {
  const [red = 0, green = 0, blue = 0] = channels
    .trim()
    .split(/\s+/)
    .map((value) => linear(Number(value)));
  // Where a contrast with black equals that with white.
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? 'dark' : 'light';
}

function linear(value: number): number {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
