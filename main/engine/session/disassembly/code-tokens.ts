import { hex, isCanonical } from '../../../../shared/address';
import type { CodeToken } from '../../../../shared/kernel-types';
import { virtualLink } from '../links';
import type { Instruction } from './disassembler';

const PREFIXES: ReadonlySet<string> = new Set(
  'lock rep repe repz repne repnz bnd notrack xacquire xrelease data16 addr32 hnt ht'.split(' '),
);
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'byte word dword qword tbyte fword oword mmword xmmword ymmword zmmword ptr bcst far near short ' +
    'fpuenv14 fpuenv28 fpustate94 fpustate108 mem384 rn rd ru rz sae z'
  ).split(' '),
);
const PARTS = /0x[0-9a-f]+|\d+to\d+|\d+(?![\w])|[a-z_][\w.]*|\s+|./gi;
const NUMBER = /^(?:0x[0-9a-f]+|\d+)$/i;
const WORD = /^[a-z_]/i;

/** What numbers of an instruction can stand for. */
export interface TokenPlaces {
  /** The symbol at an address; empty for none. */
  readonly symbolAt: (address: bigint) => string;
  /** Whether a page is mapped at an address. */
  readonly isMapped: (address: bigint) => boolean;
  /** The value that a relocation wrote into the instruction; `null` for none. */
  readonly relocated: bigint | null;
}

/**
 * The text of an instruction in parts. Where it leads, what it reads relative to itself, what a relocation wrote, and
 * other numbers that are mapped addresses have links; the first two have their symbols in place of the number.
 */
export function codeTokens(found: Instruction, places: TokenPlaces): CodeToken[] {
  const tokens: CodeToken[] = [];
  let hasMnemonic = false;
  for (const text of found.text.match(PARTS) ?? []) {
    if (!hasMnemonic && WORD.test(text)) {
      const isPrefix = PREFIXES.has(text);
      hasMnemonic = !isPrefix;
      tokens.push({ text, kind: isPrefix ? 'prefix' : 'mnemonic', link: null });
    } else if (NUMBER.test(text)) tokens.push(numberToken(text, found, places));
    else tokens.push({ text, kind: wordKind(text), link: null });
  }
  return tokens;
}

function wordKind(text: string): CodeToken['kind'] {
  if (!/^\w/.test(text)) return 'punctuation';
  return KEYWORDS.has(text) || /^\d/.test(text) ? 'keyword' : 'register';
}

function numberToken(text: string, found: Instruction, places: TokenPlaces): CodeToken {
  const value = BigInt(text);
  const plain: CodeToken = { text, kind: 'number', link: null };
  if (!isCanonical(value)) return plain;
  if (value === found.target || value === found.memory) {
    const symbol = places.symbolAt(value);
    const link = virtualLink(value);
    return symbol === '' ? { ...plain, link } : { text: symbol, kind: 'symbol', link };
  }
  const isPlace = value === places.relocated || (value >= LEAST_ADDRESS && places.isMapped(value));
  return isPlace ? { ...plain, link: virtualLink(value) } : plain;
}

/** Numbers below are taken for mere numbers: no kernel has its first page there. */
const LEAST_ADDRESS = 0x1000n;

/** Symbols of the numbers that have a link but no symbol in their place, e.g. `0x201000 = table`. */
export function operandWords(tokens: readonly CodeToken[], symbolAt: (address: bigint) => string): string {
  return tokens
    .filter(({ kind, link }) => kind === 'number' && link !== null)
    .map(({ text }) => ({ text, symbol: symbolAt(BigInt(text)) }))
    .filter(({ symbol }) => symbol !== '')
    .map(({ text, symbol }) => `${hex(BigInt(text))} = ${symbol}`)
    .join(', ');
}
