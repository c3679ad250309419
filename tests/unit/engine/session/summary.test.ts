import { describe, expect, it } from 'vitest';
import { DEFAULT_MACHINE } from '../../../../shared/machine';
import type { LoadSummary } from '../../../../shared/load-types';
import { buildElf } from '../../../fixtures/elf-builder';
import { corpusCase, kernels, openSession, SAMPLE_ELF, SMALL_MACHINE } from '../../../fixtures/loaded';

const summaryOf = (name: string): LoadSummary => openSession(corpusCase(name)).summary();
const stages = (summary: LoadSummary): string[] =>
  summary.stages.map(({ title, status }) => `${title} ${status}`);

describe('the summary of a load', () => {
  const summary = openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }).summary();

  it('says what came out', () => {
    expect(summary).toMatchObject({
      status: 'ok',
      message: null,
      explanation: null,
      fileSize: SAMPLE_ELF.length,
      virtualAddressOffset: String(0x80_0000_0000),
      kernelAddress: '0x1000000',
      kernelFrames: Math.ceil(SAMPLE_ELF.length / 4096),
      physicalSize: '0x140000000',
      loader: '0.11.8',
      machine: 'BIOS, 4 GiB',
      warnings: [],
    });
    expect(summary.tls).not.toBeNull();
    expect(summary.touchedBytes).toBe((summary.kernelFrames + summary.framesAllocated + 1) * 4096);
  });

  it('has the stages end to end', () => {
    expect(stages(summary)).toEqual([
      'Plan done',
      'LOAD 1 done',
      'LOAD 2 done',
      'LOAD 3 done',
      'LOAD 4 done',
      'TLS done',
      'Relocations done',
      'RELRO done',
      'Clean-up done',
      'Entry done',
    ]);
    let next = 1;
    for (const { firstMoment, lastMoment } of summary.stages) {
      expect(firstMoment).toBe(next);
      next = lastMoment + 1;
    }
    expect(next).toBe(summary.opCount + 1);
  });

  it('names machines by build mode and memory', () => {
    const small = openSession({ elf: SAMPLE_ELF, machine: { ...SMALL_MACHINE, overflowChecks: false } });
    expect(small.summary().machine).toBe('UEFI, 63 MiB');
    const memoryMap = [
      ...SMALL_MACHINE.memoryMap,
      { start: 2 ** 32, length: 2 ** 40 - 2 ** 27, kind: 'usable' as const },
    ];
    const large = openSession({ elf: SAMPLE_ELF, machine: { ...SMALL_MACHINE, memoryMap } });
    expect(large.summary().machine).toBe('BIOS, 1 TiB');
  });
});

describe('the summary of a failed load', () => {
  it('lists what failed and what was not reached', () => {
    expect(stages(summaryOf('second-page-taken'))).toEqual([
      'Plan done',
      'LOAD 1 done',
      'LOAD 2 failed',
      'Clean-up unreached',
      'Entry unreached',
    ]);
    expect(stages(summaryOf('rela-outside-every-load'))).toEqual([
      'Plan done',
      'LOAD 1 done',
      'LOAD 2 done',
      'LOAD 3 done',
      'Relocations failed',
      'Clean-up unreached',
      'Entry unreached',
    ]);
    expect(stages(summaryOf('wrong-magic'))).toEqual(['Plan failed']);
  });
});

describe('the explanation of a failure', () => {
  const explanation = (name: string): string => summaryOf(name).explanation!;

  it.each([
    [
      'second-page-taken',
      'LOAD 2 asks for page 0x600000, which LOAD 1 already holds. Nothing after step 7 was done.',
    ],
    ['bss-page-taken-by-later-segment', 'LOAD 2 asks for page 0x402000, which LOAD 1 already holds.'],
    ['no-frame-for-p1', 'LOAD 1 asks for page 0x400000, and memory has no free frame left.'],
    ['no-frame-for-bss-page', 'LOAD 2 asks for page 0x502000, and memory has no free frame left.'],
    ['rela-type-irelative', 'Relocation #1 cannot be applied.'],
    // The first one was applied; the second lies beyond the end of the address space.
    ['rela-second-entry-ends-with-address-space', 'Relocation #1 cannot be read.'],
    ['dynamic-relr', 'Relocations cannot be finished.'],
    ['relro-unmapped', 'RELRO cannot be finished.'],
    ['wrong-magic', 'This is no ELF file that the loader can read.'],
    ['pie-too-large', 'The loader refuses the file before it maps anything.'],
  ])('of %s', (name, text) => {
    expect(explanation(name)).toContain(text);
  });

  it('does not blame a page that was mapped for what failed after it', () => {
    // The last page of the address space is mapped; the next one does not exist.
    const past = { vaddr: -0x1000, flags: 'rx', filesz: 0x2000, memsz: 0xfff };
    const beyond = openSession({ elf: buildElf({ segments: [past] }), machine: SMALL_MACHINE }).summary();
    expect(beyond).toMatchObject({
      message: 'attempt to add with overflow',
      explanation: 'LOAD 1 cannot be finished. Nothing after step 5 was done.',
      pagesMapped: 1,
    });
    for (const kernel of kernels().filter(({ elf }) => elf.length < 0x10000)) {
      const { explanation: text, message } = openSession(kernel).summary();
      if (text?.includes('asks for page') !== true) continue;
      expect(message).toMatch(/^map_to failed$|^Failed to map new frame|None/);
    }
  });
});
