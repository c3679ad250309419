/** Bytes as the digits of a cell. */
import type { ViewSettings } from './view-settings';

type CellSettings = Pick<ViewSettings, 'format' | 'group' | 'bigEndian'>;

const HEX: readonly string[] = table(16, 2);
const BINARY: readonly string[] = table(2, 8);
const OCTAL: readonly string[] = table(8, 3);

function table(radix: number, digits: number): string[] {
  return Array.from({ length: 256 }, (_, value) => value.toString(radix).padStart(digits, '0'));
}

/** The format that is really drawn: a float needs 4 or 8 bytes. */
export function effectiveFormat({ format, group }: CellSettings): ViewSettings['format'] {
  return format === 'float' && group < 4 ? 'hex' : format;
}

/** Bytes of one cell: in hex and binary each byte has digits of its own, in the others a group is one number. */
export function cellBytesOf(settings: CellSettings): number {
  const format = effectiveFormat(settings);
  return format === 'hex' || format === 'binary' ? 1 : settings.group;
}

/** Characters of the longest text of a cell. */
export function cellDigits(settings: CellSettings): number {
  const bits = 8 * cellBytesOf(settings);
  switch (effectiveFormat(settings)) {
    case 'hex':
      return 2;
    case 'binary':
      return 8;
    case 'octal':
      return Math.ceil(bits / 3);
    case 'unsigned':
      return String(2n ** BigInt(bits) - 1n).length;
    case 'signed':
      return String(-(2n ** BigInt(bits - 1))).length;
    case 'float':
      // The longest shortest texts that read back as the same number, e.g. `-1.17549435e-38`.
      return bits === 32 ? 15 : 24;
  }
}

/** Makes the text of a cell from the bytes at `offset`, which are all there. */
export type FormatCell = (bytes: Uint8Array, offset: number) => string;

/** The format of all cells of a view; texts are not padded, but for the leading zeros that belong to them. */
export function cellFormat(settings: CellSettings): FormatCell {
  const { bigEndian } = settings;
  const count = cellBytesOf(settings);
  const digits = cellDigits(settings);
  const format = effectiveFormat(settings);
  const read = (bytes: Uint8Array, offset: number): bigint => unsignedOf(bytes, offset, count, bigEndian);
  switch (format) {
    case 'hex':
      return (bytes, offset) => HEX[bytes[offset] ?? 0] ?? '';
    case 'binary':
      return (bytes, offset) => BINARY[bytes[offset] ?? 0] ?? '';
    case 'octal':
      if (count === 1) return (bytes, offset) => OCTAL[bytes[offset] ?? 0] ?? '';
      return (bytes, offset) => read(bytes, offset).toString(8).padStart(digits, '0');
    case 'unsigned':
      if (count < 8) return (bytes, offset) => String(smallUnsigned(bytes, offset, count, bigEndian));
      return (bytes, offset) => String(read(bytes, offset));
    case 'signed':
      return (bytes, offset) => String(BigInt.asIntN(8 * count, read(bytes, offset)));
    case 'float':
      return count === 4
        ? (bytes, offset) => singleText(viewOf(bytes).getFloat32(offset, !bigEndian))
        : (bytes, offset) => doubleText(viewOf(bytes).getFloat64(offset, !bigEndian));
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function smallUnsigned(bytes: Uint8Array, offset: number, count: number, bigEndian: boolean): number {
  let value = 0;
  for (let i = 0; i < count; i++) {
    value = value * 256 + (bytes[bigEndian ? offset + i : offset + count - 1 - i] ?? 0);
  }
  return value;
}

function unsignedOf(bytes: Uint8Array, offset: number, count: number, bigEndian: boolean): bigint {
  if (count < 8) return BigInt(smallUnsigned(bytes, offset, count, bigEndian));
  const view = viewOf(bytes);
  return view.getBigUint64(offset, !bigEndian);
}

/** Digits that always tell two single floats apart. */
const SINGLE_DIGITS = 9;

/** The shortest text that reads back as the same single float. */
function singleText(value: number): string {
  if (!Number.isFinite(value) || value === 0) return doubleText(value);
  for (let digits = 1; digits < SINGLE_DIGITS; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return floatText(text);
  }
  return floatText(Number(value.toPrecision(SINGLE_DIGITS)));
}

function doubleText(value: number): string {
  return Object.is(value, -0) ? '-0' : floatText(value);
}

/** Long rows of zeros are no digits that a cell has room for. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return 'inf';
  if (value === -Infinity) return '-inf';
  const size = Math.abs(value);
  const plain = size === 0 || (size >= 1e-4 && size < 1e9);
  return plain ? String(value) : value.toExponential().replace('e+', 'e');
}
