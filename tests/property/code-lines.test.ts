/** Lines of code from the middle of instructions, in pieces, and where no symbol says where they begin. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_MACHINE } from '../../shared/machine';
import type { CodeRow } from '../../shared/kernel-types';
import { buildElf } from '../fixtures/elf-builder';
import { openSession, SAMPLE_ELF, SMALL_MACHINE } from '../fixtures/loaded';
import { workbenchOf } from '../fixtures/workbench';
import { SEED } from './settings';

const RUNS = 150;
const SIZE = 0x6000;
const BASE = 0x40_0000;
/** Fewer would mean that pages are not crossed. */
const LINES = 60;

/** Bytes that mean nothing: most of them decode to something. */
function noise(): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: SIZE }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 16;
  });
}

const KERNELS = [
  { name: 'the sample kernel', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE },
  {
    name: 'bytes without a symbol',
    elf: buildElf({
      segments: [{ vaddr: BASE, filesz: SIZE, flags: 'rx' }],
      entry: BASE,
      patches: [{ offset: 0x1000, bytes: [...noise()] }],
    }),
    machine: SMALL_MACHINE,
  },
];

describe.each(KERNELS)('lines of $name', ({ elf, machine }) => {
  const { calls, session } = workbenchOf(openSession({ elf, machine }));
  const moment = session.trace.opCount;
  const query = { filter: 'executable', merge: 'rights', sort: 'address', descending: false } as const;
  const [code] = calls['ranges.rows']({ moment, query, first: 0, count: 1 });
  const first = (code?.page ?? 0) * 4096;
  const size = (code?.pages ?? 0) * 4096;
  const rows = (position: number, before: number, after: number, whole = false): CodeRow[] =>
    calls['code.rows']({ moment, position, before, after, whole });
  const anywhere = fc.integer({ min: 0, max: size - 1 }).map((offset) => first + offset);

  it('are the same going up and down again, from whatever byte one begins at', () => {
    fc.assert(
      fc.property(anywhere, (position) => {
        // From the middle of an instruction the first lines may be none of the usual ones; those above always are.
        const above = rows(position, LINES, 0).slice(0, -1);
        const top = above[0];
        if (top === undefined) return;
        const down = rows(top.position, 0, above.length);
        expect(down.map((row) => row.position)).toEqual(above.map((row) => row.position));
        const whole = rows(position, LINES, LINES, true);
        const again = rows(whole[0]?.position ?? 0, 0, whole.length);
        expect(again.map((row) => row.position)).toEqual(whole.map((row) => row.position));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('do not depend on how many are asked for at a time', () => {
    fc.assert(
      fc.property(anywhere, fc.integer({ min: 1, max: 9 }), (position, step) => {
        const all = rows(position, 0, LINES, true);
        const pieces: number[] = [];
        for (let at = all[0]?.position ?? 0; pieces.length < LINES;) {
          const piece = rows(at, 0, step);
          pieces.push(...piece.map((row) => row.position));
          const last = piece[piece.length - 1] as CodeRow;
          at = last.position + last.length;
          if (at >= 2 ** 48) break;
        }
        expect(pieces.slice(0, all.length)).toEqual(all.map((row) => row.position));
        for (const from of [...all].reverse().slice(0, 9)) {
          const [before] = rows(from.position, 1, 0);
          const place = all.indexOf(from);
          if (place > 0) expect(before?.position).toBe(all[place - 1]?.position);
        }
      }),
      { numRuns: RUNS / 3, seed: SEED },
    );
  });

  it('fall into step within a few instructions, from the middle of one', () => {
    const usual = new Set<number>();
    for (let at = first; at < first + size;) {
      for (const { position, length } of rows(at, 0, 1000)) {
        usual.add(position);
        at = position + length;
      }
    }
    fc.assert(
      fc.property(anywhere, (position) => {
        const found = rows(position, 0, 12).findIndex((row) => usual.has(row.position));
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(8);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
