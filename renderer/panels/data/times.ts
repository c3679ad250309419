import { unsignedOf } from './integers';
import { readingOf, type ReadBytes, type Reading } from './reading';

/** The last millisecond that a date has, on either side of 1970. */
const MOST_MILLISECONDS = 8_640_000_000_000_000n;
/** From 1601, where FILETIME begins, to 1970, in milliseconds. */
const FILETIME_START = 11_644_473_600_000n;
const TICKS_PER_MILLISECOND = 10_000n;

/** Time stamps of five kinds. */
export function times(read: ReadBytes): Reading[] {
  const number = (view: DataView): bigint => unsignedOf(view, read.bigEndian);
  const signed = (view: DataView): bigint => BigInt.asIntN(view.byteLength * 8, number(view));
  return [
    readingOf(read, 'Unix 32', 4, (view) => dateWords(signed(view) * 1000n, 'seconds since 1970')),
    readingOf(read, 'Unix 64', 8, (view) => dateWords(signed(view) * 1000n, 'seconds since 1970')),
    readingOf(read, 'Unix ms', 8, (view) => dateWords(signed(view), 'milliseconds since 1970')),
    readingOf(read, 'FILETIME', 8, (view) => {
      const milliseconds = number(view) / TICKS_PER_MILLISECOND - FILETIME_START;
      return dateWords(milliseconds, 'units of 100 ns since 1601');
    }),
    readingOf(read, 'DOS', 4, (view) => dosWords(Number(number(view)))),
  ];
}

type Words = { readonly value: string; readonly meaning: string };

/** A date and time in UTC, without what is zero behind the seconds. */
function dateWords(milliseconds: bigint, unit: string): Words {
  if (milliseconds > MOST_MILLISECONDS || milliseconds < -MOST_MILLISECONDS) {
    return { value: '', meaning: 'no date: too far away' };
  }
  const text = new Date(Number(milliseconds)).toISOString();
  return { value: text.replace('T', ' ').replace('.000Z', '').replace('Z', ''), meaning: `UTC, ${unit}` };
}

/** Date and time of FAT: the date in the high half. */
function dosWords(number: number): Words {
  const [date, time] = [Math.floor(number / 65536), number % 65536];
  const [year, month, day] = [1980 + (date >> 9), (date >> 5) & 15, date & 31];
  const [hour, minute, second] = [time >> 11, (time >> 5) & 63, (time & 31) * 2];
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!isDate || hour > 23 || minute > 59 || second > 59) return { value: '', meaning: 'no date' };
  const two = (part: number): string => String(part).padStart(2, '0');
  const value = `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
  return { value, meaning: 'local time, as FAT keeps it' };
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
