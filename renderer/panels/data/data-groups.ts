import type { DataRow } from '../../../shared/memory-types';
import type { LinkTarget } from '../../../shared/view-types';
import { floats } from './floats';
import { binaryDigits, integers, leb128 } from './integers';
import type { ReadBytes } from './reading';
import { guids, texts } from './texts';
import { times } from './times';

/** One line of the panel. */
export interface DataLine {
  readonly label: string;
  readonly value: string;
  readonly meaning: string;
  /** Bytes that it is read from, relative to the cursor. */
  readonly offset: number;
  readonly length: number;
  readonly link: LinkTarget | null;
}

export interface DataGroup {
  readonly title: string;
  readonly lines: readonly DataLine[];
}

/** What the engine knows of the bytes, in groups of neighbouring rows. */
export function engineGroups(rows: readonly DataRow[]): DataGroup[] {
  const groups: { readonly title: string; readonly lines: DataLine[] }[] = [];
  for (const { group, ...line } of rows) {
    const last = groups.at(-1);
    if (last?.title === group) last.lines.push(line);
    else groups.push({ title: group, lines: [line] });
  }
  return groups;
}

/** Readings that take nothing but the bytes. */
export function plainGroups(read: ReadBytes): DataGroup[] {
  const groups = [
    { title: 'integers', readings: [...integers(read), ...leb128(read), binaryDigits(read)] },
    { title: 'floats', readings: floats(read) },
    { title: 'text', readings: texts(read) },
    { title: 'time', readings: times(read) },
    { title: 'identifiers', readings: guids(read) },
  ];
  return groups.map(({ title, readings }) => {
    return { title, lines: readings.map((reading) => ({ ...reading, offset: 0, link: null })) };
  });
}

/** A line with the same reading of another place, where there is one to compare with. */
export interface PairedLine extends DataLine {
  readonly other: DataLine | null;
  readonly differs: boolean;
}

export interface PairedGroup {
  readonly title: string;
  readonly lines: readonly PairedLine[];
}

/** Readings of a place beside those of another; what only the other has is left out. */
export function sideBySide(groups: readonly DataGroup[], others: readonly DataGroup[] | null): PairedGroup[] {
  return groups.map(({ title, lines }) => {
    const there = others?.find((group) => group.title === title)?.lines ?? [];
    return {
      title,
      lines: lines.map((line) => {
        const other = there.find(({ label }) => label === line.label) ?? null;
        return { ...line, other, differs: other !== null && other.value !== line.value };
      }),
    };
  });
}
