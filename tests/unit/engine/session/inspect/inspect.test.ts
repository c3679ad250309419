import { describe, expect, it } from 'vitest';
import { inspectByte } from '../../../../../main/engine/session/inspect/inspect-byte';
import { inspectMoment } from '../../../../../main/engine/session/inspect/inspect-moment';
import { OP } from '../../../../../main/engine/trace/codes';
import type { Inspection } from '../../../../../shared/view-types';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { corpusCase, loadKernelFile, SAMPLE_ELF, spansOfKind } from '../../../../fixtures/loaded';
import type { Loaded } from '../../../../fixtures/loaded';

const sample = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const { view } = sample;
const LAST = view.trace.opCount;

const fact = (inspection: Inspection, label: string): string | undefined =>
  inspection.facts.find((f) => f.label === label)?.value;

/** The 64-bit value that memory has where a relocation step wrote, right after the step. */
function written({ view: of }: Loaded, step: number): bigint {
  const { spans, ops } = of.trace;
  let value = 0n;
  let bits = 0n;
  for (let op = spans.firstOp[step]!; op < spans.endOp(step); op++) {
    if (ops.kind[op] !== OP.bytesWritten) continue;
    const out = new Uint8Array(4096);
    of.image.frameAt(ops.frame[op]!, spans.endOp(step), out);
    const offset = ops.at[op]! & 0xffff;
    for (const byte of out.subarray(offset, offset + (ops.at[op]! >>> 16))) {
      value |= BigInt(byte) << bits;
      bits += 8n;
    }
  }
  return value;
}

describe('the sum of a relocation', () => {
  const names = [
    'sample-kernel',
    'rela-negative-offset',
    'cow-spill-into-next-page',
    'cow-unaligned-overlapping',
  ];

  it.each(names)('of %s: base + addend is the value in memory', (name) => {
    const loaded = loadKernelFile(corpusCase(name));
    const steps = spansOfKind(loaded, 'relocation');
    expect(steps.length).toBeGreaterThan(0);
    for (const step of steps) {
      const { sum } = inspectMoment(loaded.view, loaded.view.trace.spans.endOp(step));
      const [base, addend, value] = sum.map((row) => BigInt(row.value));
      expect(BigInt.asUintN(64, base! + addend!)).toBe(value);
      expect(value).toBe(written(loaded, step));
      expect(base).toBe(BigInt.asUintN(64, loaded.view.offset));
    }
  });

  it('says whether the value is written or comes next', () => {
    const [step] = spansOfKind(sample, 'relocation');
    const { firstOp, endOp } = view.trace.spans;
    expect(inspectMoment(view, endOp(step!)).sum[2]!.note).toBe('written');
    expect(endOp(step!) - firstOp[step!]!).toBeGreaterThan(1);
    expect(inspectMoment(view, firstOp[step!]! + 1).sum[2]!.note).toBe('written next');
  });
});

describe('inspectMoment', () => {
  it('begins with the machine', () => {
    const first = inspectMoment(view, 0);
    expect(first).toMatchObject({ title: 'Before the load', place: 'moment 0', flags: null });
    expect(fact(first, 'P4')).toBe(`0x${(view.rootFrame * 4096).toString(16)}`);
  });

  it('shows what an entry was and became, and which flags it gained and lost', () => {
    const { ops } = view.trace;
    const [cleared] = spansOfKind(sample, 'flagCleared');
    const op = view.trace.spans.firstOp[cleared!]!;
    const inspection = inspectMoment(view, op + 1);
    expect(inspection.flags).toMatchObject({ gained: [], lost: ['COPIED'] });
    const before = BigInt(fact(inspection, 'Before')!);
    const after = BigInt(fact(inspection, 'After')!);
    expect(before - after).toBe(1n << 9n);
    expect(after).toBe((BigInt(ops.high[op]!) << 32n) | BigInt(ops.low[op]!));
  });

  it('shows the bytes before and after a write', () => {
    const op = view.trace.ops.kind.indexOf(OP.bytesWritten);
    const inspection = inspectMoment(view, op + 1);
    const out = new Uint8Array(4096);
    view.image.frameAt(view.trace.ops.frame[op]!, op, out);
    const offset = view.trace.ops.at[op]! & 0xffff;
    const hex = Array.from(out.subarray(offset, offset + 8), (byte) => byte.toString(16).padStart(2, '0'));
    expect(fact(inspection, 'Before')).toBe(hex.join(' '));
    expect(fact(inspection, 'After')).not.toBe(hex.join(' '));
    expect(inspection.badge).toBe('R_X86_64_RELATIVE');
  });

  it('says that a fresh bss page is copied once more', () => {
    const loaded = loadKernelFile(corpusCase('cow-fresh-bss-page'));
    const [step] = spansOfKind(loaded, 'relocation');
    const { sentence } = inspectMoment(loaded.view, loaded.view.trace.spans.endOp(step!));
    expect(sentence).toContain('is not marked COPIED, so the loader copies it once more');
  });

  it.each([
    ['type-core', 'The loader places files of type ET_EXEC and ET_DYN only.'],
    ['pie-too-large', 'The kernel is position-independent'],
  ])('says why no offset is chosen for %s', (name, text) => {
    const { view: failed } = loadKernelFile(corpusCase(name));
    const inspection = inspectMoment(failed, failed.trace.opCount);
    expect(inspection.badge).toBe('failed');
    expect(inspection.title).toBe(failed.message);
    expect(inspection.sentence).toContain(text);
  });
});

describe('inspectByte', () => {
  const relocated = view.trace.ops.kind.indexOf(OP.bytesWritten);
  const frame = view.trace.ops.frame[relocated]!;
  const offset = view.trace.ops.at[relocated]! & 0xffff;

  it('explains a relocated word: the sum, what it points to, what it was, where its entry stands', () => {
    const inspection = inspectByte(view, 'physical', frame, offset + 5, LAST);
    expect(inspection.sentence).toBe('Written by a relocation.');
    const step = view.trace.ops.span[relocated]!;
    const [base, addend, value] = inspection.sum.map((row) => BigInt(row.value));
    expect([base! + addend!, value]).toEqual([value, written(sample, step)]);
    const at = inspection.facts.find(({ label }) => label === 'Relocation')!;
    expect(at).toMatchObject({ value: '#0', link: { type: 'moment', moment: view.trace.spans.endOp(step) } });
    const before = new Uint8Array(4096);
    view.image.frameAt(frame, relocated, before);
    const old = new DataView(before.buffer).getBigUint64(offset, true);
    expect(BigInt(fact(inspection, 'Old value')!)).toBe(old);
    const entry = BigInt(fact(inspection, 'Entry')!);
    const table = view.tables.translate(Number(entry >> 12n), LAST)!;
    view.image.frameAt(table.frame, LAST, before);
    const bytes = new DataView(before.buffer, Number(entry & 0xfffn), 24);
    expect(bytes.getBigUint64(0, true) + view.offset).toBe(BigInt(fact(inspection, 'Target')!));
    expect(bytes.getBigUint64(16, true)).toBe(addend);
  });

  it('of a byte beside it has no relocation', () => {
    const near = inspectByte(view, 'physical', frame, offset - 1, LAST);
    expect(near.sum).toEqual([]);
    expect(fact(near, 'Relocation')).toBeUndefined();
  });

  it('says where a copied frame comes from and what came along', () => {
    const copied = view.trace.ops.kind.indexOf(OP.frameCopied);
    const [copy, from] = [view.trace.ops.frame[copied]!, view.trace.ops.at[copied]!];
    const inspection = inspectByte(view, 'physical', copy, 0, LAST);
    const links = inspection.facts.filter(({ label }) => ['Copied at', 'Copy of'].includes(label));
    expect(links.map(({ link }) => link)).toEqual([
      { type: 'moment', moment: copied + 1 },
      { type: 'memory', space: 'physical', page: from, offset: 0 },
    ]);
  });

  it('explains the whole entry of a page table', () => {
    const inspection = inspectByte(view, 'physical', view.rootFrame, 8 + 3, LAST);
    expect(inspection.flags?.set).toEqual(['PRESENT', 'WRITABLE']);
  });

  it('links the spaces that show the same byte', () => {
    const virtual = [...view.tables.mappedPages(LAST)].find((mapped) => mapped.frame === frame)!;
    const inspection = inspectByte(view, 'virtual', virtual.page, offset, LAST);
    expect(inspection.facts.find(({ label }) => label === 'Physical')!.link).toEqual({
      type: 'memory',
      space: 'physical',
      page: frame,
      offset,
    });
    const from = Number(inspection.facts.find(({ label }) => label === 'File')!.value);
    expect(SAMPLE_ELF[from]).toBeDefined();
    const file = inspectByte(view, 'file', Math.floor(from / 4096), from % 4096, LAST);
    expect(fact(file, 'Belongs')).toMatch(/^LOAD \d/);
  });

  it('says that there is no byte', () => {
    for (const [space, page] of [
      ['virtual', 0],
      ['physical', 2 ** 40],
      ['file', 2 ** 20],
    ] as const) {
      const { sentence } = inspectByte(view, space, page, 0, LAST);
      expect(sentence).toContain('There is no byte here at this moment');
    }
    const end = SAMPLE_ELF.length;
    const after = inspectByte(view, 'file', Math.floor(end / 4096), end % 4096, LAST);
    expect(after.sentence).toContain('no byte');
  });
});
