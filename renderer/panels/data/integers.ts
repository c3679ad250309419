import { missingWords, readingOf, type ReadBytes, type Reading } from './reading';

/** Bytes of the integers that are shown. */
const WIDTHS = [1, 2, 4, 8, 16] as const;

/** Longest LEB128 that is read: 128 bits. */
const MOST_LEB_BYTES = 19;

/** Unsigned and signed integers of all widths. */
export function integers(read: ReadBytes): Reading[] {
  return WIDTHS.flatMap((width) => {
    const unsigned = (view: DataView): bigint => unsignedOf(view, read.bigEndian);
    const signed = (view: DataView): bigint => BigInt.asIntN(width * 8, unsigned(view));
    return [
      readingOf(read, `u${width * 8}`, width, (view) => numberWords(unsigned(view))),
      readingOf(read, `i${width * 8}`, width, (view) => ({ value: grouped(signed(view)) })),
    ];
  });
}

/** The digits of the first byte, high bit first. */
export function binaryDigits(read: ReadBytes): Reading {
  return readingOf(read, 'binary', 1, (view) => {
    const digits = view.getUint8(0).toString(2).padStart(8, '0');
    const set = [...digits].filter((digit) => digit === '1').length;
    return { value: `${digits.slice(0, 4)} ${digits.slice(4)}`, meaning: `${set} of 8 bits set` };
  });
}

/** Numbers of seven bits a byte, low ones first. */
export function leb128(read: ReadBytes): Reading[] {
  const { bytes } = read;
  const length = lebLength(bytes);
  const labels = ['ULEB128', 'SLEB128'] as const;
  if (length === null) {
    const isCut = bytes.length < MOST_LEB_BYTES;
    const meaning = isCut
      ? missingWords(bytes.length, bytes.length + 1)
      : `longer than ${MOST_LEB_BYTES} bytes`;
    return labels.map((label) => ({ label, value: '', meaning, length: bytes.length }));
  }
  let value = 0n;
  for (let i = length - 1; i >= 0; i--) value = (value << 7n) | BigInt((bytes[i] as number) & 0x7f);
  const meaning = length === 1 ? '1 byte' : `${length} bytes`;
  const signed = BigInt.asIntN(length * 7, value);
  return [
    { label: labels[0], value: grouped(value), meaning, length },
    { label: labels[1], value: grouped(signed), meaning, length },
  ];
}

/** Bytes up to the first without its high bit; `null` where there is none. */
function lebLength(bytes: Uint8Array): number | null {
  const end = bytes.subarray(0, MOST_LEB_BYTES).findIndex((byte) => byte < 0x80);
  return end < 0 ? null : end + 1;
}

/** The number that all bytes of a view make. */
export function unsignedOf(view: DataView, bigEndian: boolean): bigint {
  let value = 0n;
  const last = view.byteLength - 1;
  for (let i = 0; i <= last; i++) value = (value << 8n) | BigInt(view.getUint8(bigEndian ? i : last - i));
  return value;
}

function numberWords(value: bigint): { readonly value: string; readonly meaning: string } {
  const notes = [`0x${value.toString(16)}`, powerWords(value), sizeWords(value)];
  return { value: grouped(value), meaning: notes.filter((note) => note !== '').join(', ') };
}

/** Decimal digits in groups of three. */
function grouped(value: bigint): string {
  return value.toLocaleString('en-US');
}

/** What a number is beside a power of two, e.g. `2^32 - 1`; empty for small ones and all others. */
export function powerWords(value: bigint): string {
  for (const [shift, words] of [
    [0n, ''],
    [1n, ' - 1'],
  ] as const) {
    const power = value + shift;
    if (power >= 256n && (power & (power - 1n)) === 0n) return `2^${power.toString(2).length - 1}${words}`;
  }
  return '';
}

/** A whole number of KiB, MiB, GiB or TiB; empty for others. */
export function sizeWords(value: bigint): string {
  const units = ['TiB', 'GiB', 'MiB', 'KiB'] as const;
  for (const [i, unit] of units.entries()) {
    const size = 1024n ** BigInt(units.length - i);
    if (value >= size && value % size === 0n && value / size < 1024n) return `${value / size} ${unit}`;
  }
  return '';
}
