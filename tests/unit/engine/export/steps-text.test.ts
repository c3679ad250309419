import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeExport } from '../../../../main/engine/export/sink';
import { stepsPlan, type StepsSource } from '../../../../main/engine/export/steps-text';
import type { StepRow } from '../../../../shared/debugger-types';
import { DEFAULT_MACHINE } from '../../../../shared/machine';
import { openSession, SAMPLE_ELF } from '../../../fixtures/loaded';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-steps-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const ROW: StepRow = {
  step: 7,
  span: 9,
  firstMoment: 11,
  lastMoment: 14,
  kind: 'relocation',
  stage: 'Relocations',
  segment: 'LOAD 3',
  address: '0x8000019020',
  label: '#1,024 19020 ← 800000c4a0',
  detail: 'core::fmt::"x"',
  provenance: 'relocated',
  failure: 'two\nlines',
};

function source(count: number): StepsSource {
  return {
    filter: () => ({ total: count }),
    rows: (_filter, first, wanted) =>
      Array.from({ length: Math.max(0, Math.min(wanted, count - first)) }, (_, i) => ({
        ...ROW,
        step: first + i + 1,
      })),
  };
}

function written(count: number, format: 'csv' | 'jsonl'): string {
  const path = join(folder, 'steps');
  const progress: number[] = [];
  const result = writeExport(stepsPlan(source(count), '', format), {
    path,
    onProgress: (done, total) => progress.push(done / total),
  });
  const text = readFileSync(path, 'utf8');
  expect(result).toEqual({ path, bytes: Buffer.byteLength(text) });
  expect(progress.at(-1)).toBe(1);
  expect(readdirSync(folder)).toEqual(['steps']);
  return text;
}

describe('an export of steps', () => {
  it('quotes what CSV needs quoted', () => {
    expect(written(1, 'csv')).toBe(
      'step,firstMoment,lastMoment,kind,stage,segment,address,label,detail,failure\r\n' +
        '1,11,14,relocation,Relocations,LOAD 3,0x8000019020,"#1,024 19020 ← 800000c4a0",' +
        '"core::fmt::""x""","two\nlines"\r\n',
    );
  });

  it('has a line of names, or nothing, where no step passes', () => {
    expect(written(0, 'csv').split('\r\n').length).toBe(2);
    expect(written(0, 'jsonl')).toBe('');
  });

  it('has an object a line, numbers as numbers, over many chunks', () => {
    const lines = written(5001, 'jsonl').trimEnd().split('\n');
    expect(lines.length).toBe(5001);
    lines.forEach((line, i) => expect((JSON.parse(line) as StepRow).step).toBe(i + 1));
    expect(JSON.parse(lines[0]!)).toEqual({
      step: 1,
      firstMoment: 11,
      lastMoment: 14,
      kind: 'relocation',
      stage: 'Relocations',
      segment: 'LOAD 3',
      address: '0x8000019020',
      label: '#1,024 19020 ← 800000c4a0',
      detail: 'core::fmt::"x"',
      failure: 'two\nlines',
    });
  });

  it('writes those of a session that its filter lets through', () => {
    const session = openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
    const filter = 'kind == relocation';
    const path = join(folder, 'relocations.csv');
    writeExport(stepsPlan(session.steps, filter, 'csv'), { path });
    const lines = readFileSync(path, 'utf8').trimEnd().split('\r\n');
    expect(lines.length - 1).toBe(session.calls['steps.filter']({ filter }).total);
    expect(lines[1]).toContain(',relocation,Relocations,');
    session.close();
  });

  it('leaves nothing when it is cancelled', () => {
    const path = join(folder, 'steps.csv');
    const plan = stepsPlan(source(5001), '', 'csv');
    expect(() => writeExport(plan, { path, isCancelled: () => true })).toThrow('was cancelled');
    expect(readdirSync(folder)).toEqual([]);
  });
});
