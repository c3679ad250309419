/** Which frames the picture shows: how many a square stands for, where it begins, and what moves it. */

/** Squares as they lie: `columns` a row, `rows` rows, one square `pitch` CSS pixels from the next. */
export interface PictureShape {
  readonly columns: number;
  readonly rows: number;
  readonly pitch: number;
}

/** The part of physical memory that is shown. */
export interface FrameWindow {
  /** The first frame; a whole number of rows from frame 0. */
  readonly first: number;
  /** Frames in one square: a power of two. */
  readonly per: number;
}

/** More squares than this are not asked for at once. */
export const MOST_SQUARES = 8192;

/** Columns are a power of two, so that rows begin at round addresses. */
const MOST_COLUMNS = 128;
const LEAST_COLUMNS = 16;
/** Squares are no smaller where there is room, and no larger: in CSS pixels, the gap included. */
const LEAST_PITCH = 7;
const MOST_PITCH = 15;

/** As many squares as an area of a size has room for. */
export function shapeFor(width: number, height: number): PictureShape {
  let columns = MOST_COLUMNS;
  while (columns > LEAST_COLUMNS && Math.floor((width + 1) / columns) < LEAST_PITCH) columns /= 2;
  const pitch = Math.max(2, Math.min(MOST_PITCH, Math.floor((width + 1) / columns)));
  const rows = Math.min(Math.floor((height + 1) / pitch), Math.floor(MOST_SQUARES / columns));
  return { columns, rows: Math.max(1, rows), pitch };
}

/** Frames that the whole picture stands for. */
export function spanOf({ per }: FrameWindow, { columns, rows }: PictureShape): number {
  return columns * rows * per;
}

/** The window with which a whole machine is in sight. */
export function wholeWindow(shape: PictureShape, total: number): FrameWindow {
  let per = 1;
  while (shape.columns * shape.rows * per < total) per *= 2;
  return { first: 0, per };
}

/**
 * The window nearest to a wish that lies in the machine: it begins with a row, and shows nothing behind the last row.
 *
 * @param total frames of the machine
 */
export function clampWindow(wish: FrameWindow, shape: PictureShape, total: number): FrameWindow {
  const per = Math.min(Math.max(wish.per, 1), wholeWindow(shape, total).per);
  const row = shape.columns * per;
  const end = Math.ceil(total / row) * row;
  const first = Math.min(Math.floor(wish.first / row) * row, end - shape.rows * row);
  return { first: Math.max(0, first), per };
}

/** Squares that stand for frames of the machine. */
export function squareCount(window: FrameWindow, shape: PictureShape, total: number): number {
  const left = Math.ceil((total - window.first) / window.per);
  return Math.max(0, Math.min(shape.columns * shape.rows, left));
}

/** Frames that bound the squares, ascending; one more than there are squares. */
export function windowEdges(window: FrameWindow, count: number, total: number): Float64Array {
  const edges = new Float64Array(count + 1);
  for (let i = 0; i <= count; i++) edges[i] = Math.min(window.first + i * window.per, total);
  return edges;
}

/** The square that stands for a frame; -1 where none in sight does. */
export function squareOfFrame(window: FrameWindow, count: number, frame: number): number {
  const square = Math.floor((frame - window.first) / window.per);
  return square >= 0 && square < count ? square : -1;
}

/** The window moved by rows, down where positive. */
export function pannedWindow(
  window: FrameWindow,
  shape: PictureShape,
  total: number,
  rows: number,
): FrameWindow {
  return clampWindow({ ...window, first: window.first + rows * shape.columns * window.per }, shape, total);
}

/**
 * The window with `factor` times as many frames in a square (a power of two, below 1: nearer). A frame stays in the row
 * that it is in; one that is out of sight comes to the middle.
 */
export function zoomedWindow(
  window: FrameWindow,
  shape: PictureShape,
  total: number,
  factor: number,
  frame: number,
): FrameWindow {
  const { per } = clampWindow({ first: 0, per: window.per * factor }, shape, total);
  const rowOf = (each: number): number => Math.floor(frame / (shape.columns * each));
  const before = rowOf(window.per) - window.first / (shape.columns * window.per);
  const kept = before >= 0 && before < shape.rows ? before : Math.floor(shape.rows / 2);
  return clampWindow({ first: (rowOf(per) - kept) * shape.columns * per, per }, shape, total);
}

/** The nearest window that shows frames `first` to `last`, and the more of what is behind them. */
export function windowOfFrames(first: number, last: number, shape: PictureShape, total: number): FrameWindow {
  const most = wholeWindow(shape, total).per;
  for (let per = 1; per < most; per *= 2) {
    const window = clampWindow({ first, per }, shape, total);
    if (window.first <= first && last < window.first + spanOf(window, shape)) return window;
  }
  return { first: 0, per: most };
}

/** The window, moved as little as needed for a frame to be in sight; to the middle where it was far off. */
export function revealingWindow(
  window: FrameWindow,
  shape: PictureShape,
  total: number,
  frame: number,
): FrameWindow {
  const row = shape.columns * window.per;
  const at = Math.floor((frame - window.first) / row);
  if (at >= 0 && at < shape.rows) return window;
  if (at === -1) return pannedWindow(window, shape, total, -1);
  if (at === shape.rows) return pannedWindow(window, shape, total, 1);
  return pannedWindow(window, shape, total, at - Math.floor(shape.rows / 2));
}

/** An edge of the window is dragged to a frame: the other edge stays, as nearly as powers of two allow. */
export function resizedWindow(
  window: FrameWindow,
  shape: PictureShape,
  total: number,
  edge: 'start' | 'end',
  frame: number,
): FrameWindow {
  const end = window.first + spanOf(window, shape);
  const wanted = Math.max(1, edge === 'start' ? end - frame : frame - window.first);
  const per = 2 ** Math.max(0, Math.round(Math.log2(wanted / (shape.columns * shape.rows))));
  const sized = clampWindow({ first: window.first, per }, shape, total);
  const first = edge === 'start' ? end - spanOf(sized, shape) : window.first;
  return clampWindow({ first, per }, shape, total);
}
