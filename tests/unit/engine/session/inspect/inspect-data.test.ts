import { describe, expect, it } from 'vitest';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import type { MemorySpace } from '../../../../../shared/view-types';
import { openSession, SAMPLE_ELF } from '../../../../fixtures/loaded';
import { workbenchOf } from '../../../../fixtures/workbench';

const session = openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const { calls } = workbenchOf(session);
const LAST = session.trace.opCount;
const BASE = 0x80_0000_0000;
const FILE = DEFAULT_MACHINE.kernelAddress;

function rows(space: MemorySpace, position: number, moment = LAST): string[] {
  const found = calls['inspect.data']({ space, position, moment });
  return found.map(({ group, label, value, meaning }) => `${group} | ${label} | ${value} | ${meaning}`);
}

describe('inspect.data', () => {
  it('reads the instruction at the entry point in all three spaces', () => {
    const expected = [
      'instruction | text | push r13 | puts a value on the stack',
      'instruction | bytes | 41 55 | 2 bytes',
      'instruction | next | 0x8000005ab2 | _start+0x2',
    ];
    for (const [space, position] of [
      ['virtual', BASE + 0x5ab0],
      ['file', 0x4ab0],
      ['physical', FILE + 0x4ab0],
    ] as const) {
      expect(rows(space, position).filter((row) => row.startsWith('instruction'))).toEqual(expected);
    }
  });

  it('says when the page of an instruction is not mapped yet', () => {
    expect(rows('file', 0x4ab0, 0)).toContain(
      'instruction | text | push r13 | puts a value on the stack; no page shows it',
    );
  });

  it('reads a field of a structure with its element and table', () => {
    expect(rows('virtual', BASE + 0x40 + 56 * 2 + 16).slice(0, 3)).toEqual([
      'program header 2 | part of | program headers | 9 headers, what the loader maps, and how',
      'program header 2 | segment | PT_LOAD | LOAD 2: readable, executable, 13,207 bytes at 0x8000005ab0',
      'program header 2 | p_vaddr | 0x5ab0 | _start, loaded at 0x8000005ab0',
    ]);
    const [, element, field] = calls['inspect.data']({
      space: 'file',
      position: 0x40 + 56 * 2 + 18,
      moment: 0,
    });
    expect([element?.offset, element?.length]).toEqual([-18, 56]);
    expect([field?.offset, field?.length]).toEqual([-2, 8]);
  });

  it('reads a relocated word as base + addend and as a pointer with symbol and mapping', () => {
    const found = rows('virtual', BASE + 0x9040);
    expect(found.slice(0, 3)).toEqual([
      'written by relocation #0 | base | 0x0000008000000000 | offset',
      'written by relocation #0 | + addend | 0x0000000000002f58 | ',
      'written by relocation #0 | = value | 0x0000008000002f58 | written',
    ]);
    expect(found).toContain('pointer | shows | 0x1002f58 | LOAD 1 file, R');
    const before = rows('virtual', BASE + 0x9040, 2742);
    expect(before.some((row) => row.startsWith('written by'))).toBe(false);
    // The address that a linker left there is no address of the loaded kernel.
    expect(before.find((row) => row.startsWith('pointer'))).toBe(
      'pointer | address | 0x2f58 | not mapped: an access faults',
    );
  });

  it('reads a page-table entry with its flags and target', () => {
    const root = session.summary().rootTable;
    const found = rows('physical', Number(root) + 8);
    expect(found[0]).toMatch(/^page-table entry P4\[1\] \| part of \| page table P4 \| 1 entry in use/);
    expect(found[2]).toMatch(
      /flags, bits 0 to 11 \| PRESENT WRITABLE \| The entry is in use by the processor/,
    );
    expect(found[3]).toMatch(/address, bits 12 to 51 \| 0x\w+ \| table P3, 512 GiB from 0x8000000000 on$/);
  });

  it('says why eight bytes are no pointer', () => {
    expect(rows('virtual', BASE + 0x5ab0)[0]).toBe(
      'pointer | address | 0x555441fd89495541 | no address: bits 47 to 63 differ',
    );
    expect(rows('virtual', BASE + 0x44)).toContain(
      'pointer | address | 0x4000000004 | not mapped: an access faults',
    );
  });

  it('has nothing to say where no byte is', () => {
    expect(rows('virtual', 0x10)).toEqual([]);
    expect(rows('file', SAMPLE_ELF.length)).toEqual([]);
  });
});
