/** Code, line by line: the same lines wherever one looks from. */
import { expect, it } from 'vitest';
import type { CodeRow } from '../../shared/kernel-types';
import { DEFAULT_MACHINE } from '../../shared/machine';
import { linkedKernels } from '../fixtures/kernels';
import { openSession, SAMPLE_ELF } from '../fixtures/loaded';
import { Random } from '../fuzz/random';
import { workbenchOf } from '../fixtures/workbench';
import { SEED } from './settings';

const SPACE = 2 ** 48;
const FILES = [
  { name: 'sample-kernel', elf: SAMPLE_ELF },
  ...linkedKernels().filter(({ elf, name }) => elf[4] === 2 && !name.includes('2-mib')),
];

function end(row: CodeRow | undefined): number {
  return (row?.position ?? 0) + (row?.length ?? 0);
}

/** Lines as they are compared: where, how long, what. */
function lines(rows: readonly CodeRow[]): string[] {
  return rows.map(({ position, length, kind, tokens }) => {
    return `${position} ${length} ${kind} ${tokens.map(({ text }) => text).join('')}`;
  });
}

it.each(FILES)(
  '$name: lines cover everything once, up and down',
  ({ elf }) => {
    const { calls, session } = workbenchOf(openSession({ elf, machine: DEFAULT_MACHINE }));
    const moment = session.trace.opCount;
    const rows = (position: number, before: number, after: number): CodeRow[] =>
      calls['code.rows']({ moment, position, before, after });
    const random = new Random(SEED, 7);
    const mapped = calls['memory.ranges']({ space: 'virtual', moment });
    for (let turn = 0; turn < 30; turn++) {
      const range = mapped[random.below(Math.max(1, mapped.length))];
      const at =
        range === undefined ? random.below(2 ** 40) : range.first * 4096 + random.below(range.count * 4096);
      const around = rows(at, 40, 60);
      for (let i = 1; i < around.length; i++) expect(around[i]?.position).toBe(end(around[i - 1]));
      // The asked position begins a line, unless it lies in a hole.
      expect(around.some(({ position, kind }) => position === at || (kind === 'gap' && position <= at))).toBe(
        true,
      );
      const last = around[around.length - 1];
      if (end(last) >= SPACE) continue;
      // Down line by line is down at once, from lines on the way that the rules put there.
      const down = rows(end(around[50]), 0, 30);
      expect(lines(down.slice(0, 9))).toEqual(lines(around.slice(51, 60)));
      // Down, then up again: the same lines, once decoding has fallen into step.
      const far = rows(end(last), 0, 200);
      const from = far[120];
      if (from === undefined) continue;
      expect(lines(rows(from.position, 60, 0))).toEqual(lines(far.slice(60, 120)));
    }
  },
  60_000,
);

it('begins a line at every symbol, and at the entry point', () => {
  const { calls, session } = workbenchOf(openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }));
  const moment = session.trace.opCount;
  const query = { text: '', types: ['FUNC'], sort: 'address', descending: false } as const;
  const symbols = calls['kernel.symbols']({ query: { ...query, types: ['FUNC'] }, first: 0, count: 1000 });
  expect(symbols.length).toBeGreaterThan(20);
  for (const { loaded, shown } of symbols) {
    const position = Number(loaded);
    const above = calls['code.rows']({ moment, position: position + 4096, before: 2000, after: 0 });
    const begins = above.find((row) => row.position === position);
    expect(begins?.kind).toBe('instruction');
    expect(begins?.label).toBe(shown);
  }
});
