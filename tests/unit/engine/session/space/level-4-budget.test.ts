import { describe, expect, it } from 'vitest';
import { Level4Plan } from '../../../../../main/engine/session/space/level-4-budget';
import type { Machine } from '../../../../../shared/machine';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { ET } from '../../../../fixtures/elf-constants';
import { kernels, loadKernelFile, loadSpec, SAMPLE_ELF } from '../../../../fixtures/loaded';

const GIB_512 = 2n ** 39n;

function sampleOn(machine: Partial<Machine>): Level4Plan {
  const kernel = { name: 'sample', elf: SAMPLE_ELF, machine: { ...DEFAULT_MACHINE, ...machine } };
  return new Level4Plan(loadKernelFile(kernel).view);
}

describe('the level 4 budget', () => {
  it('has at the end of every load the entries taken that the loader has', () => {
    for (const kernel of kernels().filter(({ elf }) => elf.length < 2 ** 18)) {
      const { view, load } = loadKernelFile(kernel);
      if (view.elfFile === null) continue;
      const { slots } = new Level4Plan(view).at(view.trace.opCount, []);
      const taken = slots.filter(({ state }) => state !== 'free').map(({ index }) => index);
      // A load that fails as the entries are marked leaves no more than a part of them.
      if (load.result.message !== null && !slots.some(({ state }) => state === 'kernel')) continue;
      expect(taken, kernel.name).toEqual(load.usedLevel4Entries);
    }
  }, 60_000);

  it('tells how the window of a position-independent kernel was chosen', () => {
    const plan = sampleOn({});
    const { choice, slots, free, note } = plan.at(1e9, []);
    expect(note).toBe('');
    expect(choice).toMatchObject({ entries: 1, first: 1, base: '0x8000000000', offset: '0x8000000000' });
    expect(choice?.why).toEqual([
      'The kernel is position-independent (ET_DYN): the loader chooses where it goes.',
      expect.stringMatching(/^Its LOAD segments span 0x[0-9a-f]+ bytes from 0x0 on, which takes one level 4/),
      'Entry 0 is taken. Loader 0.11.8 always keeps entry 0 for the bootloader itself.',
      'Entry 1 is the first free one: the base is 0x8000000000.',
      expect.stringContaining('0x8000000000'),
    ]);
    expect(slots[1]).toMatchObject({ state: 'kernel', virt: '0x8000000000' });
    expect(free).toBe(510);
  });

  it('shows nothing as taken by the kernel before the loader has chosen', () => {
    const { choice, slots, note } = sampleOn({}).at(0, []);
    expect(choice).toBeNull();
    expect(note).toContain('has not chosen yet');
    expect(slots.filter(({ state }) => state !== 'free').map(({ index }) => index)).toEqual([0]);
  });

  it('names each fixed mapping, and the dynamic range, as the reason', () => {
    const plan = sampleOn({
      mappings: {
        physicalMemory: 1n * GIB_512,
        pageTableRecursive: 0xffff_ff80_0000_0000n,
        kernelStack: 2n * GIB_512,
        dynamicRangeEnd: 100n * GIB_512 - 1n,
      },
    });
    const { slots, choice } = plan.at(1e9, []);
    expect(slots[1]?.reason).toBe('The configuration puts all of physical memory at 0x8000000000.');
    expect(slots[2]?.reason).toBe('The configuration puts the kernel stack at 0x10000000000.');
    expect(slots[511]?.reason).toContain('recursive page table');
    expect(slots[200]).toMatchObject({ state: 'outside' });
    expect(choice?.first).toBe(3);
  });

  it('follows the rules of 0.11.17, which keeps physical memory free', () => {
    const { slots, choice } = sampleOn({ loader: '0.11.17', maxPhysicalAddress: Number(3n * GIB_512) }).at(
      1e9,
      [],
    );
    expect(slots.slice(0, 4).map(({ state }) => state)).toEqual(['taken', 'taken', 'taken', 'kernel']);
    expect(slots[1]?.reason).toBe(
      'The bootloader maps physical memory here one to one, up to 0x18000000000.',
    );
    expect(choice?.why[2]).toMatch(/^Entries 0 to 2 are taken\./);
  });

  it('has nothing to choose for fixed addresses', () => {
    const { view } = loadSpec({
      header: { type: ET.EXEC },
      segments: [{ type: 'LOAD', vaddr: 0x20_0000, filesz: 0x10 }],
    });
    const { choice, note } = new Level4Plan(view).at(view.trace.opCount, []);
    expect(choice).toBeNull();
    expect(note).toBe('The kernel has fixed addresses (ET_EXEC): the loader chooses nothing.');
  });

  it('says what failed where no window is large enough', () => {
    const plan = sampleOn({ mappings: { dynamicRangeEnd: GIB_512 - 1n } });
    const { choice, note, free } = plan.at(1e9, []);
    expect(choice).toBeNull();
    expect(free).toBe(0);
    expect(note).toBe('The loader panics here: no usable level 4 entries found (1 entries requested).');
  });

  it('has every entry once, with what the table has there', () => {
    const { slots } = sampleOn({}).at(5, [{ index: 1, pages: 7 }]);
    expect(slots).toHaveLength(512);
    expect(slots[1]).toMatchObject({ present: true, pages: 7 });
    expect(slots[256]?.virt).toBe('0xffff800000000000');
  });
});
