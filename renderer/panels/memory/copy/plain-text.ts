/** Selected bytes as plain text: digits, a dump, or the characters that they stand for. */
import { addressAt } from '../../../../shared/address';
import type { TextEncodingName } from '../../../../shared/memory-types';
import { digitsOf, type CopiedBytes } from './copied-bytes';

const ROW = 16;

/** `48 8b 05`, with `??` for bytes that are not there. */
export function spacedHex(copied: CopiedBytes): string {
  return digitsOf(copied).join(' ');
}

/** `488b05`. */
export function plainHex(copied: CopiedBytes): string {
  return digitsOf(copied).join('');
}

/** Standard alphabet, padded, one line. */
export function base64({ bytes }: CopiedBytes): string {
  const CHUNK = 0x6000;
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + CHUNK)));
  }
  return text;
}

/**
 * What `hexdump -C` prints: rows of 16 bytes from the first on, equal rows folded to `*`, the end at the end. Addresses are
 * those of the space, and so may have more than eight digits.
 */
export function hexdump(copied: CopiedBytes): string {
  const digits = digitsOf(copied);
  const { bytes, space, first, length } = copied;
  const digitsOfAddress = (value: bigint): string => value.toString(16).padStart(8, '0');
  const address = (at: number): string => digitsOfAddress(addressAt(space, first + at));
  const lines: string[] = [];
  let before = '';
  let folded = false;
  for (let at = 0; at < length; at += ROW) {
    const row = digits.slice(at, at + ROW);
    const key = row.join(' ');
    if (key === before && row.length === ROW) {
      if (!folded) lines.push('*');
      folded = true;
      continue;
    }
    before = key;
    folded = false;
    const left = row.slice(0, 8).join(' ').padEnd(23);
    const right = row.slice(8).join(' ').padEnd(23);
    const text = row.map((pair, i) => (pair === '??' ? '?' : printable(bytes[at + i] ?? 0))).join('');
    lines.push(`${address(at)}  ${left}  ${right}  |${text}|`);
  }
  // Counted from the last byte: behind the end of a half of the virtual space the next address is no neighbour.
  const end = digitsOfAddress(addressAt(space, first + length - 1) + 1n);
  return `${[...lines, end].join('\n')}\n`;
}

function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
}

const REPLACEMENT = '\ufffd';
const DECODERS: Readonly<Record<Exclude<TextEncodingName, 'ascii' | 'latin-1'>, string>> = {
  'utf-8': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
};

/**
 * The characters that the bytes stand for. What is no character becomes U+FFFD; control characters but for tabs and line
 * ends become their pictures (U+2400 on), as most programs end a pasted text at a NUL.
 */
export function characters({ bytes, encoding }: CopiedBytes): string {
  return decoded(bytes, encoding).replace(CONTROLS, (control) => {
    const code = control.charCodeAt(0);
    return code === 0x7f ? '\u2421' : String.fromCharCode(0x2400 + code);
  });
}

const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;

function decoded(bytes: Uint8Array, encoding: TextEncodingName): string {
  if (encoding === 'ascii') return byteByByte(bytes, 0x80);
  if (encoding === 'latin-1') return byteByByte(bytes, 0x100);
  return new TextDecoder(DECODERS[encoding], { ignoreBOM: true }).decode(bytes);
}

/** One character a byte; those from `end` on are none. */
function byteByByte(bytes: Uint8Array, end: number): string {
  const parts = Array.from(bytes, (byte) => (byte < end ? String.fromCharCode(byte) : REPLACEMENT));
  return parts.join('');
}
