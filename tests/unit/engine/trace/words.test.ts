import { describe, expect, it } from 'vitest';
import { OP, opKind, SPAN, spanKind } from '../../../../main/engine/trace/codes';
import { describeOp, flagChange } from '../../../../main/engine/trace/describe-op';
import {
  count,
  describeSpan,
  relocatedValue,
  segmentRights,
} from '../../../../main/engine/trace/describe-span';
import { expectedSteps, plannedStages } from '../../../../main/engine/trace/stages';
import { OP_KINDS, SPAN_KINDS } from '../../../../shared/trace-types';
import { corpusCase, kernels, loadKernelFile, loadSpec, spansOfKind } from '../../../fixtures/loaded';
import type { Loaded } from '../../../fixtures/loaded';

const cow = loadKernelFile(corpusCase('cow-first-copies-second-reuses'));

/** The labels of the ops of the first span of a kind, numbers of frames left out. */
function labels(loaded: Loaded, kind: Parameters<typeof spansOfKind>[1]): string[] {
  const { spans } = loaded.view.trace;
  const [span] = spansOfKind(loaded, kind);
  const ops = Array.from(
    { length: spans.endOp(span!) - spans.firstOp[span!]! },
    (_, i) => spans.firstOp[span!]! + i,
  );
  return ops.map((op) => describeOp(loaded.view, op).label.replace(/\b[0-9a-f]{5,}\b/g, '…'));
}

describe('codes', () => {
  it('are the places in the lists of names', () => {
    expect(OP_KINDS.map((kind) => opKind(OP[kind]))).toEqual([...OP_KINDS]);
    expect(SPAN_KINDS.map((kind) => spanKind(SPAN[kind]))).toEqual([...SPAN_KINDS]);
    expect(() => opKind(99)).toThrow('op kind 99 is missing');
  });
});

describe('ops in words', () => {
  it('the first page of a kernel: three tables, then the leaf', () => {
    expect(labels(cow, 'mapPage')).toEqual([
      'Allocate frame …',
      'Link P4[1] → …',
      'Zero frame …',
      'Allocate frame …',
      'Link P3[0] → …',
      'Zero frame …',
      'Allocate frame …',
      'Link P2[0] → …',
      'Zero frame …',
      'Map P1[0] → …',
    ]);
  });

  it('a relocation that copies its page', () => {
    expect(labels(cow, 'relocation')).toEqual([
      'Allocate frame …',
      'Copy 4 KiB from …',
      'Clear P1[4]',
      'Map P1[4] → …',
      'Write 8 bytes at …+000',
    ]);
  });

  it('flags that come and go', () => {
    expect(labels(cow, 'flagCleared')).toEqual(['P1[4] −COPIED']);
    expect(labels(loadKernelFile(corpusCase('relro-exact')), 'readOnly')).toEqual(['P1[4] −WRITABLE']);
  });

  it('a bss edge', () => {
    const loaded = loadSpec({ segments: [{ vaddr: 0x400000, flags: 'rw', filesz: 0x123, memsz: 0x200 }] });
    expect(labels(loaded, 'bssEdge').at(-1)).toBe('Zero 3805 bytes of …');
  });

  it('flagChange tells the difference of two entries', () => {
    expect(flagChange(0x3, 0, 0x1, 0x8000_0000)).toEqual({ gained: ['NO_EXECUTE'], lost: ['WRITABLE'] });
    expect(flagChange(0, 0, 0x201, 0)).toEqual({ gained: ['PRESENT', 'COPIED'], lost: [] });
  });
});

describe('spans in words', () => {
  const rows = (loaded: Loaded, kind: Parameters<typeof spansOfKind>[1]): string[] =>
    spansOfKind(loaded, kind).map((span) => {
      const { label, detail } = describeSpan(loaded.view, span, 0);
      return detail === '' ? label : `${label} (${detail})`;
    });

  it('stages', () => {
    expect(rows(cow, 'segment')).toEqual([
      'LOAD 1 (R · 1 page)',
      'LOAD 2 (R X · 1 page)',
      'LOAD 3 (RW · 3 pages + 3 zeroed)',
    ]);
    expect(rows(cow, 'dynamic')).toEqual(['Relocations (4 · 12 ops)']);
    expect(rows(cow, 'cleanUp')).toEqual(['Clean-up (3 flags)']);
  });

  it('relocations, with the value that they write', () => {
    expect(rows(cow, 'relocation')[1]).toBe('#1 5008 ← 7ffffff001');
    expect(relocatedValue(cow.view, spansOfKind(cow, 'relocation')[1]!)).toBe(0x7f_ffff_f001n);
    const failed = loadKernelFile(corpusCase('rela-outside-every-load'));
    expect(rows(failed, 'relocation').at(-1)).toBe('#1 4000');
    expect(relocatedValue(failed.view, spansOfKind(failed, 'relocation').at(-1)!)).toBeNull();
  });

  it('a value in two pages is one value', () => {
    const spill = loadKernelFile(corpusCase('cow-spill-into-next-page'));
    expect(relocatedValue(spill.view, spansOfKind(spill, 'relocation')[0]!)).toBe(
      0x1234_5678n + spill.view.offset,
    );
  });

  it('rights and counts', () => {
    const { owners } = loadKernelFile(corpusCase('all-flag-combinations')).view;
    expect(owners.segments.map(segmentRights)).toEqual(['R', 'R', 'RW', 'R X', 'RW', 'R X', 'RWX', 'RWX']);
    expect(count(1234567)).toBe('1,234,567');
  });
});

describe('the plan of a load', () => {
  const planned = (name: string): string[] =>
    plannedStages(loadKernelFile(corpusCase(name)).load.elfFile!).map((s) => s.title);

  it('goes on behind a failure, as far as the headers can be read', () => {
    expect(planned('second-page-taken')).toEqual(['Plan', 'LOAD 1', 'LOAD 2', 'Clean-up', 'Entry']);
    expect(planned('dynamic-before-loads-in-the-table')).toEqual([
      'Plan',
      'LOAD 1',
      'LOAD 2',
      'Relocations',
      'Relocations',
      'Clean-up',
      'Entry',
    ]);
    expect(planned('header-table-beyond-end-of-file')).toEqual(['Plan', 'Clean-up', 'Entry']);
  });

  it('expects about as many steps as there come to be', () => {
    const sample = loadKernelFile(corpusCase('sample-kernel'));
    const expected = expectedSteps(sample.load.elfFile!);
    expect(sample.view.trace.steps.length / expected).toBeGreaterThan(0.8);
    expect(sample.view.trace.steps.length / expected).toBeLessThan(1.25);
    for (const kernel of kernels()) {
      const { elfFile } = loadKernelFile({ ...kernel, elf: kernel.elf.slice(0, 0x3000) }).load;
      if (elfFile) expect(expectedSteps(elfFile)).toBeGreaterThanOrEqual(0);
    }
  });
});
