import { describe, expect, it, vi } from 'vitest';
import { History } from '../../../../../main/engine/session/history/history';
import { OP } from '../../../../../main/engine/trace/codes';
import type { HistoryEvent, HistorySubject } from '../../../../../shared/debugger-types';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { kernelWithRelocations } from '../../../../fixtures/large-kernels';
import { corpusCase, loadKernelFile, SAMPLE_ELF, spansOfKind } from '../../../../fixtures/loaded';
import type { Loaded } from '../../../../fixtures/loaded';

const sample = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const { view } = sample;
const LAST = view.trace.opCount;
const { ops } = view.trace;
const history = new History(view);

/** The first relocation: where it wrote, and which page shows that. */
const relocated = ops.kind.indexOf(OP.bytesWritten);
const [frame, offset] = [ops.frame[relocated]!, ops.at[relocated]! & 0xffff];
const page = [...view.tables.mappedPages(LAST)].find((mapped) => mapped.frame === frame)!.page;
const leaf = view.tables.translate(page, LAST)!;
const source = ops.at[ops.kind.indexOf(OP.frameCopied)]!;

const word = (space: 'physical' | 'virtual', at: number): HistorySubject => ({
  type: 'bytes',
  space,
  page: at,
  offset,
  length: 8,
});

function all(subject: HistorySubject, of = history, moment = LAST): HistoryEvent[] {
  return [...of.of(subject, moment, 0, 5000).rows];
}

const kindsOf = (rows: readonly HistoryEvent[]): string[] => rows.map(({ kind }) => kind);

describe('a relocated word', () => {
  it('comes from the file, was copied and relocated', () => {
    const rows = all(word('physical', frame));
    expect(kindsOf(rows)).toEqual(['file', 'allocated', 'copied', 'relocation']);
    expect(rows[0]!.link).toMatchObject({ type: 'memory', space: 'file', offset });
    expect(rows[3]!.text).toBe('relocation #0');
    const [base, addend, value] = rows[3]!.detail.match(/0x[0-9a-f]+/g)!.map(BigInt);
    expect([base! + addend!, value]).toEqual([value, BigInt(rows[3]!.value)]);
  });

  it('is shown by its page from its mapping on', () => {
    const rows = all(word('virtual', page));
    expect(kindsOf(rows)).toEqual([
      'file',
      'mapped',
      'allocated',
      'copied',
      'unmapped',
      'mapped',
      'relocation',
    ]);
    expect(rows[4]!.value).toBe('');
  });

  it('has as current event the one that made its state', () => {
    const subject = word('physical', frame);
    const current = (moment: number): number => history.of(subject, moment, 0, 1).current;
    const [, allocated, copied, last] = all(subject).map(({ moment }) => moment);
    expect([current(allocated! - 1), current(allocated!), current(copied!)]).toEqual([-1, 1, 2]);
    expect([current(last! - 1), current(last!), current(LAST)]).toEqual([2, 3, 3]);
    const shown = word('virtual', page);
    const mapped = all(shown)[1]!.moment;
    expect(history.of(shown, mapped - 1, 0, 1).current).toBe(-1);
    expect(history.of(shown, mapped, 0, 1).current).toBe(1);
  });

  it('steps over what only took or read the frame', () => {
    const subject = word('physical', frame);
    const [, , copied, last] = all(subject).map(({ moment }) => moment);
    expect(history.step(subject, LAST, 'back')).toBe(last);
    expect(history.step(subject, last!, 'back')).toBe(copied);
    expect(history.step(subject, copied!, 'back')).toBeNull();
    expect(history.step(subject, 0, 'forward')).toBe(copied);
    expect(history.step(subject, last!, 'forward')).toBeNull();
  });

  it('comes in parts', () => {
    const rows = all({ type: 'frame', frame });
    const part = history.of({ type: 'frame', frame }, LAST, 100, 7);
    expect(part).toMatchObject({ total: rows.length, first: 100 });
    expect(part.rows).toEqual(rows.slice(100, 107));
    expect(history.of({ type: 'frame', frame }, LAST, 1e6, 7).rows).toEqual([]);
  });
});

describe('an entry', () => {
  it('is zeroed, set, cleared, set again and loses flags', () => {
    const rows = all({ type: 'entry', table: leaf.table, index: page % 512 });
    expect(rows.map(({ text }) => text)).toEqual([
      'frame allocated',
      'table zeroed',
      'LOAD 3 file mapped',
      'cleared',
      'LOAD 3 copy mapped',
      'WRITABLE off',
      'COPIED off',
    ]);
    expect(rows.at(-1)!.detail).toBe('P1[9] now PRESENT NO_EXECUTE');
    expect(rows.slice(2).every(({ kind }) => kind === 'entry')).toBe(true);
    const { remarks } = history.of({ type: 'entry', table: leaf.table, index: 9 }, LAST, 0, 1);
    expect(remarks).toEqual([
      { text: 'P1[9] stands for the page 0x8000009000', link: expect.objectContaining({ page }) as object },
    ]);
  });

  it('of the root was zeroed before the load', () => {
    const rows = all({ type: 'entry', table: view.rootFrame, index: 1 });
    expect(rows.map(({ text, moment }) => [text, moment === 0])).toEqual([
      ['level 4 table zeroed', true],
      ['table P3 linked', false],
    ]);
  });
});

describe('frames and pages', () => {
  it('a page has the entries of all levels and what was done to its frames', () => {
    const rows = all({ type: 'page', page });
    expect(rows.slice(1, 4).map(({ text }) => text)).toEqual([
      'table P3 linked',
      'table P2 linked',
      'table P1 linked',
    ]);
    expect(rows.filter(({ text }) => text === 'WRITABLE off')).toHaveLength(1);
    const relocations = rows.filter(({ kind }) => kind === 'relocation');
    const inFrame = [...view.image.index.writes(frame)].filter((op) => ops.kind[op] === OP.bytesWritten);
    expect(relocations.map(({ moment }) => moment - 1)).toEqual(inFrame);
  });

  it('a frame of the file tells who showed it and where it was copied to', () => {
    const rows = all({ type: 'frame', frame: source });
    const copies = rows.filter(({ kind }) => kind === 'copiedTo');
    expect(copies.length).toBeGreaterThan(0);
    for (const { moment, link } of copies) {
      expect(ops.at[moment - 1]).toBe(source);
      expect(link).toMatchObject({ type: 'memory', space: 'physical', page: ops.frame[moment - 1] });
    }
    expect(rows.filter(({ kind }) => kind === 'mapped').length).toBe(
      rows.filter(({ kind }) => kind === 'unmapped').length,
    );
    expect(history.step({ type: 'frame', frame: source }, LAST, 'back')).toBeNull();
  });

  it('a frame that two segments show says so', () => {
    const shared = Array.from(
      { length: view.endFileFrame - view.firstFileFrame },
      (_, i) => i + view.firstFileFrame,
    ).find((one) => view.owners.mappingsOf(one, LAST).length === 2)!;
    const pages = view.owners.mappingsOf(shared, LAST).map((mapping) => mapping.page);
    const { remarks } = history.of({ type: 'frame', frame: shared }, LAST, 0, 1);
    expect(remarks.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Shown by page 0x[0-9a-f]+ \(LOAD 1\)$/),
      expect.stringMatching(/^Shown by page 0x[0-9a-f]+ \(LOAD 2\)$/),
    ]);
    const other = history.of({ type: 'page', page: pages[0]! }, LAST, 0, 1).remarks;
    expect(other).toHaveLength(1);
    expect(other[0]!.text).toContain('is shared with page');
    expect(other[0]!.link).toMatchObject({ space: 'virtual', page: pages[1] });
  });

  it('a copy says what of its neighbours came along, until that is overwritten', () => {
    const zeroed = ops.kind.indexOf(OP.bytesZeroed);
    const edge = ops.frame[zeroed]!;
    const brought = (moment: number): string[] =>
      history
        .of({ type: 'frame', frame: edge }, moment, 0, 1)
        .remarks.map(({ text }) => text)
        .filter((text) => text.includes('came along'));
    const firstZero = ops.at[zeroed]!;
    expect(brought(zeroed).some((text) => text.includes(`LOAD 4`))).toBe(true);
    expect(firstZero).toBeGreaterThan(0);
    expect(brought(zeroed + 1)).toEqual([]);
  });

  it('of nothing is empty', () => {
    for (const subject of [
      { type: 'frame', frame: 2 ** 40 },
      { type: 'page', page: 2 ** 36 - 1 },
      { type: 'bytes', space: 'virtual', page: 0, offset: 0, length: 1 },
      { type: 'bytes', space: 'file', page: 2 ** 20, offset: 4095, length: 4096 },
      { type: 'entry', table: 2 ** 33, index: 511 },
    ] as const) {
      const found = history.of(subject, LAST, 0, 10);
      expect(found).toEqual({ total: 0, current: -1, first: 0, rows: [], remarks: [] });
      expect(history.step(subject, LAST, 'back')).toBeNull();
    }
  });
});

describe('odd loads', () => {
  const of = (name: string): { loaded: Loaded; lives: History } => {
    const loaded = loadKernelFile(corpusCase(name));
    return { loaded, lives: new History(loaded.view) };
  };

  it('a copy of a fresh bss page goes back to its zeroing', () => {
    const { loaded, lives } = of('cow-fresh-bss-page');
    const { trace } = loaded.view;
    const copied = trace.ops.kind.lastIndexOf(OP.frameCopied);
    const subject = {
      type: 'bytes',
      space: 'physical',
      page: trace.ops.frame[copied]!,
      offset: 0,
      length: 8,
    } as const;
    const rows = all(subject, lives, trace.opCount);
    expect(kindsOf(rows).slice(0, 4)).toEqual(['allocated', 'zeroed', 'allocated', 'copied']);
    expect(lives.step(subject, copied + 1, 'back')).toBeNull();
    const shown = [...loaded.view.tables.mappedPages(trace.opCount)].find((m) => m.frame === subject.page)!;
    const virtual = all({ ...subject, space: 'virtual', page: shown.page }, lives, trace.opCount);
    expect(kindsOf(virtual).slice(0, 3)).toEqual(['allocated', 'zeroed', 'mapped']);
  });

  it('a relocation across two pages stands in both, with its whole sum', () => {
    const { loaded, lives } = of('cow-spill-into-next-page');
    const { trace } = loaded.view;
    const step = spansOfKind(loaded, 'relocation').find((span) => {
      let parts = 0;
      for (let op = trace.spans.firstOp[span]!; op < trace.spans.endOp(span); op++) {
        if (trace.ops.kind[op] === OP.bytesWritten) parts++;
      }
      return parts === 2;
    })!;
    const found: HistoryEvent[] = [];
    for (let op = trace.spans.firstOp[step]!; op < trace.spans.endOp(step); op++) {
      if (trace.ops.kind[op] !== OP.bytesWritten) continue;
      const [at, length] = [trace.ops.at[op]! & 0xffff, trace.ops.at[op]! >>> 16];
      const bytes = {
        type: 'bytes',
        space: 'physical',
        page: trace.ops.frame[op]!,
        offset: at,
        length,
      } as const;
      found.push(all(bytes, lives, trace.opCount).find(({ moment }) => moment === op + 1)!);
    }
    expect(found.map(({ text }) => text.replace(/^relocation #\d+, /, ''))).toEqual(
      found.map(({ value }) => `${(value.length - 2) / 2} of its 8 bytes`),
    );
    expect(new Set(found.map(({ detail }) => detail)).size).toBe(1);
    const whole = found
      .map(({ value }) => value.slice(2))
      .reverse()
      .join('');
    expect(found[0]!.detail).toContain(`= 0x${BigInt(`0x${whole}`).toString(16)}`);
  });
});

it('puts a page of hundreds of relocations together once, not once for each', () => {
  const elf = kernelWithRelocations(2000);
  const { view: large } = loadKernelFile({ name: 'large', elf, machine: DEFAULT_MACHINE });
  const written = large.trace.ops.kind.indexOf(OP.bytesWritten) + 600;
  const page = large.trace.ops.frame[written]!;
  const read = vi.spyOn(large.image, 'frameAt');
  const subject = { type: 'bytes', space: 'physical', page, offset: 0, length: 4096 } as const;
  const { total, rows } = new History(large).of(subject, large.trace.opCount, 0, 1000);
  expect(total).toBeGreaterThan(512);
  expect(rows).toHaveLength(total);
  // The file's bytes, and the frame when it was copied.
  expect(read.mock.calls.length).toBeLessThan(10);
});
