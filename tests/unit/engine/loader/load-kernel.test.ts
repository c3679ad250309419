import { describe, expect, it } from 'vitest';
import type { ElfSpec } from '../../../fixtures/elf-builder';
import { loadSpec, SMALL_MACHINE } from '../../../fixtures/loaded';
import type { Loaded } from '../../../fixtures/loaded';
import type { Machine } from '../../../../shared/machine';

const code = { vaddr: 0x400000, flags: 'rx', filesz: 0x1000 };

const ended = ({ load }: Loaded): string => `${load.result.status}: ${load.result.message ?? ''}`;

/**
 * What a load refuses, in its order: each line is a fault that hides those behind it. A file with all faults from
 * one line on ends with that line's text.
 */
const FAULTS: readonly (readonly [text: string, spec: ElfSpec, machine?: Partial<Machine>])[] = [
  ['error: Did not find ELF magic number', { header: { magic: [0, 0, 0, 0] } }],
  [
    'panic: address passed to VirtAddr::new must not contain any data in bits 48 to 64: ' +
      'VirtAddrNotValid(0x1000000000000)',
    {},
    { mappings: { kernelStack: 2n ** 48n } },
  ],
  ['error: Loaded kernel ELF file is not sufficiently aligned', {}, { kernelAddress: 0x20_0008 }],
  ['error: Invalid type', { segments: [{ ...code, type: 8 }] }],
  ['panic: not implemented', { type: 'REL' }],
  [
    'panic: address passed to VirtAddr::new must not contain any data in bits 48 to 64: ' +
      'VirtAddrNotValid(0x2000000000000)',
    { segments: [code, { type: 'NOTE', vaddr: 2n ** 49n, memsz: 1 }] },
  ],
  ['error: no data format', { header: { data: 0 } }],
  ['error: map_to failed', { segments: [code, code] }],
  [
    'panic: address passed to VirtAddr::new must not contain any data in bits 48 to 64: ' +
      'VirtAddrNotValid(0x4000000000000)',
    { entry: 2n ** 50n },
  ],
  ['ok: ', { segments: [code] }],
];

describe('loadKernel', () => {
  it.each(FAULTS.map(([text], line) => [text, line] as const))('refuses in order: %s', (text, line) => {
    const rest = FAULTS.slice(line);
    const merged = rest.reduceRight<{ spec: ElfSpec; machine: Machine }>(
      ({ spec, machine }, [, fault, change]) => ({
        spec: { ...spec, ...fault, header: { ...spec.header, ...fault.header } },
        machine: { ...machine, ...change },
      }),
      { spec: {}, machine: SMALL_MACHINE },
    );
    expect(ended(loadSpec(merged.spec, merged.machine))).toBe(text);
  });

  it('leaves a kernel with fixed addresses where it is', () => {
    const { result } = loadSpec({ segments: [code], entry: 0x400010 }).load;
    expect(result).toMatchObject({ virtualAddressOffset: 0n, entryPoint: 0x400010n, tls: null });
  });

  it('moves a position-independent one to the first free level 4 entry, its lowest address first', () => {
    const { result } = loadSpec({ type: 'DYN', segments: [{ ...code, vaddr: 0x5000 }], entry: 0x5010 }).load;
    expect(result).toMatchObject({
      virtualAddressOffset: 0x80_0000_0000n - 0x5000n,
      entryPoint: 0x80_0000_0010n,
    });
  });

  it('moves a kernel of the upper half down, with a negative offset', () => {
    const vaddr = 0xffff_ffff_8000_0000n;
    const loaded = loadSpec({ type: 'DYN', segments: [{ ...code, vaddr }], entry: vaddr });
    expect(loaded.view.offset).toBe(0x80_0000_0000n - vaddr);
    expect(loaded.load.result.entryPoint).toBe(0x80_0000_0000n);
  });

  it('panics without a LOAD to place', () => {
    expect(ended(loadSpec({ type: 'DYN' }))).toBe('panic: window size must be non-zero');
  });

  it('has the overflow checks of its build', () => {
    const spec: ElfSpec = { segments: [{ ...code, vaddr: -0x1000, filesz: 0x1000 }] };
    expect(ended(loadSpec(spec))).toBe('panic: attempt to add with overflow');
    expect(ended(loadSpec(spec, { ...SMALL_MACHINE, overflowChecks: false }))).toBe(
      'panic: called `Option::unwrap()` on a `None` value',
    );
  });

  it('keeps what was done before a failure', () => {
    const loaded = loadSpec({ segments: [code, code] });
    const { tables, trace } = loaded.view;
    expect([...tables.mappedPages(trace.opCount)].map(({ page }) => page)).toEqual([0x400]);
    expect(loaded.load.framesAllocated).toBe(3);
  });
});
