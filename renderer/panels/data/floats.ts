import { readingOf, type ReadBytes, type Reading } from './reading';

/** How the bits of a float are divided. */
interface FloatForm {
  readonly label: string;
  readonly length: number;
  readonly fractionBits: number;
  readonly exponentBits: number;
}

const FORMS: readonly FloatForm[] = [
  { label: 'f16', length: 2, fractionBits: 10, exponentBits: 5 },
  { label: 'bf16', length: 2, fractionBits: 7, exponentBits: 8 },
  { label: 'f32', length: 4, fractionBits: 23, exponentBits: 8 },
  { label: 'f64', length: 8, fractionBits: 52, exponentBits: 11 },
];

/** Floats of four formats. */
export function floats(read: ReadBytes): Reading[] {
  return FORMS.map((form) =>
    readingOf(read, form.label, form.length, (view) => floatWords(form, view, !read.bigEndian)),
  );
}

function floatWords(
  form: FloatForm,
  view: DataView,
  littleEndian: boolean,
): { readonly value: string; readonly meaning: string } {
  const bits = bitsOf(view, littleEndian);
  const { negative, exponent, fraction } = partsOf(form, bits);
  const most = 2 ** form.exponentBits - 1;
  const sign = negative ? '-' : '';
  if (exponent === most && fraction !== 0n) {
    const isQuiet = fraction >> BigInt(form.fractionBits - 1) === 1n;
    return { value: 'NaN', meaning: `not a number, ${isQuiet ? 'quiet' : 'signalling'}` };
  }
  if (exponent === most)
    return { value: `${sign}∞`, meaning: `${negative ? 'negative' : 'positive'} infinity` };
  const value = finite(form, negative, exponent, fraction);
  if (value === 0) return { value: `${sign}0`, meaning: negative ? 'negative zero' : 'zero' };
  return { value: shortest(form, value), meaning: exponent === 0 ? 'subnormal' : '' };
}

function bitsOf(view: DataView, littleEndian: boolean): bigint {
  if (view.byteLength === 8) return view.getBigUint64(0, littleEndian);
  return BigInt(view.byteLength === 4 ? view.getUint32(0, littleEndian) : view.getUint16(0, littleEndian));
}

function partsOf(
  { fractionBits, exponentBits }: FloatForm,
  bits: bigint,
): { readonly negative: boolean; readonly exponent: number; readonly fraction: bigint } {
  const width = BigInt(fractionBits);
  return {
    negative: bits >> (width + BigInt(exponentBits)) === 1n,
    exponent: Number((bits >> width) & ((1n << BigInt(exponentBits)) - 1n)),
    fraction: bits & ((1n << width) - 1n),
  };
}

/** The number itself; exact, as a double holds all of the formats. */
function finite(form: FloatForm, negative: boolean, exponent: number, fraction: bigint): number {
  const bias = 2 ** (form.exponentBits - 1) - 1;
  const isNormal = exponent !== 0;
  const scaled = Number(fraction) / 2 ** form.fractionBits + (isNormal ? 1 : 0);
  return (negative ? -1 : 1) * scaled * 2 ** ((isNormal ? exponent : 1) - bias);
}

/** The fewest decimal digits that still name the value among those of its format. */
function shortest(form: FloatForm, value: number): string {
  if (form.length === 8) return String(value);
  // Neighbours are half a unit of the last place away from where rounding goes to another value.
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value))), 2 - 2 ** (form.exponentBits - 1));
  const half = 2 ** (exponent - form.fractionBits - 1);
  for (let digits = 1; digits < 17; digits++) {
    const text = value.toPrecision(digits);
    // Below a power of two they are closer.
    const isBelow = Math.abs(Number(text)) < Math.abs(value) && Math.abs(value) === 2 ** exponent;
    if (Math.abs(Number(text) - value) < (isBelow ? half / 2 : half)) return String(Number(text));
  }
  return String(value);
}
