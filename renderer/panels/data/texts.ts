import { readingOf, type ReadBytes, type Reading } from './reading';

/** Characters that are shown. */
const MOST_CHARACTERS = 32;
const GUID_GROUPS = [4, 2, 2, 2, 6] as const;
/** Groups of a GUID that stand with the low byte first in its mixed form. */
const SWAPPED_GROUPS = 3;

/** The bytes as text: up to a zero, or to the first that is no character. */
export function texts({ bytes, bigEndian }: ReadBytes): Reading[] {
  const units = new TextDecoder(bigEndian ? 'utf-16be' : 'utf-16le', { ignoreBOM: true });
  return [
    textReading('ASCII', bytes, 1, asciiEnd(bytes), (part) => String.fromCharCode(...part)),
    textReading('UTF-8', bytes, 1, utf8End(bytes), (part) => new TextDecoder().decode(part)),
    textReading('UTF-16', bytes, 2, utf16End(bytes, bigEndian), (part) => units.decode(part)),
  ];
}

/** The two forms of a GUID. */
export function guids(read: ReadBytes): Reading[] {
  return [
    readingOf(read, 'GUID', 16, (view) => guidWords(view, true)),
    readingOf(read, 'UUID', 16, (view) => guidWords(view, false)),
  ];
}

function guidWords(view: DataView, mixed: boolean): { readonly value: string; readonly meaning: string } {
  let at = 0;
  const groups = GUID_GROUPS.map((length, group) => {
    const bytes = Array.from({ length }, (_, i) =>
      view
        .getUint8(at + i)
        .toString(16)
        .padStart(2, '0'),
    );
    at += length;
    return (mixed && group < SWAPPED_GROUPS ? bytes.reverse() : bytes).join('');
  });
  const value = groups.join('-');
  const form = mixed ? 'mixed-endian' : 'big-endian';
  if (/^[0-]+$/.test(value)) return { value, meaning: `${form}, nil` };
  const version = parseInt(value.charAt(14), 16);
  const isStandard = /^[89ab]/.test(groups[3] ?? '') && version >= 1 && version <= 8;
  return { value, meaning: isStandard ? `${form}, version ${version}` : form };
}

function textReading(
  label: string,
  bytes: Uint8Array,
  width: number,
  end: number,
  decode: (part: Uint8Array) => string,
): Reading {
  const length = Math.max(end, Math.min(width, bytes.length));
  if (bytes.length < width) return { label, value: '', meaning: 'not enough bytes are there', length };
  if (end === 0) return { label, value: '', meaning: 'no text', length };
  const characters = [...decode(bytes.subarray(0, end))];
  const shown = characters.slice(0, MOST_CHARACTERS).join('');
  const count = characters.length === 1 ? '1 character' : `${characters.length} characters`;
  const first = characters[0]?.codePointAt(0) ?? 0;
  const code = `U+${first.toString(16).toUpperCase().padStart(4, '0')}`;
  const goesOn = end + width > bytes.length ? ' or more' : '';
  const meaning = `${count}${goesOn}${characters.length === 1 ? `, ${code}` : ''}`;
  return { label, value: `"${shown}${characters.length > MOST_CHARACTERS ? '…' : ''}"`, meaning, length };
}

/** Whether a code is a character that can be seen, or white space. */
function isShown(code: number): boolean {
  return (code >= 0x20 && code !== 0x7f && !(code >= 0x80 && code < 0xa0)) || (code >= 9 && code <= 13);
}

function asciiEnd(bytes: Uint8Array): number {
  const end = bytes.findIndex((byte) => byte > 0x7e || !isShown(byte));
  return end < 0 ? bytes.length : end;
}

/** Bytes of the whole characters in UTF-8. */
function utf8End(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let at = 0;
  while (at < bytes.length) {
    const length = utf8Length(bytes[at] as number);
    if (length === 0 || at + length > bytes.length) return at;
    try {
      const code = decoder.decode(bytes.subarray(at, at + length)).codePointAt(0) ?? 0;
      if (!isShown(code)) return at;
    } catch {
      return at;
    }
    at += length;
  }
  return at;
}

/** Bytes of the character that a byte begins; 0 for one that begins none. */
function utf8Length(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte < 0xc2) return 0;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 0;
}

/** Bytes of the whole characters in UTF-16. */
function utf16End(bytes: Uint8Array, bigEndian: boolean): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + 2 <= bytes.length) {
    const unit = view.getUint16(at, !bigEndian);
    if (unit >= 0xdc00 && unit < 0xe000) return at;
    if (unit < 0xd800 || unit >= 0xe000) {
      if (!isShown(unit) || unit >= 0xfffe) return at;
      at += 2;
      continue;
    }
    const low = at + 4 <= bytes.length ? view.getUint16(at + 2, !bigEndian) : 0;
    if (low < 0xdc00 || low >= 0xe000) return at;
    at += 4;
  }
  return at;
}
