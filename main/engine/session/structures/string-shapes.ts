/** String tables: zero-terminated texts, one behind the other. */
import { hex } from '../../../../shared/address';
import { partitionPoint } from '../../../../shared/partition-point';
import { WordColumn } from '../../base/column';
import { textAt } from './layout';
import type { Element, Elements, Reading } from './structure';
import { bytesWords, reading } from './words';

/** Strings of larger tables are not told apart. */
const MOST_BYTES = 64 * 2 ** 20;

/** Where the texts of string tables begin and end; found once for each table. */
export class StringTables {
  private readonly known = new Map<string, Elements>();

  /** The texts of a table, empty ones left out. */
  elements(key: string, bytes: Uint8Array): Elements {
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const made = stringElements(bytes);
    this.known.set(key, made);
    return made;
  }
}

function stringElements(table: Uint8Array): Elements {
  const bytes = table.subarray(0, MOST_BYTES);
  const starts = new WordColumn();
  const ends = new WordColumn();
  for (let at = 0; at < bytes.length;) {
    if (bytes[at] === 0) {
      at++;
      continue;
    }
    const zero = bytes.indexOf(0, at);
    starts.push(at);
    at = zero < 0 ? bytes.length : zero + 1;
    ends.push(at);
  }
  const [begin, end] = [starts.frozen(), ends.frozen()];
  return {
    count: begin.length,
    element: (index) => stringElement(begin[index] as number, end[index] as number),
    beginBefore: (at) => partitionPoint(begin.length, (i) => (begin[i] as number) < at),
    endBefore: (at) => partitionPoint(end.length, (i) => (end[i] as number) <= at),
  };
}

function stringElement(at: number, end: number): Element {
  const length = end - at;
  const read = (bytes: DataView): Reading => {
    const text = textAt(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
    return reading(text, bytesWords(length));
  };
  return { kind: 'field', title: `string at ${hex(at)}`, at, length, fields: [], read };
}
