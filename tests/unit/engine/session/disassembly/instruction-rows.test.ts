import { describe, expect, it } from 'vitest';
import { createDisassembler } from '../../../../../main/disassembler';
import { instructionRows } from '../../../../../main/engine/session/disassembly/instruction-rows';
import type { CodePlace } from '../../../../../main/engine/session/disassembly/disassembler';
import type { SpaceReader } from '../../../../../main/engine/session/sides/side';
import type { DataRow } from '../../../../../shared/memory-types';

const DISASSEMBLER = createDisassembler();
const ADDRESS = 0xffff_8000_0000_1000n;

/** A space of one page that begins with some code, or ends with it. */
function spaceOf(code: readonly number[], atEnd = false): SpaceReader {
  const start = atEnd ? 4096 - code.length : 0;
  return {
    size: 4096,
    hasUntouched: false,
    runs: () => [{ first: 0, count: 1 }],
    nextFilled: () => 0,
    lengthOf: () => 4096,
    readPages: (_first, out) => void out.fill(0).set(code, start),
  };
}

function rows(code: readonly number[], place: Partial<CodePlace> = {}): DataRow[] {
  const symbolAt = (address: bigint): string | null => (address === ADDRESS + 0x105n ? 'memcpy' : null);
  const at = { address: ADDRESS, forbidden: '', symbolAt, ...place };
  return instructionRows(DISASSEMBLER, spaceOf(code), 0, at);
}

function words(found: readonly DataRow[]): string[] {
  return found.map(({ label, value, meaning }) => `${label}: ${value}; ${meaning}`);
}

describe('instructionRows', () => {
  it('names the target of a call by its symbol', () => {
    const found = rows([0xe8, 0x00, 0x01, 0x00, 0x00]);
    expect(words(found)).toEqual([
      'text: call memcpy; calls a function',
      'bytes: e8 00 01 00 00; 5 bytes',
      'target: 0xffff800000001105; memcpy',
      'next: 0xffff800000001005; ',
    ]);
    expect(found[2]?.link).toEqual({ type: 'memory', space: 'virtual', page: 0x8_0000_0001, offset: 0x105 });
    expect(found.every(({ offset, length }) => offset === 0 && length === 5)).toBe(true);
  });

  it.each([
    [[0x74, 0x05], 'je 0xffff800000001007', 'jumps if equal'],
    [[0x48, 0x8b, 0x05, 0xfe, 0, 0, 0], 'mov rax, [memcpy]', 'copies the second operand to the first'],
    [[0xc3], 'ret', 'returns'],
    [[0x0f, 0x22, 0xd8], 'mov cr3, rax', 'copies the second operand to the first; only in the kernel'],
    [[0xff, 0xd0], 'call rax', 'calls a function'],
    [[0x0f, 0x94, 0xc0], 'sete al', 'sets a byte to 1 if equal'],
    [[0x0f, 0x05], 'syscall', 'calls the kernel'],
    [[0xcd, 0x80], 'int 0x80', 'calls an interrupt handler'],
    [[0x66, 0x0f, 0xef, 0xc0], 'pxor xmm0, xmm0', ''],
  ])('explains %j', (code, text, meaning) => {
    expect(rows(code)[0]).toMatchObject({ label: 'text', value: text, meaning });
  });

  it('says where bytes are no instruction, or are not all there', () => {
    expect(words(rows([0x06]))).toEqual(['text: ; no instruction begins here']);
    const place = { address: ADDRESS, forbidden: '', symbolAt: () => null };
    const cut = instructionRows(DISASSEMBLER, spaceOf([0xe8, 0x00], true), 4094, place);
    expect(words(cut)).toEqual([
      'text: ; no instruction begins here, or it goes on in bytes that are not there',
    ]);
    expect(instructionRows(DISASSEMBLER, spaceOf([]), 4096, place)).toEqual([]);
  });

  it('says why the bytes cannot be executed', () => {
    expect(rows([0xc3], { forbidden: 'the page is not executable' })[0]?.meaning).toBe(
      'returns; the page is not executable',
    );
  });

  it('writes distances where the bytes have no address', () => {
    expect(words(rows([0xe8, 0x00, 0x01, 0x00, 0x00], { address: null }))).toEqual([
      'text: call $+0x105; calls a function',
      'bytes: e8 00 01 00 00; 5 bytes',
    ]);
    expect(rows([0xeb, 0xf0], { address: null })[0]?.value).toBe('jmp $-0xe');
  });
});
