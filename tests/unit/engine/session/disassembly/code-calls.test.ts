import { describe, expect, it } from 'vitest';
import type { EngineCalls } from '../../../../../shared/contract';
import { buildElf, type ElfSpec } from '../../../../fixtures/elf-builder';
import { kernelWithSymbols } from '../../../../fixtures/symbol-kernel';
import { openSession, SMALL_MACHINE } from '../../../../fixtures/loaded';
import { workbenchOf } from '../../../../fixtures/workbench';

const BASE = 0x40_0000;
/** Offset in the file of the first segment's first byte. */
const CODE = 0x1000;

/** A kernel with some code at its entry, and a relocation into it. */
function kernel(
  code: readonly number[],
  more: Partial<ElfSpec> = {},
): { calls: EngineCalls; moment: number } {
  const segments = [
    { vaddr: BASE, filesz: 0x1000, flags: 'rx' },
    { vaddr: BASE + 0x4000, filesz: 0x1000, flags: 'rw' },
  ];
  const elf = buildElf({ segments, entry: BASE, patches: [{ offset: CODE, bytes: code }], ...more });
  const session = openSession({ elf, machine: SMALL_MACHINE });
  return { calls: workbenchOf(session).calls, moment: session.trace.opCount };
}

describe('code', () => {
  it('has targets, operands and words', () => {
    const { calls, moment } = kernel([0xeb, 0x02, 0x0f, 0x0b, 0x48, 0x8b, 0x05, 0xf5, 0x3f, 0, 0, 0xc3]);
    expect(calls['code.entry']({ moment })).toBe(BASE);
    const rows = calls['code.rows']({ moment, position: BASE, before: 0, after: 4 });
    expect(rows.map(({ tokens }) => tokens.map(({ text }) => text).join(''))).toEqual([
      'jmp 0x400004',
      'ud2',
      'mov rax, [0x404000]',
      'ret',
    ]);
    expect(rows.map(({ flow, target }) => [flow, target])).toEqual([
      ['jump', BASE + 4],
      ['stop', null],
      ['next', null],
      ['return', null],
    ]);
    expect(rows[0]).toMatchObject({ isEntry: true, forbidden: '', length: 2 });
    const operand = rows[2]?.tokens.find(({ kind }) => kind === 'number');
    expect(operand?.link).toEqual({ type: 'memory', space: 'virtual', page: 0x404, offset: 0 });
    expect(rows[0]?.tokens.map(({ kind }) => kind)).toEqual(['mnemonic', 'punctuation', 'number']);
  });

  it('links what a relocation wrote', () => {
    const { calls, moment } = kernel([0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0xc3], {
      rela: { at: BASE + 0x400, entries: [{ offset: BASE + 2, addend: BASE + 0x4010 }] },
      dynamic: { at: BASE + 0x800 },
    });
    const [row] = calls['code.rows']({ moment, position: BASE, before: 0, after: 1 });
    expect(row?.relocation).toEqual({ index: 0, offset: 2, length: 8 });
    expect(row?.tokens[row.tokens.length - 1]).toMatchObject({
      text: '0x404010',
      link: { page: 0x404, offset: 0x10 },
    });
    const [before] = calls['code.rows']({ moment: moment - 4, position: BASE, before: 0, after: 1 });
    expect(before?.relocation ?? null).toBeNull();
  });

  it('shows holes as one line, and what must not be executed', () => {
    const { calls, moment } = kernel([0xc3]);
    const [hole, data] = calls['code.rows']({ moment, position: BASE + 0x2000, before: 0, after: 2 });
    expect(hole).toMatchObject({ kind: 'gap', position: BASE + 0x1000, length: 0x3000 });
    expect(data).toMatchObject({ position: BASE + 0x4000, forbidden: 'the page is not executable' });
    const ends = calls['code.rows']({ moment, position: 2 ** 48 - 1, before: 0, after: 5 });
    expect(ends).toHaveLength(1);
    expect(ends[0]).toMatchObject({ kind: 'gap', position: BASE + 0x5000 });
    expect(calls['code.rows']({ moment: 0, position: BASE, before: 3, after: 3 })).toMatchObject([
      { kind: 'gap', position: 0, length: 2 ** 48, isEntry: true },
    ]);
    expect(hole?.isEntry).toBe(false);
  });

  it('begins with the line that a position lies in, where that is asked for', () => {
    const { calls, moment } = kernel([0x48, 0xb8, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0xc3]);
    const ask = { moment, position: BASE + 4, before: 1, after: 2 };
    const whole = calls['code.rows']({ ...ask, whole: true });
    expect(whole.map(({ position, length }) => [position - BASE, length])).toEqual([
      [-BASE, BASE],
      [0, 10],
      [10, 1],
    ]);
    const hole = calls['code.rows']({ ...ask, position: BASE + 0x2000, whole: true, before: 0, after: 1 });
    expect(hole).toMatchObject([{ kind: 'gap', position: BASE + 0x1000 }]);
  });

  it('begins where it is asked to, and falls into step again', () => {
    // One instruction of ten bytes in which a shorter one can be read.
    const { calls, moment } = kernel([0x48, 0xb8, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0xc3]);
    const rows = calls['code.rows']({ moment, position: BASE + 4, before: 1, after: 7 });
    expect(rows[0]).toMatchObject({ kind: 'bad', position: BASE, length: 4 });
    expect(rows.slice(1).map(({ position }) => position - BASE)).toEqual([4, 5, 6, 7, 8, 9, 10]);
  });

  it('is copied with address, bytes and text', () => {
    const { calls, moment } = kernel([0x48, 0x89, 0xe5, 0xc3]);
    const { text, lines, next } = calls['code.text']({ moment, first: BASE, length: 4, most: 10 });
    expect([lines, next]).toEqual([2, null]);
    expect(text.split('\n').map((line) => line.split(/\s{2,}/).slice(0, 3))).toEqual([
      ['0x400000:', '48 89 e5', 'mov rbp, rsp'],
      ['0x400003:', 'c3', 'ret'],
    ]);
  });

  it('goes on where a piece ended', () => {
    const session = openSession({ elf: kernelWithSymbols(2048), machine: SMALL_MACHINE });
    const { calls } = workbenchOf(session);
    const moment = session.trace.opCount;
    const all = 0x100;
    const begin = calls['code.entry']({ moment }) ?? 0;
    const whole = calls['code.text']({ moment, first: begin, length: all, most: 2000 });
    expect(whole.next).toBeNull();
    const labels = whole.text.split('\n').filter((line) => !line.startsWith('0x'));
    expect(labels.length).toBeGreaterThan(2);
    for (const most of [1, 2, 3, 4]) {
      const texts: string[] = [];
      for (let first: number | null = begin; first !== null;) {
        const length: number = begin + all - first;
        const piece: ReturnType<EngineCalls['code.text']> = calls['code.text']({
          moment,
          first,
          length,
          most,
        });
        expect(piece.lines).toBeLessThanOrEqual(most);
        expect(piece.text.split('\n')).toHaveLength(piece.lines);
        texts.push(piece.text);
        first = piece.next;
      }
      const given = whole.text.split('\n');
      // Where there is no room for two lines, labels are left out.
      const wanted = most === 1 ? given.filter((line) => line.startsWith('0x')) : given;
      expect(texts.join('\n').split('\n')).toEqual(wanted);
    }
  });
});
