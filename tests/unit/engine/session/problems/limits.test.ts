/** Large and hostile kernels are diagnosed in a moment. */
import { expect, it } from 'vitest';
import { diagnose } from '../../../../../main/engine/session/problems/diagnose';
import { buildElf } from '../../../../fixtures/elf-builder';
import { kernelWithRelocations } from '../../../../fixtures/large-kernels';
import { loadKernelFile } from '../../../../fixtures/loaded';
import { DEFAULT_MACHINE, type Machine } from '../../../../../shared/machine';

/** Processor time, which what else the computer does has no part in. */
const MOST_MS = 3000;

/** Other questions are answered between: so many steps take a few milliseconds each. */
const LEAST_STEPS = 60;

function timed(
  elf: Uint8Array,
  machine: Machine = DEFAULT_MACHINE,
): { ms: number; steps: number; rules: Record<string, number> } {
  const { view } = loadKernelFile({ name: 'large', elf, machine });
  const began = process.cpuUsage();
  const steps = diagnose(view);
  let count = 1;
  let next = steps.next();
  for (; next.done !== true; next = steps.next()) count++;
  const { problems, more } = next.value;
  const { user, system } = process.cpuUsage(began);
  const ms = (user + system) / 1000;
  const rules: Record<string, number> = {};
  for (const { rule } of problems) rules[rule] = (rules[rule] ?? 0) + 1;
  for (const { rule, count } of more) rules[rule] = (rules[rule] ?? 0) + count;
  return { ms, steps: count, rules };
}

it('a million relocations', () => {
  const { ms, steps, rules } = timed(kernelWithRelocations(1_000_000));
  expect(rules['load-failure']).toBeUndefined();
  expect(steps).toBeGreaterThan(LEAST_STEPS);
  expect(ms).toBeLessThan(MOST_MS);
}, 60_000);

it('a million relocations that the loader did not come to', () => {
  const elf = kernelWithRelocations(1_000_000);
  elf[6] = 0;
  const { ms, steps, rules } = timed(elf);
  expect(rules['load-failure']).toBe(1);
  expect(steps).toBeGreaterThan(LEAST_STEPS);
  expect(ms).toBeLessThan(MOST_MS);
}, 60_000);

it('65,000 segments on one page', () => {
  const segments = Array.from({ length: 65_000 }, () => ({
    vaddr: 0x400800,
    offset: 0x800,
    filesz: 0x10,
    flags: 'rwx',
  }));
  const { ms, steps, rules } = timed(buildElf({ segments, fileSize: 4_000_000 }));
  expect(steps).toBeGreaterThan(LEAST_STEPS);
  expect(rules['shared-page']).toBe(64_999);
  expect(rules['write-execute']).toBe(65_000);
  expect(ms).toBeLessThan(MOST_MS);
}, 60_000);

it('65,000 overlapping segments of all kinds', () => {
  const kinds = ['GNU_RELRO', 'TLS', 'DYNAMIC', 'LOAD'] as const;
  const segments = Array.from({ length: 65_000 }, (_, i) => ({
    type: kinds[i % 4]!,
    vaddr: 0x400000 + i * 16,
    offset: 0x1000 + i * 16,
    align: 1,
    filesz: 0x100,
    memsz: 0x100000,
    flags: 'rw',
  }));
  const { ms, steps } = timed(buildElf({ segments, fileSize: 8_000_000 }));
  expect(steps).toBeGreaterThan(LEAST_STEPS);
  expect(ms).toBeLessThan(MOST_MS);
}, 60_000);

it('a dynamic table of two million entries', () => {
  const { ms, steps } = timed(
    buildElf({
      segments: [
        { vaddr: 0x400000, filesz: 0x1000, flags: 'rx' },
        { type: 'DYNAMIC', vaddr: 0x400000, offset: 0x10000, filesz: 0x2000000, flags: 'rw' },
      ],
      fileSize: 0x2100000,
    }),
  );
  expect(steps).toBeGreaterThan(LEAST_STEPS);
  expect(ms).toBeLessThan(MOST_MS);
}, 60_000);
