import { describe, expect, it } from 'vitest';
import { PageBuffers } from '../../../../../main/engine/session/pages/page-buffers';
import { pageRelocations } from '../../../../../main/engine/session/pages/page-relocations';
import { OP } from '../../../../../main/engine/trace/codes';
import { relocatedValue } from '../../../../../main/engine/trace/describe-span';
import type { LoadView } from '../../../../../main/engine/trace/load-view';
import { kernels, loadKernelFile, SAMPLE_ELF } from '../../../../fixtures/loaded';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import type { PageRelocations } from '../../../../../shared/view-types';

function relocationsAt(view: LoadView, frame: number, moment: number): PageRelocations | null {
  return pageRelocations(view, view.image.index.writesBefore(frame, moment), new PageBuffers(0));
}

/** The same the slow way: every write of a relocation to the frame, in words. */
function inWords(view: LoadView, frame: number, moment: number): Map<number, string> {
  const { ops, spans } = view.trace;
  const found = new Map<number, string>();
  for (let op = 0; op < moment; op++) {
    if (ops.kind[op] !== OP.bytesWritten || ops.frame[op] !== frame) continue;
    const span = ops.span[op]!;
    const value = relocatedValue(view, span);
    const symbol = value === null ? null : view.symbolAt(value);
    found.set(ops.at[op]! & 0xffff, `#${spans.subject[span]}${symbol === null ? '' : ` ${symbol}`}`);
  }
  return found;
}

function asWords(view: LoadView, frame: number, moment: number): Map<number, string> {
  const { rows, names } = relocationsAt(view, frame, moment) ?? { rows: new Uint32Array(0), names: [] };
  const found = new Map<number, string>();
  for (let at = 0; at < rows.length; at += 4) {
    const [offset, number, name, into] = rows.subarray(at, at + 4);
    const symbol = name === 0 ? '' : ` ${names[name! - 1]}${into! > 0 ? `+0x${into!.toString(16)}` : ''}`;
    found.set(offset!, `#${number}${symbol}`);
  }
  expect([...found.keys()]).toEqual([...found.keys()].sort((a, b) => a - b));
  return found;
}

describe('pageRelocations', () => {
  const withRelocations = kernels().filter(({ name }) => /rela|reloc/.test(name));
  const sample = { name: 'sample-kernel', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE };

  it.each([sample, ...withRelocations])('says the same as the ops: $name', (kernel) => {
    const { view } = loadKernelFile(kernel);
    const { opCount, ops } = view.trace;
    const frames = new Set(Array.from(ops.frame).filter((_, op) => ops.kind[op] === OP.bytesWritten));
    for (const frame of frames) {
      for (const moment of [0, Math.floor(opCount * 0.8), opCount]) {
        expect(asWords(view, frame, moment)).toEqual(inWords(view, frame, moment));
      }
    }
  });

  it('names symbols in the sample kernel', () => {
    const { view } = loadKernelFile(sample);
    const { ops, opCount } = view.trace;
    const op = Array.from(ops.kind).indexOf(OP.bytesWritten);
    expect(relocationsAt(view, ops.frame[op]!, opCount)?.names.length).toBeGreaterThan(0);
    expect(relocationsAt(view, ops.frame[op]!, op)).toBeNull();
  });
});
