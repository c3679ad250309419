/** Selected bytes as source code that compiles as it is. */
import { HEX, type CopiedBytes } from './copied-bytes';

/** Elements, or bytes of a string, in a line. */
const IN_LINE = 12;

/** Lines of what `each` makes of the bytes, `IN_LINE` in each. */
function lines(bytes: Uint8Array, each: (byte: number) => string, between: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at += IN_LINE) {
    found.push(Array.from(bytes.subarray(at, at + IN_LINE), each).join(between));
  }
  return found;
}

function elements(bytes: Uint8Array, indent: string): string {
  return lines(bytes, (byte) => `0x${HEX[byte] as string}`, ', ')
    .map((line) => `${indent}${line},\n`)
    .join('');
}

/** A C array, for C++ too. */
export function cArray({ bytes }: CopiedBytes): string {
  return `static const unsigned char data[${bytes.length}] = {\n${elements(bytes, '    ')}};\n`;
}

export function rustArray({ bytes }: CopiedBytes): string {
  return `const DATA: [u8; ${bytes.length}] = [\n${elements(bytes, '    ')}];\n`;
}

export function typeScriptArray({ bytes }: CopiedBytes): string {
  return `const data = new Uint8Array([\n${elements(bytes, '  ')}]);\n`;
}

/** A Python `bytes` literal, in parentheses where it has several lines. */
export function pythonBytes({ bytes }: CopiedBytes): string {
  const strings = lines(bytes, (byte) => `\\x${HEX[byte] as string}`, '').map((text) => `b"${text}"`);
  if (strings.length <= 1) return `data = ${strings[0] ?? 'b""'}\n`;
  return `data = (\n${strings.map((text) => `    ${text}\n`).join('')})\n`;
}
