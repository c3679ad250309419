import { describe, expect, it } from 'vitest';
import { stepOfSpan } from '../../../../main/engine/query/batch';
import { charTest, CharText, codesOf, sameCharsTest } from '../../../../main/engine/query/char-text';
import { QueryIndex } from '../../../../main/engine/query/query-index';
import { changeWriter, labelWriter, type WriteText } from '../../../../main/engine/query/written-texts';
import { OP, SPAN } from '../../../../main/engine/trace/codes';
import { describeOp } from '../../../../main/engine/trace/describe-op';
import { spanTitle } from '../../../../main/engine/trace/describe-span';
import type { LoadView } from '../../../../main/engine/trace/load-view';
import { textTest } from '../../../../shared/expression/search-text';
import { DEFAULT_MACHINE } from '../../../../shared/machine';
import { kernelWithRelocations, kernelWithSegment } from '../../../fixtures/large-kernels';
import { kernels, loadKernelFile, SAMPLE_ELF } from '../../../fixtures/loaded';

const views = [
  { name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE },
  { name: 'relocations', elf: kernelWithRelocations(3000), machine: DEFAULT_MACHINE },
  { name: 'bss', elf: kernelWithSegment(5000, 3_000_000), machine: DEFAULT_MACHINE },
  ...kernels(),
].map((kernel) => loadKernelFile(kernel).view);

function text({ codes, length }: CharText): string {
  return String.fromCharCode(...codes.subarray(0, length));
}

/** Compares every text that is written, forward and then in leaps; returns the ops that have one. */
function written(view: LoadView, write: WriteText, expected: (op: number, step: number) => string): number[] {
  const { ops, opCount } = view.trace;
  const different: [string, string][] = [];
  const check = (op: number): boolean => {
    const step = stepOfSpan(view.trace, ops.span[op]!);
    const made = write(op, step);
    if (made === null) return false;
    const pair: [string, string] = [text(made), expected(op, step).toLowerCase()];
    if (pair[0] !== pair[1]) different.push(pair);
    return true;
  };
  const found = Array.from({ length: opCount }, (_, op) => op).filter(check);
  for (let i = 0; i < Math.min(opCount, 1000); i++) check((i * 7919) % opCount);
  expect(different).toEqual([]);
  return found;
}

function of(words: string): CharText {
  const made = new CharText();
  made.add(codesOf(words));
  return made;
}

describe('written texts', () => {
  it('leave out relocations where their titles cannot have what is looked for', () => {
    const wrong: number[] = [];
    for (const view of views) {
      const [any, none] = [labelWriter(view, '#4'), labelWriter(view, 'nowhere')];
      const { ops, spans } = view.trace;
      for (let op = 0; op < ops.length; op++) {
        const step = stepOfSpan(view.trace, ops.span[op]!);
        const length = any(op, step)?.length;
        const left = none(op, step)?.length;
        const isRelocation = spans.kind[step] === SPAN.relocation && length !== undefined;
        if (isRelocation ? length === 0 || left !== 0 : left !== length) wrong.push(op);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('are the titles of steps in small letters, of all relocations and pages', () => {
    const kinds = new Set<number>();
    for (const view of views) {
      const { ops, spans } = view.trace;
      const found = written(view, labelWriter(view, ''), (_op, step) => spanTitle(view, step).label);
      for (const op of found) kinds.add(spans.kind[ops.span[op]!]!);
    }
    const { mapPage, bssPage, bssEdge, relocation, readOnly, flagCleared } = SPAN;
    for (const kind of [mapPage, bssPage, bssEdge, relocation, readOnly, flagCleared]) {
      expect(kinds).toContain(kind);
    }
  });

  it('are the labels of ops in small letters, of all but marks', () => {
    const kinds = new Set<number>();
    for (const view of views) {
      const { ops, opCount } = view.trace;
      const found = written(
        view,
        changeWriter(view, QueryIndex.of(view)),
        (op) => describeOp(view, op).label,
      );
      for (const op of found) kinds.add(ops.kind[op]!);
      const marks = Array.from(ops.kind).filter((kind) => kind === OP.mark).length;
      expect(found.length).toBe(opCount - marks);
    }
    expect(kinds.size).toBe(Object.keys(OP).length - 1);
  });

  it('have numbers as other texts have them', () => {
    const made = new CharText();
    for (const value of [0, 9, 10, 99, 100, 999, 1000, 1009, 65_536, 999_999, 1_000_000, 2 ** 32 - 1]) {
      made.clear();
      made.addDecimal(value);
      expect(text(made)).toBe(String(value));
      made.clear();
      made.addCount(value);
      expect(text(made)).toBe(value.toLocaleString('en'));
      for (const high of [0, 1, 0x8000, 2 ** 32 - 1]) {
        made.clear();
        made.addHex(value, high);
        expect(text(made)).toBe((BigInt(high) * 2n ** 32n + BigInt(value)).toString(16));
      }
    }
  });
});

describe('a search in written texts', () => {
  const texts = ['', 'a', '#214 19020 ← 800000c4a0', 'map page 8000001000', 'aabaabaaab', '7777', 'x*y?z'];
  const patterns = [
    '',
    'A',
    'aab',
    'aaab',
    '777',
    '77777',
    'PAGE',
    ' ← ',
    'a0',
    '#',
    'ġ',
    'x*',
    '*a?b*',
    '*←*0',
    '?',
    '*',
  ];

  it('finds what a search in strings finds', () => {
    for (const operator of ['contains', 'startsWith', 'endsWith', 'matches'] as const) {
      for (const pattern of [...patterns, ...texts]) {
        const [plain, chars] = [textTest(operator, pattern), charTest(operator, pattern)];
        for (const one of texts)
          expect([operator, pattern, one, chars(of(one))]).toEqual([operator, pattern, one, plain(one)]);
      }
    }
    for (const one of texts) {
      for (const other of texts) expect(sameCharsTest(other)(of(one))).toBe(one === other);
    }
    expect(sameCharsTest('MAP Page 8000001000')(of('map page 8000001000'))).toBe(true);
  });
});
