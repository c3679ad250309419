import { hex, isCanonical } from '../../../../shared/address';
import type { DataRow } from '../../../../shared/memory-types';
import { virtualLink } from '../links';
import { readRange } from '../sides/read-range';
import type { SpaceReader } from '../sides/side';
import { bytesWords } from '../structures/words';
import type { CodePlace, Disassembler, Instruction } from './disassembler';
import { instructionWords } from './instruction-words';

/** Bytes of the longest instruction. */
const MOST_INSTRUCTION_BYTES = 15;

/** The instruction that begins at a byte, as rows of the data inspector; none where the byte is not there. */
export function instructionRows(
  disassembler: Disassembler,
  reader: SpaceReader,
  position: number,
  place: CodePlace,
): DataRow[] {
  const bytes = codeBytes(reader, position);
  if (bytes.length === 0) return [];
  const { symbolAt } = place;
  const row = { group: 'instruction', offset: 0, link: null };
  const { address } = place;
  const found = disassembler.decode(bytes, address ?? 0n);
  if (found === null) {
    const cut = bytes.length < MOST_INSTRUCTION_BYTES ? ', or it goes on in bytes that are not there' : '';
    const meaning = `no instruction begins here${cut}`;
    return [{ ...row, label: 'text', value: '', meaning, length: 1 }];
  }
  const { length } = found;
  const code = Array.from(bytes.subarray(0, length), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const rows: DataRow[] = [
    { ...row, label: 'text', value: namedText(found, place), meaning: words(found, place), length },
    { ...row, label: 'bytes', value: code, meaning: bytesWords(length), length },
  ];
  if (address === null) return rows;
  const addAddress = (label: string, to: bigint): void => {
    const link = isCanonical(to) ? virtualLink(to) : null;
    rows.push({ ...row, label, value: hex(to), meaning: symbolAt(to) ?? '', link, length });
  };
  if (found.target !== null) addAddress('target', found.target);
  if (found.memory !== null) addAddress('operand', found.memory);
  addAddress('next', BigInt.asUintN(64, address + BigInt(length)));
  return rows;
}

/** Bytes from a position on, up to the first that is not there. */
function codeBytes(reader: SpaceReader, position: number): Uint8Array {
  const bytes = new Uint8Array(MOST_INSTRUCTION_BYTES);
  for (const part of readRange(reader, position, bytes.length)) {
    if (part.kind === 'bytes') bytes.set(part.bytes, part.first - position);
    else if (part.kind !== 'zeros') return bytes.subarray(0, part.first - position);
  }
  return bytes;
}

/** The text with symbols in place of addresses; with distances where the instruction has no address itself. */
function namedText({ text, target, memory }: Instruction, { address, symbolAt }: CodePlace): string {
  let named = text;
  for (const to of [target, memory]) {
    if (to === null) continue;
    const words = address === null ? `$${distance(to)}` : symbolAt(to);
    if (words !== null) named = named.replace(hex(to), () => words);
  }
  return named;
}

/** How far an address is from 0, with its sign. */
function distance(address: bigint): string {
  const signed = BigInt.asIntN(64, address);
  return signed < 0n ? `-${hex(-signed)}` : `+${hex(signed)}`;
}

function words(found: Instruction, { forbidden }: CodePlace): string {
  return [instructionWords(found), forbidden].filter((part) => part !== '').join('; ');
}
