/** What people type and paste as bytes. */
import type { TextEncodingName } from '../../../../shared/memory-types';

/** The value of a hexadecimal digit; `null` for anything else. */
export function digitOf(key: string): number | null {
  return /^[0-9a-f]$/i.test(key) ? Number.parseInt(key, 16) : null;
}

/**
 * The bytes of hexadecimal text: pairs of digits, or numbers of such pairs, with or without `0x` or `\x`, with anything
 * between them that such lists are written with.
 *
 * @returns `null` where the text is something else
 */
export function hexBytesOf(text: string): Uint8Array | null {
  const words = text
    .replace(/\\x|0x/gi, ' ')
    .split(/[\s,;:{}[\]()"'h-]+/i)
    .filter((word) => word !== '');
  if (words.length === 0 || words.some((word) => !/^[0-9a-f]+$/i.test(word))) return null;
  const digits = words.map((word) => (word.length === 1 ? `0${word}` : word));
  if (digits.some((word) => word.length % 2 !== 0)) return null;
  const all = digits.join('');
  return Uint8Array.from({ length: all.length / 2 }, (_, i) =>
    Number.parseInt(all.slice(2 * i, 2 * i + 2), 16),
  );
}

/** The bytes of text in an encoding; `null` where it has characters that the encoding lacks. */
export function textBytesOf(text: string, encoding: TextEncodingName): Uint8Array | null {
  switch (encoding) {
    case 'utf-8':
      return new TextEncoder().encode(text);
    case 'utf-16le':
    case 'utf-16be':
      return utf16(text, encoding === 'utf-16be');
    default: {
      const last = encoding === 'ascii' ? 0x7f : 0xff;
      const bytes = new Uint8Array(text.length);
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (code > last) return null;
        bytes[i] = code;
      }
      return bytes;
    }
  }
}

function utf16(text: string, isBig: boolean): Uint8Array {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), !isBig);
  return bytes;
}
