/** How squares of pictures are painted: a colour, and a texture that tells it apart without the colour. */

/** Marks on a square, besides its colour; they stay apart where colours do not. */
export type Texture =
  | 'plain'
  | 'dots'
  | 'hatch'
  | 'bar'
  | 'bars2'
  | 'bars3'
  | 'bars4'
  | 'outline'
  | 'thickOutline'
  | 'split'
  | 'dotOnly';

/** One kind of square. */
export interface SquareKind {
  /** Name of a token with three channels, e.g. `--pc-rx`. */
  readonly token: string;
  readonly texture: Texture;
  /** Stands back behind others, e.g. as a filter does not want it. */
  readonly faded?: boolean;
}

/** How much of a faded kind is left. */
const FADED = 0.16;

/** Bars of the textures that have any. */
const BARS: Readonly<Partial<Record<Texture, number>>> = { bar: 1, bars2: 2, bars3: 3, bars4: 4 };

/** A square as it is painted: places in device pixels. */
interface Square {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly ratio: number;
}

/** Squares smaller than this, in CSS pixels, have no dots, lines and outlines: they would be mud. Bars need less. */
const LEAST_TEXTURED = 8;
const LEAST_BARRED = 5;
/** What is left of the colour where an outline has no room. */
const THIN = 0.35;

/** The colours of kinds in the theme that is in use. */
export function kindColours(kinds: readonly SquareKind[]): readonly string[] {
  const style = getComputedStyle(document.documentElement);
  return kinds.map(({ token }) => `rgb(${style.getPropertyValue(token).trim()})`);
}

/** Paints one square. @param paper the colour behind the picture, of which textures are made */
function paintSquare(
  context: CanvasRenderingContext2D,
  square: Square,
  texture: Texture,
  colour: string,
  paper: string,
): void {
  const { x, y, size, ratio } = square;
  const isSmall = size < LEAST_TEXTURED * ratio;
  if (isSmall && texture === 'outline') {
    const { globalAlpha } = context;
    context.globalAlpha = globalAlpha * THIN;
    context.fillStyle = colour;
    context.fillRect(x, y, size, size);
    context.globalAlpha = globalAlpha;
    return;
  }
  if (texture === 'outline' || texture === 'thickOutline') {
    const line = texture === 'outline' ? ratio : 2 * ratio;
    context.strokeStyle = colour;
    context.lineWidth = line;
    context.strokeRect(x + line / 2, y + line / 2, size - line, size - line);
    return;
  }
  context.fillStyle = colour;
  if (texture === 'dotOnly') {
    paintDot(context, square);
    return;
  }
  context.fillRect(x, y, size, size);
  const bars = BARS[texture];
  if (texture === 'plain' || (isSmall && bars === undefined)) return;
  context.fillStyle = paper;
  if (bars !== undefined) paintBars(context, square, bars);
  else if (texture === 'dots') paintDot(context, square);
  else paintDiagonals(context, square, paper, texture === 'hatch' ? 3 : 2);
}

function paintDot(context: CanvasRenderingContext2D, { x, y, size, ratio }: Square): void {
  const dot = Math.max(ratio, Math.round(size / 6));
  context.fillRect(x + Math.floor((size - dot) / 2), y + Math.floor((size - dot) / 2), dot, dot);
}

/** Upright bars at equal distances, as many as there is room for; a single one is a little wider. */
function paintBars(context: CanvasRenderingContext2D, { x, y, size, ratio }: Square, wanted: number): void {
  const room = Math.floor((size / ratio - 1) / 2);
  const count = size < LEAST_BARRED * ratio ? 0 : Math.min(wanted, room);
  const bar = Math.max(ratio, Math.round(size / (count === 1 ? 8 : 12)));
  for (let i = 1; i <= count; i++) {
    const left = Math.round((i * size) / (count + 1) - bar / 2);
    context.fillRect(x + left, y + ratio, bar, size - 2 * ratio);
  }
}

/**
 * Paints every kind once, side by side, at the size that squares have: drawing thousands of squares is then copying.
 *
 * @param size in device pixels
 * @returns a canvas of one row of tiles, `size` wide each
 */
export function paintTiles(
  kinds: readonly SquareKind[],
  size: number,
  ratio: number,
  paper: string,
): HTMLCanvasElement {
  const tiles = document.createElement('canvas');
  tiles.width = Math.max(1, kinds.length * size);
  tiles.height = size;
  const context = tiles.getContext('2d');
  if (context === null) return tiles;
  const colours = kindColours(kinds);
  kinds.forEach(({ texture, faded }, kind) => {
    context.globalAlpha = faded === true ? FADED : 1;
    paintSquare(context, { x: kind * size, y: 0, size, ratio }, texture, colours[kind] ?? '', paper);
  });
  return tiles;
}

function paintDiagonals(
  context: CanvasRenderingContext2D,
  { x, y, size, ratio }: Square,
  paper: string,
  lines: number,
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, size, size);
  context.clip();
  context.strokeStyle = paper;
  context.lineWidth = Math.max(ratio, size / 10);
  context.beginPath();
  for (let line = 0; line < lines; line++) {
    const shift = ((line + 0.5) / lines) * 2 * size;
    context.moveTo(x + shift - size, y + size);
    context.lineTo(x + shift, y);
  }
  context.stroke();
  context.restore();
}
