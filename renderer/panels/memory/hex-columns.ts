/** How a view's settings cut its rows into cells, and how many bytes of a row there is room for. */
import type { HexColumn, HexColumns } from '../../components/hex/hex-lines';
import { cellBytesOf, cellDigits } from './cell-format';
import { ROW_SIZES, type RowBytes } from './row-layout';
import type { ViewSettings } from './view-settings';

/** Bytes of a row that stand together; wider gaps are between them. */
const OCTET = 8;
/** Characters of the address column beside the digits: a space on either side, as far as the cells allow. */
const ADDRESS_MARGIN = 2;
/** On both sides of a group; texts are drawn so far to the right of where they begin. */
const HALF = 0.5;
/** Where addresses count from segments or symbols, their names stand there too. */
const RELATIVE_WIDTH = { segment: 20, symbol: 30 } as const;
const SYMBOL_WIDTH = 24;
/** More bytes than this stand in a row only where it is asked for. */
const USUAL_BYTES = 16;
/** Space beside the text column and for the scroll bar. */
const TEXT_MARGIN = 4;
const BAR_WIDTH = 2;

/** What the columns of a view follow from. */
export interface ColumnsInput {
  readonly settings: ViewSettings;
  /** Digits of the longest address. */
  readonly addressDigits: number;
}

/** Characters from the left edge of a row to its right, without the Meaning column, which takes what is left. */
export function widthOf(columns: HexColumns): number {
  const text = columns.showText ? columns.rowBytes + TEXT_MARGIN : 0;
  return columns.addressWidth + columns.symbolWidth + columns.width + text + BAR_WIDTH;
}

/**
 * Bytes of a row.
 *
 * @param room characters that fit the view's width.
 */
export function rowBytesFor(input: ColumnsInput, room: number): RowBytes {
  const { columns } = input.settings;
  if (columns !== 'fit' && columns !== 'auto') return columns;
  const most = columns === 'auto' ? USUAL_BYTES : Infinity;
  const fitting = ROW_SIZES.filter((size) => size <= most && widthOf(hexColumns(input, size)) <= room);
  return fitting.at(-1) ?? ROW_SIZES[0];
}

/** The columns of rows of `rowBytes` bytes. */
export function hexColumns({ settings, addressDigits }: ColumnsInput, rowBytes: RowBytes): HexColumns {
  const { offsets } = settings;
  const cells = cellsOf(settings, rowBytes);
  const last = cells.at(-1);
  return {
    rowBytes,
    cellBytes: cellBytesOf(settings),
    cells,
    width: last ? last.start + last.width : 0,
    addressWidth: offsets === 'absolute' ? addressDigits + ADDRESS_MARGIN : RELATIVE_WIDTH[offsets],
    symbolWidth: settings.showSymbol ? SYMBOL_WIDTH : 0,
    showText: settings.showText,
    showMeaning: settings.showMeaning,
  };
}

/** Cells from left to right: half a character on both sides of each group, one more between octets. */
function cellsOf(settings: ViewSettings, rowBytes: RowBytes): HexColumn[] {
  const cellBytes = cellBytesOf(settings);
  const digits = cellDigits(settings);
  const perGroup = settings.group / cellBytes;
  const cells: HexColumn[] = [];
  let start = 0;
  for (let place = 0; place * cellBytes < rowBytes; place++) {
    const inGroup = place % perGroup;
    const groupStart = (place - inGroup) * cellBytes;
    if (place > 0 && inGroup === 0 && groupStart % OCTET === 0) start += 1;
    const byte = settings.bigEndian ? inGroup : perGroup - 1 - inGroup;
    const column = groupStart + byte * cellBytes;
    const left = inGroup === 0 ? HALF : 0;
    const width = digits + left + (inGroup === perGroup - 1 ? HALF : 0);
    cells.push({
      column,
      start,
      textStart: start + left - HALF,
      width,
      digits,
      name: column.toString(16).padStart(2, '0'),
    });
    start += width;
  }
  return cells;
}
