import { describe, expect, it } from 'vitest';
import type { Difference } from '../../../../../shared/debugger-types';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { Compare } from '../../../../../main/engine/session/compare/compare';
import { OP } from '../../../../../main/engine/trace/codes';
import { loadKernelFile, openSession, SAMPLE_ELF, spansOfKind } from '../../../../fixtures/loaded';

const sample = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const { view } = sample;
const { ops, spans } = view.trace;
const LAST = view.trace.opCount;
const compare = new Compare(view);

const rows = (from: number, to: number, kind: Difference['kind']): Difference[] =>
  compare.rows(from, to, kind, 0, 10_000);

/** Moments before and after a copy-on-write as a whole. */
function copyOnWrite(): { before: number; after: number; from: string; to: string } {
  const [span] = spansOfKind(sample, 'copyOnWrite');
  const before = spans.firstOp[span!]!;
  const after = spans.endOp(span!);
  const copy = Array.from({ length: after - before }, (_, i) => before + i).find(
    (op) => ops.kind[op] === OP.frameCopied,
  );
  const address = (frame: number): string => `0x${(frame * 4096).toString(16)}`;
  return { before, after, from: address(ops.at[copy!]!), to: address(ops.frame[copy!]!) };
}

describe('compare', () => {
  it('finds nothing between a moment and itself', () => {
    expect(compare.summary(7, 7)).toEqual({ pages: 0, entries: 0, runs: 0, bytes: 0 });
    expect(rows(7, 7, 'bytes')).toEqual([]);
  });

  it('finds every page of the kernel mapped at the end', () => {
    const mapped = [...view.tables.mappedPages(LAST)];
    const pages = rows(0, LAST, 'pages');
    expect(pages).toHaveLength(mapped.length);
    expect(pages.every(({ before, what }) => before === 'not mapped' && what.startsWith('mapped'))).toBe(
      true,
    );
    const back = rows(LAST, 0, 'pages');
    expect(back.every(({ after, what }) => after === 'not mapped' && what.startsWith('unmapped'))).toBe(true);
    expect(back.map(({ before, moment }) => [before, moment])).toEqual(
      pages.map(({ after, moment }) => [after, moment]),
    );
  });

  it('tells a copy from another frame, and leads to the ops that made it', () => {
    const { before, after, from, to } = copyOnWrite();
    expect(rows(before, after, 'pages')).toMatchObject([
      {
        before: expect.stringMatching(new RegExp(`^${from} `)),
        after: expect.stringMatching(new RegExp(`^${to} `)),
        what: expect.stringMatching(/^copied, LOAD \d copy$/),
        provenance: 'copied',
      },
    ]);
    expect(rows(after, before, 'pages')[0]!.what).toMatch(/^remapped/);
    const [entry] = rows(before, after, 'entries');
    expect(entry).toMatchObject({ kind: 'entries', provenance: 'pageTable' });
    expect(entry!.place).toMatch(/^P1\[\d+\] 0x/);
    expect(entry!.what).toBe(`→ ${to} +COPIED`);
    expect(ops.kind[entry!.moment - 1]).toBe(OP.entryWritten);
  });

  it('names flags that were taken away, without a page that would differ', () => {
    const stage = view.trace.stages.at(-2)!;
    const first = spans.firstOp[stage]!;
    const entries = rows(first, first + 1, 'entries');
    expect(entries).toHaveLength(1);
    expect(entries[0]!.what).toBe('−COPIED');
    expect(compare.summary(first, first + 1)).toMatchObject({ pages: 0, entries: 1, runs: 1 });
  });

  it('shows the bytes of a relocation, cut to a row', () => {
    const span = spansOfKind(sample, 'relocation').find((each) => {
      const length = spans.endOp(each) - spans.firstOp[each]!;
      return length === 1;
    });
    const op = spans.firstOp[span!]!;
    const [row, ...others] = rows(op, op + 1, 'bytes');
    expect(others).toEqual([]);
    expect(row).toMatchObject({ provenance: 'relocated', moment: op + 1, link: { page: ops.frame[op]! } });
    expect(row!.what).toMatch(/^(\d of )?8 bytes, relocation #\d+$/);
    expect(row!.before).not.toBe(row!.after);
    expect(row!.after.split(' ')).toHaveLength(8);
    expect(rows(0, LAST, 'bytes').some(({ after }) => after.endsWith(' …'))).toBe(true);
  });
});

it('a session refuses moments that it does not have', () => {
  const session = openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
  expect(() => session.calls['compare.summary']({ from: 0, to: LAST + 1 })).toThrow('does not exist');
  expect(
    session.calls['compare.rows']({ from: 0, to: LAST, kind: 'pages', first: 0, count: 3 }),
  ).toHaveLength(3);
  expect(session.calls['compare.summary']({ from: 0, to: LAST })).toEqual(compare.summary(0, LAST));
  session.close();
});
