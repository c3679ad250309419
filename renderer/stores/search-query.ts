/** What the search field asks for, as it stands there, and the request that it becomes. */
import type { SearchRequest, SearchWhat, Side, TextEncodingName } from '../../shared/memory-types';
import type { ProvenanceName } from '../../shared/provenance';
import type { MemorySpace } from '../../shared/view-types';

export type SearchKind = SearchWhat['type'];

/** Everything that is chosen in the search panel. */
export interface SearchQuery {
  readonly kind: SearchKind;
  readonly text: string;
  readonly encoding: TextEncodingName;
  readonly ignoreCase: boolean;
  readonly number: 'unsigned' | 'signed' | 'float';
  readonly width: 1 | 2 | 4 | 8;
  readonly bigEndian: boolean;
  readonly tolerance: string;
  readonly align: number;
  readonly onlySelection: boolean;
  readonly onlyMapped: boolean;
  readonly colours: readonly ProvenanceName[];
}

export const FIRST_QUERY: SearchQuery = {
  kind: 'bytes',
  text: '',
  encoding: 'utf-8',
  ignoreCase: true,
  number: 'unsigned',
  width: 8,
  bigEndian: false,
  tolerance: '',
  align: 1,
  onlySelection: false,
  onlyMapped: false,
  colours: [],
};

/** Where a search looks: a space of a side, and the part of it that is selected, if that is asked for. */
export interface SearchPlace {
  readonly side: Side;
  readonly space: MemorySpace;
  readonly range: SearchRequest['range'];
}

/** The request that a query becomes. */
export function requestOf(query: SearchQuery, place: SearchPlace): SearchRequest {
  return {
    what: whatOf(query),
    ...place,
    align: query.align,
    onlyMapped: query.onlyMapped && place.space !== 'virtual',
    colours: query.colours,
  };
}

function whatOf(query: SearchQuery): SearchWhat {
  const { kind, text, encoding, ignoreCase, width, bigEndian, tolerance } = query;
  switch (kind) {
    case 'bytes':
      return { type: kind, pattern: text };
    case 'text':
      return { type: kind, text, encoding, ignoreCase };
    case 'regex':
      return { type: kind, source: text, ignoreCase };
    case 'number':
      return { type: kind, value: text, kind: query.number, width, bigEndian, tolerance };
  }
}

const KIND_NAMES: Readonly<Record<SearchKind, string>> = {
  bytes: 'Bytes',
  text: 'Text',
  number: 'Number',
  regex: 'Regex',
};

/** A query in a line, for the list of earlier ones: what is looked for, and its options as far as they matter. */
export function queryDetail(query: SearchQuery): string {
  const { kind, encoding, ignoreCase, width, bigEndian, tolerance, align, colours } = query;
  const parts = [KIND_NAMES[kind]];
  if (kind === 'text') parts.push(encoding);
  if (kind === 'text' || kind === 'regex') parts.push(ignoreCase ? 'any case' : 'exact case');
  if (kind === 'number') {
    parts.push(`${query.number} ${width * 8} bits`, bigEndian ? 'big-endian' : 'little-endian');
    if (tolerance.trim() !== '') parts.push(`± ${tolerance.trim()}`);
  }
  if (align > 1) parts.push(`aligned to ${align}`);
  if (colours.length > 0) parts.push(colours.length === 1 ? '1 colour' : `${colours.length} colours`);
  return parts.join(', ');
}

/** Where in the field something is wrong, from 0, as a failure's words say it; `null` where they do not. */
export function placeOfProblem(message: string): number | null {
  const found = /It is character (\d+)\./.exec(message);
  return found === null ? null : Number(found[1]) - 1;
}

/** What the field offers for selected bytes, as its kind has it; `null` where they are none of that kind. */
export function textOfBytes(bytes: Uint8Array, query: SearchQuery): string | null {
  const { kind, encoding, width, bigEndian } = query;
  if (kind === 'bytes') return hexText(bytes);
  if (kind === 'text') return textIn(bytes, encoding);
  if (kind === 'number' && bytes.length === width) return numberIn(bytes, query.number, bigEndian);
  return null;
}

function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** The bytes as text without control characters. */
function textIn(bytes: Uint8Array, encoding: TextEncodingName): string | null {
  // The web's Latin-1 is Windows-1252, which has other characters from 0x80 to 0x9f: those are no text here anyway.
  const label = encoding === 'ascii' || encoding === 'latin-1' ? 'latin1' : encoding;
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(bytes);
    return /^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(text) ? text : null;
  } catch {
    return null;
  }
}

function numberIn(bytes: Uint8Array, kind: SearchQuery['number'], bigEndian: boolean): string | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (kind === 'float') {
    if (bytes.length === 4) return String(view.getFloat32(0, !bigEndian));
    return bytes.length === 8 ? String(view.getFloat64(0, !bigEndian)) : null;
  }
  const digits = bigEndian ? bytes : bytes.slice().reverse();
  const value = BigInt(`0x${hexText(digits).replaceAll(' ', '')}`);
  return kind === 'signed' ? String(BigInt.asIntN(bytes.length * 8, value)) : `0x${value.toString(16)}`;
}
