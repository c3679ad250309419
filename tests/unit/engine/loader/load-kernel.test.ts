import { describe, expect, it } from 'vitest';
import type { ElfSpec } from '../../../fixtures/elf-builder';
import { corpusCase, loadKernelFile, loadSpec, SMALL_MACHINE } from '../../../fixtures/loaded';
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

describe('loader 0.11.17', () => {
  const machine = (mappings: Machine['mappings'] = {}): Machine => ({
    ...SMALL_MACHINE,
    loader: '0.11.17',
    mappings,
  });
  const pie: ElfSpec = { type: 'DYN', segments: [{ ...code, vaddr: 0x5000 }], entry: 0x5010 };
  const kernelBase = 0xffff_9000_0000_0000n;

  it('takes the fixed base of a position-independent kernel as the offset itself', () => {
    expect(loadSpec(pie, machine({ kernelBase })).load.result).toMatchObject({
      virtualAddressOffset: kernelBase,
      entryPoint: kernelBase + 0x5010n,
    });
    expect(loadSpec(pie, { ...machine({ kernelBase }), loader: '0.11.8' }).load.result.entryPoint).toBe(
      0x80_0000_0010n,
    );
  });

  it('refuses a fixed base for an executable, once it has seen that it is aligned', () => {
    const spec = { segments: [code] };
    expect(ended(loadSpec(spec, machine({ kernelBase })))).toBe(
      'error: Invalid kernel_code mapping. Executable can only be mapped at virtual_address_offset 0.',
    );
    expect(ended(loadSpec(spec, machine({ kernelBase: kernelBase + 1n })))).toBe(
      'panic: Failed to mark level 4 entries as used: "kernel_code mapping alignment does not match elf file"',
    );
  });

  it('loads kernels that 0.11.8 does not: with an empty LOAD, or up to the end of the address space', () => {
    const old = loadKernelFile(corpusCase('memory-size-zero-unaligned'));
    expect(ended(old)).toContain('panic');
    expect(ended(loadKernelFile({ ...old, machine: { ...old.machine, loader: '0.11.17' } }))).toBe('ok: ');
    const last = { segments: [{ ...code, vaddr: -0x1000 }] };
    const unchecked = { ...machine(), overflowChecks: false };
    expect(ended(loadSpec(last, unchecked))).toBe('ok: ');
    expect(ended(loadSpec(last, { ...unchecked, loader: '0.11.8' }))).toContain('panic');
  });

  it('computes the page after the last one of the lower half, which is none', () => {
    const spec = { segments: [{ ...code, vaddr: 0x7fff_ffff_f000n, memsz: 0xfff }] };
    const loaded = loadSpec(spec, machine());
    expect(ended(loaded)).toBe(
      'panic: attempt to add resulted in non-canonical virtual address: VirtAddrNotValid(0x800000000000)',
    );
    // The page itself was mapped: only the clean-up goes through a range of pages.
    expect([...loaded.view.tables.mappedPages(loaded.view.trace.opCount)]).toHaveLength(1);
    expect(ended(loadSpec(spec))).toBe('ok: ');
  });

  it('asks for memory before it looks at the headers', () => {
    const segments = [{ ...code, vaddr: -0x1000, memsz: 0x2000 }, { type: 0x1234 }];
    expect(ended(loadSpec({ segments }, machine()))).toBe('panic: attempt to add with overflow');
    expect(ended(loadSpec({ segments }))).toBe('error: Invalid type');
  });
});
