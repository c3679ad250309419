import { describe, expect, it, vi } from 'vitest';
import { BufferMemory } from '../../../../main/engine/memory/buffer-memory';
import { DebugSession } from '../../../../main/engine/session/debug-session';
import type { LoadProgress } from '../../../../shared/load-types';
import type { SpanRow } from '../../../../shared/view-types';
import { DEFAULT_MACHINE, DEFAULT_MAPPINGS, physicalSize } from '../../../../shared/machine';
import type { Machine } from '../../../../shared/machine';
import { FailureError } from '../../../../shared/result';
import { buildElf } from '../../../fixtures/elf-builder';
import { openSession, SAMPLE_ELF, SMALL_MACHINE } from '../../../fixtures/loaded';

const session = openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const { calls } = session;
const LAST = session.trace.opCount;

/** A kernel with so many bss pages that the load pulses several times. */
const LARGE = buildElf({ segments: [{ vaddr: 0x400000, flags: 'rw', filesz: 0x1000, memsz: 80 * 2 ** 20 }] });

interface Watched {
  onProgress?(progress: LoadProgress): void;
  isCancelled?(): boolean;
}

function load(elf: Uint8Array, watched: Watched = {}, machine: Machine = DEFAULT_MACHINE): DebugSession {
  const memory = new BufferMemory(physicalSize(machine));
  return DebugSession.load({
    path: '/k.elf',
    name: 'k.elf',
    elf,
    machine,
    mappings: DEFAULT_MAPPINGS,
    warnings: ['careful'],
    memory,
    ...watched,
  });
}

function failureOf(run: () => unknown): FailureError['failure'] {
  try {
    run();
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  throw new Error('nothing failed');
}

describe('a load', () => {
  it('tells how far it is, from nothing to everything', () => {
    const progress: LoadProgress[] = [];
    load(LARGE, { onProgress: (p) => void progress.push(p) });
    expect(progress.map(({ stage }) => stage)).toEqual(['Plan', 'LOAD 1', 'LOAD 1', 'Clean-up', 'Entry']);
    const fractions = progress.map(({ fraction }) => fraction ?? 0);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBeGreaterThan(0.9);
    expect(fractions.every((fraction) => fraction <= 1)).toBe(true);
  });

  it('can be cancelled before it begins and while it runs', () => {
    for (const after of [0, 2]) {
      let asked = 0;
      const failure = failureOf(() => load(LARGE, { isCancelled: () => asked++ >= after }));
      expect(failure.code).toBe('load.cancelled');
      expect(asked).toBe(after + 1);
    }
  });

  it('needs a frame for the level 4 table', () => {
    const machine = { ...SMALL_MACHINE, firstFreeFrame: 2 ** 20 };
    expect(failureOf(() => load(SAMPLE_ELF, {}, machine)).code).toBe('machine.noFrame');
  });

  it('stops where the allocator would overwrite the kernel file', () => {
    const machine = { ...SMALL_MACHINE, firstFreeFrame: SMALL_MACHINE.kernelAddress / 4096 - 2 };
    const stopped = load(SAMPLE_ELF, {}, machine);
    expect(stopped.summary()).toMatchObject({ status: 'stopped', framesAllocated: 1 });
    expect(stopped.result.message).toContain('which holds the kernel file');
  });

  it('keeps warnings, and closes its memory', () => {
    const loaded = load(SAMPLE_ELF);
    expect(loaded.summary().warnings).toEqual(['careful']);
    const close = vi.spyOn(loaded.memory, 'close');
    loaded.close();
    expect(close).toHaveBeenCalledOnce();
  });
});

describe('calls', () => {
  it.each([-1, 0.5, Number.NaN, LAST + 1])('refuse moment %s', (moment) => {
    const { code, message } = failureOf(() => calls['time.where']({ moment }));
    expect(code).toBe('query.moment');
    expect(message).toContain(`0 to ${LAST}`);
  });

  it('refuse what is no address', () => {
    expect(
      failureOf(() => calls['history.writers']({ space: 'virtual', first: 'xyz', length: 1, moment: 0 }))
        .code,
    ).toBe('query.address');
  });

  it('answer with bounded pages and rows', () => {
    const pages = calls['memory.pages']({ space: 'physical', first: 0x1000, count: 10_000, moment: LAST });
    expect(pages).toHaveLength(256);
    expect(pages.map(({ page }) => page)[255]).toBe(0x10ff);
    expect(calls['trace.ops']({ firstMoment: 0, count: 1e9 }).length).toBe(Math.min(LAST, 5000));
  });

  it('move in time', () => {
    const over = (moment: number, direction: 'forward' | 'back'): number =>
      calls['time.move']({ moment, command: 'over', direction, count: 1, stopAtStages: false }).moment;
    let moment = 0;
    let steps = 0;
    while (moment < LAST) {
      moment = over(moment, 'forward');
      steps++;
    }
    expect(steps).toBe(session.summary().stepCount);
    while (moment > 0) {
      moment = over(moment, 'back');
      steps--;
    }
    expect(steps).toBe(0);
  });
});

describe('where', () => {
  it('at moment 0 is nowhere', () => {
    expect(calls['time.where']({ moment: 0 })).toMatchObject({
      moment: 0,
      step: 0,
      stack: [],
      op: null,
      change: null,
      page: null,
    });
  });

  it('names the word of a relocation and the byte of the entry point, and no bytes of other steps', () => {
    for (let moment = 1; moment <= LAST; moment += 1) {
      const { page, pageBytes, stack, stepChanges } = calls['time.where']({ moment });
      const written = stepChanges.at(-1);
      if (stack.some(({ name }) => name === 'applyRelocation')) {
        expect(pageBytes).toEqual({ offset: written?.offset, length: 8 });
      } else if (moment === LAST) {
        const entry = BigInt(session.summary().entryPoint ?? 0);
        expect([page, pageBytes]).toEqual([
          Number(entry >> 12n),
          { offset: Number(entry & 0xfffn), length: 1 },
        ]);
      } else expect(pageBytes).toBeNull();
    }
  });

  it('agrees with the list of ops', () => {
    for (let moment = 1; moment < LAST; moment += 37) {
      const here = calls['time.where']({ moment });
      expect(here.op).toEqual(calls['trace.ops']({ firstMoment: moment, count: 1 })[0]);
    }
  });
});

describe('the steps tree', () => {
  const children = (parent: number): SpanRow[] => calls['trace.spans']({ parent, first: 0, count: 5000 });

  it('covers every op once, from the root to the innermost spans', () => {
    const stages = children(0);
    const steps = stages.flatMap(({ span, childSpans }) => {
      const rows = children(span);
      expect(rows).toHaveLength(childSpans);
      return rows;
    });
    expect(steps.map(({ span }) => span)).toEqual([...session.trace.steps]);
    let next = 1;
    for (const step of steps) {
      expect(step.firstMoment).toBe(next);
      next = step.lastMoment + 1;
      const parts = children(step.span);
      expect(parts).toHaveLength(step.childSpans);
      for (const part of parts) {
        expect(part.parent).toBe(step.span);
        expect(part.firstMoment).toBeGreaterThanOrEqual(step.firstMoment);
        expect(part.lastMoment).toBeLessThanOrEqual(step.lastMoment);
      }
    }
    expect(next).toBe(LAST + 1);
  });

  it('comes in pieces', () => {
    const relocations = children(0).find(({ kind }) => kind === 'dynamic')!;
    const all = children(relocations.span);
    expect(calls['trace.spans']({ parent: relocations.span, first: 3, count: 2 })).toEqual(all.slice(3, 5));
    expect(calls['trace.spans']({ parent: relocations.span, first: 1e6, count: 2 })).toEqual([]);
  });

  it('has ops in words', () => {
    const rows = calls['trace.ops']({ firstMoment: 1, count: 5000 });
    expect(rows.map(({ moment }) => moment)).toEqual(rows.map((_, i) => i + 1));
    expect(rows.every(({ label }) => label !== '' && !/undefined|NaN|\?/.test(label))).toBe(true);
    const words = new Set(rows.map(({ short }) => short.replace(/#\d+/, '#n')));
    const known = ['#n', 'alloc', 'clear', 'copy', 'flags', 'link', 'map', 'mark', 'write', 'zero'];
    expect([...words].filter((word) => !known.includes(word))).toEqual([]);
    expect(words.size).toBeGreaterThan(8);
  });

  it('marks what failed', () => {
    const elf = buildElf({
      segments: [
        { vaddr: 0, filesz: 16 },
        { vaddr: 0, filesz: 16 },
      ],
    });
    const failed = openSession({ elf, machine: SMALL_MACHINE });
    const rows = failed.calls['trace.spans']({ parent: 0, first: 0, count: 10 });
    expect(rows.map(({ label, failed: bad }) => [label, bad])).toEqual([
      ['Plan', false],
      ['LOAD 1', false],
      ['LOAD 2', true],
    ]);
  });
});
