/** Breakpoints on ranges of physical memory against a look at every op, and "continue" against a search. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { changeOf } from '../../main/engine/session/page-view';
import { frameOf } from '../../main/engine/paging/page-table';
import { OP } from '../../main/engine/trace/codes';
import type { AddressEvent, Breakpoint } from '../../shared/breakpoint';
import { DEFAULT_MACHINE } from '../../shared/machine';
import { loadKernelFile, openSession, SAMPLE_ELF } from '../fixtures/loaded';
import { SEED } from './settings';

const kernel = { name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE };
const { view } = loadKernelFile(kernel);
const session = openSession(kernel);
const { ops, opCount } = view.trace;
const frames = [...view.image.index.frames(), view.firstFileFrame];
const MOST = 5000;

/** Leaf entries that give a page its frame: for a file page, a bss page, a copy; not those that only change flags. */
function mapsFrame(op: number): number | null {
  if (ops.kind[op] !== OP.entryWritten || view.tables.place(ops.frame[op]!)?.level !== 1) return null;
  const before = view.tables.entry(ops.frame[op]!, ops.at[op]!, op);
  const wasMapped = (before.low | before.high) !== 0;
  return wasMapped || (ops.low[op]! & 1) === 0 ? null : frameOf(ops.low[op]!, ops.high[op]!);
}

function naive(first: number, last: number, events: readonly AddressEvent[]): number[] {
  const found: number[] = [];
  for (let op = 0; op < opCount; op++) {
    const change = changeOf(view, op);
    const start = change === null ? -1 : change.frame * 4096 + change.offset;
    const written = change !== null && start <= last && start + change.length > first;
    const frame = mapsFrame(op);
    const mapped = frame !== null && frame * 4096 <= last && frame * 4096 + 4095 >= first;
    if ((written && events.includes('written')) || (mapped && events.includes('mapped'))) found.push(op + 1);
  }
  return found;
}

const address = fc
  .tuple(fc.constantFrom(...frames), fc.nat(4095))
  .map(([frame, offset]) => frame * 4096 + offset);
const range = fc
  .tuple(address, fc.oneof(fc.constant(0), fc.nat(16), fc.nat(20_000)))
  .map(([first, length]) => ({
    first,
    last: first + length,
  }));
const events = fc.subarray<AddressEvent>(['written', 'mapped'], { minLength: 1 });

it('stop at the ops that touch a range, and at no other', () => {
  fc.assert(
    fc.property(range, events, ({ first, last }, chosen) => {
      const [bound] = session.calls['breakpoints.set']({ breakpoints: [breakpoint(1, first, last, chosen)] });
      const moments = session.calls['breakpoints.moments']({ id: 1, limit: MOST });
      const expected = naive(first, last, chosen);
      expect(moments).toEqual(expected);
      expect(bound!.hits).toBe(expected.length);
    }),
    { seed: SEED, numRuns: 150 },
  );
});

it('continue goes to the nearest hit of any, forwards and back', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(range, events), { maxLength: 3 }), fc.nat(opCount), (list, moment) => {
      session.calls['breakpoints.set']({
        breakpoints: list.map(([{ first, last }, chosen], i) => breakpoint(i, first, last, chosen)),
      });
      const hits = list.flatMap(([{ first, last }, chosen]) => naive(first, last, chosen));
      const to = (direction: 'forward' | 'back'): number =>
        session.calls['time.move']({ moment, command: 'continue', direction }).moment;
      expect(to('forward')).toBe(Math.min(opCount, ...hits.filter((hit) => hit > moment)));
      expect(to('back')).toBe(Math.max(0, ...hits.filter((hit) => hit < moment)));
    }),
    { seed: SEED, numRuns: 100 },
  );
});

function breakpoint(id: number, first: number, last: number, chosen: readonly AddressEvent[]): Breakpoint {
  const text = (value: number): string => `0x${value.toString(16)}`;
  return {
    id,
    enabled: true,
    target: { type: 'range', space: 'physical', first: text(first), last: text(last), events: chosen },
  };
}
