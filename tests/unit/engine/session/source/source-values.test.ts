import { describe, expect, it } from 'vitest';
import { callStack } from '../../../../../main/engine/session/source/call-stack';
import { LoaderSource } from '../../../../../main/engine/session/source/loader-source';
import { sourceValues, VALUE_RULES } from '../../../../../main/engine/session/source/source-values';
import { OP } from '../../../../../main/engine/trace/codes';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import type { LoaderVersion } from '../../../../../shared/machine';
import {
  corpusCase,
  loadKernelFile,
  openSession,
  SAMPLE_ELF,
  spansOfKind,
} from '../../../../fixtures/loaded';
import type { Loaded } from '../../../../fixtures/loaded';

const source = new LoaderSource();
const sample = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });

/** Values of a frame of an op's stack, by name. */
function valuesOf({ view }: Loaded, op: number, fn: string): Record<string, string> {
  const index = callStack(view, source, op).findIndex(({ name }) => name === fn);
  return Object.fromEntries(sourceValues(view, source, op, index).map(({ name, value }) => [name, value]));
}

/** The last op of the first step of a kind. */
function lastOpOf(loaded: Loaded, kind: Parameters<typeof spansOfKind>[1]): number {
  return loaded.view.trace.spans.endOp(spansOfKind(loaded, kind)[0]!) - 1;
}

function failed(name: string, loader: LoaderVersion = '0.11.8'): Loaded {
  const kernel = corpusCase(name);
  return loadKernelFile({ ...kernel, machine: { ...kernel.machine, loader } });
}

const lastOp = ({ view }: Loaded): number => view.trace.opCount - 1;

describe('rules', () => {
  it('name statements that the source has', () => {
    for (const { fn, at, until } of VALUE_RULES) {
      for (const anchor of [at, until]) {
        if (anchor !== null) expect(source.lineOf(fn, anchor)).toBeGreaterThan(0);
      }
      expect(source.linesOf(fn).last).toBeGreaterThan(0);
    }
  });

  it('give names only while their block lasts', () => {
    for (const { fn, at, until } of VALUE_RULES) {
      if (at !== null && until !== null)
        expect(source.lineOf(fn, until)).toBeGreaterThan(source.lineOf(fn, at));
    }
  });
});

describe('values of the sample kernel', () => {
  it('of a plan: the offset only once it is chosen', () => {
    const check = lastOpOf(sample, 'check');
    const choose = lastOpOf(sample, 'chooseOffset');
    expect(valuesOf(sample, check, 'Loader.new')).toEqual({
      kernel: '0x1000000',
      kernelOffset: '0x1000000',
      elfFile: 'SharedObject, 9 headers',
    });
    expect(valuesOf(sample, choose, 'Loader.new')).toMatchObject({ virtualAddressOffset: '0x8000000000' });
  });

  it('of a page that is mapped', () => {
    const op = lastOpOf(sample, 'mapPage');
    expect(valuesOf(sample, op, 'mapToWithTableFlags')).toMatchObject({
      page: '0x8000000000',
      frame: '0x1000000',
      flags: 'PRESENT | NO_EXECUTE',
      parentTableFlags: 'PRESENT | WRITABLE',
      index: '0',
      'P1[0]': '8000000001000001',
    });
    expect(valuesOf(sample, op, 'handleLoadSegment')).toMatchObject({
      segment: 'LOAD 1 R',
      segmentFlags: 'PRESENT | NO_EXECUTE',
      offset: '0',
    });
  });

  it('of a table that is made, the index at its level', () => {
    const [step] = spansOfKind(sample, 'mapPage');
    const first = sample.view.trace.spans.firstOp[step!]!;
    expect(valuesOf(sample, first, 'mapToWithTableFlags')).toMatchObject({ level: '4', index: '1' });
    // The table is linked by the op after.
    expect(valuesOf(sample, first, 'createNextTable')).not.toHaveProperty('newLow');
    expect(valuesOf(sample, first + 1, 'createNextTable')).toHaveProperty('newLow');
  });

  it('of the edge of a bss: the copy is named by the caller once the call is back', () => {
    const [step] = spansOfKind(sample, 'bssEdge');
    const { firstOp } = sample.view.trace.spans;
    expect(valuesOf(sample, firstOp[step!]!, 'makeMut')).toHaveProperty('newFrame');
    expect(valuesOf(sample, firstOp[step!]!, 'handleBssSection')).not.toHaveProperty('newFrame');
    expect(valuesOf(sample, lastOpOf(sample, 'bssEdge'), 'handleBssSection')).toMatchObject({
      newFrame: '0x100f000',
      dataBytesBeforeZero: '0x3d0',
    });
  });

  it('of a bss page', () => {
    const op = lastOpOf(sample, 'bssPage');
    const { page, frame, lastPage } = valuesOf(sample, op, 'handleBssSection');
    expect({ page, frame, lastPage }).toEqual({
      page: '0x800000c000',
      frame: '0x1011000',
      lastPage: undefined,
    });
  });

  it('of a relocation, with the fields of its entry', () => {
    const [step] = spansOfKind(sample, 'relocation');
    const op = sample.view.trace.spans.firstOp[step!]!;
    expect(valuesOf(sample, op, 'applyRelocation')).toEqual({
      idx: '0',
      index: '0',
      type: '8',
      'rela.OFFSET': '0x9040',
      address: '0x8000009040',
      'rela.ADDEND': '0x2f58',
      value: '0x8000002f58',
      page: '0x8000009000',
    });
    expect(valuesOf(sample, op, 'makeMut')).toMatchObject({ frame: '0x1008000' });
  });

  it('of flags that are taken away', () => {
    expect(valuesOf(sample, lastOpOf(sample, 'readOnly'), 'updateFlags')['flags']).not.toContain('WRITABLE');
    expect(valuesOf(sample, lastOpOf(sample, 'readOnly'), 'handleRelroSegment')['flags']).toContain(
      'WRITABLE',
    );
    expect(valuesOf(sample, lastOpOf(sample, 'flagCleared'), 'updateFlags')['flags']).not.toContain('COPIED');
    expect(valuesOf(sample, lastOpOf(sample, 'flagCleared'), 'removeCopiedFlags')['flags']).toContain(
      'COPIED',
    );
  });

  it('of the end: what the load returns', () => {
    expect(valuesOf(sample, lastOp(sample), 'loadKernel')).toMatchObject({
      offset: '0x8000000000',
      tlsTemplate: '0x8000009018',
    });
  });

  it('lead to memory', () => {
    const values = sourceValues(sample.view, source, lastOpOf(sample, 'mapPage'), 0);
    const link = (name: string): unknown => values.find((value) => value.name === name)?.link;
    expect(link('page')).toEqual({ type: 'memory', space: 'virtual', page: 0x8000000, offset: 0 });
    expect(link('frame')).toEqual({ type: 'memory', space: 'physical', page: 0x1000, offset: 0 });
    expect(link('flags')).toBeNull();
  });
});

describe('values of a failure', () => {
  it('name the page that is taken, and the mapper’s answer', () => {
    const load = failed('same-segment-twice');
    expect(valuesOf(load, lastOp(load), 'handleLoadSegment')).toMatchObject({
      failure: "'PageAlreadyMapped'",
    });
  });

  it('have no frame where none was left', () => {
    const load = failed('no-frame-for-copy-on-write');
    const values = valuesOf(load, lastOp(load), 'makeMut');
    expect(values).toHaveProperty('frame');
    expect(values).not.toHaveProperty('newFrame');
  });

  it('have the entry that was refused', () => {
    const load = failed('rela-outside-every-load', '0.11.17');
    expect(valuesOf(load, lastOp(load), 'applyRelocation')).toMatchObject({ type: '8', index: '0' });
    expect(valuesOf(load, lastOp(load), 'applyRelocation')).not.toHaveProperty('value');
  });
});

describe('the call', () => {
  const session = openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
  const ask = session.calls['source.values'];

  it('answers for every frame of the stack, and with nothing beyond it or before the load', () => {
    const op = sample.view.trace.ops.kind.indexOf(OP.frameCopied);
    const stack = callStack(sample.view, source, op);
    expect(stack.map((_, stackFrame) => ask({ moment: op + 1, stackFrame }).length > 0)).not.toContain(false);
    expect(ask({ moment: op + 1, stackFrame: stack.length })).toEqual([]);
    expect(ask({ moment: 0, stackFrame: 0 })).toEqual([]);
    expect(() => ask({ moment: 10 ** 6, stackFrame: 0 })).toThrow('does not exist');
  });
});
