/** Statistics in words and digits. */
import type { Statistics } from '../../../shared/memory-types';
import { formatCount } from '../../composables/format';

/** One number: its name, what is shown, what is copied. */
export interface StatisticsFact {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** What it says, in words; may be empty. */
  readonly note: string;
  readonly copied: string;
}

/** Bytes of which the hash is made without being asked for: a second or two. */
export const AUTO_HASH = 2 ** 30;

/** The numbers about selected bytes, but for the hash, which may come later. */
export function factsOf(statistics: Statistics): StatisticsFact[] {
  const { length, missing, sum, mean, entropy, crc32, histogram } = statistics;
  const there = length - missing;
  const fact = (id: string, label: string, value: string, note = '', copied = value): StatisticsFact => ({
    id,
    label,
    value,
    note,
    copied,
  });
  const distinct = histogram.filter((count) => count > 0).length;
  return [
    fact('bytes', 'Bytes', formatCount(there), missing > 0 ? `of ${formatCount(length)}` : '', String(there)),
    fact('sum', 'Sum', BigInt(sum).toLocaleString('en-US'), `0x${BigInt(sum).toString(16)}`, sum),
    fact('mean', 'Mean', mean.toFixed(3), '', String(mean)),
    fact('entropy', 'Entropy', entropy.toFixed(4), 'of 8 bits', String(entropy)),
    fact('distinct', 'Values', formatCount(distinct), mostOften(histogram, there), String(distinct)),
    fact('crc32', 'CRC-32', crc32),
  ];
}

function mostOften(histogram: readonly number[], there: number): string {
  if (there === 0) return 'of 256';
  const most = histogram.reduce((best, count, byte) => (count > (histogram[best] ?? 0) ? byte : best), 0);
  return `most ${byteName(most)}, ${shareOf(histogram[most] ?? 0, there)}`;
}

/** What is to be said of bytes that take no part; empty where all do. */
export function missingText({ missing, unreadable }: Statistics): string {
  if (missing === 0) return '';
  const bytes = missing === 1 ? '1 byte takes' : `${formatCount(missing)} bytes take`;
  return `${bytes} no part: ${unreadable === '' ? 'nothing is there' : unreadable}`;
}

/** A byte as digits, with its character where it has one: `41 A`. */
export function byteName(byte: number): string {
  const digits = byte.toString(16).padStart(2, '0');
  return byte > 0x20 && byte < 0x7f ? `${digits} ${String.fromCharCode(byte)}` : digits;
}

/** A share of all bytes: `12.5 %`; what rounds to nothing says so. */
export function shareOf(count: number, all: number): string {
  if (count === 0 || all === 0) return '0 %';
  const percent = (100 * count) / all;
  if (percent < 0.01) return '<0.01 %';
  if (percent > 99.9 && count < all) return '>99.9 %';
  return `${percent.toFixed(percent < 10 ? 2 : 1)} %`;
}

/** Heights of the bars, 0 to 1. Logarithmic: one value, mostly zero, is so often there that no other could be seen. */
export function barHeights(histogram: readonly number[]): number[] {
  const most = Math.max(...histogram);
  if (most === 0) return histogram.map(() => 0);
  return histogram.map((count) => Math.log2(1 + count) / Math.log2(1 + most));
}
