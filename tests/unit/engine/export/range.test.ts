import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkWhole, rangePlan } from '../../../../main/engine/export/range';
import { writeExport } from '../../../../main/engine/export/sink';
import { FailureError, type Failure } from '../../../../shared/result';
import { FakeSpace, type FakePage } from '../../../fixtures/space-reader';

const PAGES: [number, FakePage][] = [
  [1, 10],
  [2, 'zero'],
  [4, 30],
  [6, { reason: 'the disk failed' }],
];
const SIZE = 8 * 4096;

let folder = '';
const at = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadscope-range-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function range(first: number, length: number, hasUntouched = true) {
  return {
    reader: new FakeSpace(new Map(PAGES), SIZE, hasUntouched),
    space: 'physical',
    first,
    length,
  } as const;
}

function failureOf(run: () => unknown): Failure {
  try {
    run();
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('the bytes of a range', () => {
  it('become a file, zeros where nothing has touched memory', () => {
    const plan = rangePlan(range(4090, 4 * 4096));
    expect(plan).toMatchObject({ size: 4 * 4096 });
    expect(writeExport(plan, { path: at('out') })).toEqual({ path: at('out'), bytes: 4 * 4096 });
    const wanted = new Uint8Array(4 * 4096);
    for (let i = 0; i < 4096; i++) {
      wanted[6 + i] = 10 + i;
      if (6 + 3 * 4096 + i < wanted.length) wanted[6 + 3 * 4096 + i] = 30 + i;
    }
    expect(new Uint8Array(readFileSync(at('out')))).toEqual(wanted);
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it('say how far they are, up to the end, and can be cancelled', () => {
    const plan = rangePlan(range(0, 5 * 4096));
    const progress: number[][] = [];
    writeExport(plan, { path: at('out'), onProgress: (...seen) => progress.push(seen) });
    expect(progress.at(-1)).toEqual([plan.total, plan.total]);
    const cancelled = (): unknown => writeExport(plan, { path: at('none'), isCancelled: () => true });
    expect(failureOf(cancelled).code).toBe('export.cancelled');
    expect(readdirSync(folder)).toEqual(['out']);
  });

  it('of a tebibyte of untouched memory take no room on the disk', () => {
    const reader = new FakeSpace(new Map<number, FakePage>([[5, 1]]), 2 ** 40, true);
    const plan = rangePlan({ reader, space: 'physical', first: 0, length: 2 ** 40 });
    expect(plan.total).toBe(4096);
    expect([...plan.chunks()].filter(({ bytes }) => bytes.length > 0)).toHaveLength(1);
  });

  it('are not saved where one cannot be read: the file that was there stays', () => {
    writeFileSync(at('out'), 'old');
    const plan = rangePlan(range(4096, 6 * 4096));
    expect(failureOf(() => writeExport(plan, { path: at('out') }))).toMatchObject({
      code: 'save.unreadable',
      message: 'The bytes at 0x6000 cannot be read: the disk failed',
    });
    expect(readFileSync(at('out'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['out']);
  });
});

describe('bytes that are not there', () => {
  it('are none where untouched memory is zero, but for those behind its end', () => {
    expect(() => checkWhole(range(0, SIZE))).not.toThrow();
    expect(failureOf(() => checkWhole(range(SIZE - 10, 30)))).toMatchObject({
      code: 'save.missing',
      message: '20 of the 30 bytes are not there, first at 0x8000.',
    });
  });

  it('are counted, and the first is named', () => {
    expect(() => checkWhole(range(4096, 2 * 4096, false))).not.toThrow();
    expect(failureOf(() => checkWhole(range(4096, 5 * 4096, false))).message).toBe(
      '8,192 of the 20,480 bytes are not there, first at 0x3000.',
    );
    const virtual = { ...range(3 * 4096 + 1, 1, false), space: 'virtual' } as const;
    expect(failureOf(() => checkWhole(virtual)).message).toBe(
      'Nothing is there: none of the bytes from 0x3001 on.',
    );
  });

  it('become zeros on request', () => {
    writeExport(rangePlan(range(4096 * 3 - 1, 4098, false)), { path: at('out') });
    expect([...readFileSync(at('out'))].every((byte, i) => byte === (i === 4097 ? 30 : 0))).toBe(true);
    expect(statSync(at('out')).size).toBe(4098);
  });
});
