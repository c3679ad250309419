import { describe, expect, it } from 'vitest';
import { mergeMappings, readKernelConfig } from '../../../../main/engine/elf/bootloader-config';
import { DEFAULT_MACHINE, DEFAULT_MAPPINGS } from '../../../../shared/machine';

const UUID = [0x74, 0x3c, 0xa9, 0x61, 0x09, 0x36, 0x46, 0xa0, 0xbb, 0x55, 0x5c, 0x15, 0x89, 0x15, 0x25, 0x3d];

const u16 = (value: number): number[] => [value & 0xff, value >> 8];
const u64 = (value: bigint): number[] =>
  Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
const fixed = (value: bigint): number[] => [1, ...u64(value)];
const none = (length: number): number[] => new Array<number>(length).fill(0);

interface ConfigParts {
  length: 115 | 124 | 133;
  kernelStack?: number[];
  kernelBase?: number[];
  physicalMemory?: number[];
  recursive?: number[];
  aslr?: number;
  start?: number[];
  end?: number[];
}

/** The section's bytes as crate bootloader_api packs them. */
function config(parts: ConfigParts): number[] {
  const patch = { 115: 0, 124: 8, 133: 15 }[parts.length];
  return [
    ...UUID,
    ...u16(0),
    ...u16(11),
    ...u16(patch),
    0,
    ...u64(0x20000n),
    ...(parts.kernelStack ?? none(9)),
    ...(parts.length === 133 ? (parts.kernelBase ?? none(9)) : []),
    ...none(9),
    ...none(9),
    ...(parts.physicalMemory ?? none(10)),
    ...(parts.recursive ?? none(10)),
    parts.aslr ?? 0,
    ...(parts.start ?? none(9)),
    ...(parts.end ?? none(9)),
    ...(parts.length === 115 ? [] : none(9)),
    ...none(9),
    ...none(9),
  ];
}

/** An ELF64 file with the section names, the given section, and nothing else. */
function elf64(section: number[], { name = '.bootloader-config', type = 1 } = {}): Uint8Array {
  const names = Buffer.from(`\0.shstrtab\0${name}\0`, 'latin1');
  const dataAt = 64 + names.length;
  const tableAt = Math.ceil((dataAt + section.length) / 8) * 8;
  const file = Buffer.alloc(tableAt + 3 * 64);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  file.writeBigUInt64LE(BigInt(tableAt), 40);
  file.writeUInt16LE(64, 58);
  file.writeUInt16LE(3, 60);
  file.writeUInt16LE(1, 62);
  file.set(names, 64);
  file.set(section, dataAt);
  const header = (index: number, nameAt: number, kind: number, offset: number, size: number): void => {
    const at = tableAt + index * 64;
    file.writeUInt32LE(nameAt, at);
    file.writeUInt32LE(kind, at + 4);
    file.writeBigUInt64LE(BigInt(offset), at + 24);
    file.writeBigUInt64LE(BigInt(size), at + 32);
  };
  header(1, 1, 3, 64, names.length);
  header(2, 11, type, dataAt, section.length);
  return file;
}

/** The same as ELF32. */
function elf32(section: number[]): Uint8Array {
  const names = Buffer.from('\0.bootloader-config\0', 'latin1');
  const tableAt = Math.ceil((52 + names.length + section.length) / 4) * 4;
  const file = Buffer.alloc(tableAt + 2 * 40);
  file.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  file.writeUInt32LE(tableAt, 32);
  file.writeUInt16LE(40, 46);
  file.writeUInt16LE(2, 48);
  file.writeUInt16LE(0, 50);
  file.set(names, 52);
  file.set(section, 52 + names.length);
  file.writeUInt32LE(52, tableAt + 16);
  file.writeUInt32LE(1, tableAt + 40);
  file.writeUInt32LE(1, tableAt + 44);
  file.writeUInt32LE(52 + names.length, tableAt + 56);
  file.writeUInt32LE(section.length, tableAt + 60);
  return file;
}

describe('readKernelConfig', () => {
  it('reads the layout of 0.11.8 without a warning', () => {
    const bytes = config({
      length: 124,
      kernelStack: fixed(0xffff_9000_0000_0000n),
      physicalMemory: [1, ...fixed(0xffff_8000_0000_0000n)],
      recursive: [1, ...none(9)],
      start: fixed(0x100_0000_0000n),
      end: fixed(0x7fff_ffff_f000n),
    });
    expect(readKernelConfig(elf64(bytes))).toEqual({
      warnings: [],
      mappings: {
        kernelStack: 0xffff_9000_0000_0000n,
        kernelStackSize: 0x20000n,
        kernelBase: 'dynamic',
        bootInfo: 'dynamic',
        framebuffer: 'dynamic',
        physicalMemory: 0xffff_8000_0000_0000n,
        pageTableRecursive: 'dynamic',
        dynamicRangeStart: 0x100_0000_0000n,
        dynamicRangeEnd: 0x7fff_ffff_f000n,
      },
    });
  });

  it('leaves absent what the kernel leaves absent', () => {
    const { mappings } = readKernelConfig(elf64(config({ length: 124 })));
    expect(mappings).toEqual({ ...DEFAULT_MAPPINGS, kernelStackSize: 0x20000n });
    expect(Object.keys(mappings ?? {})).not.toContain('physicalMemory');
  });

  it.each([115, 133] as const)('reads the layout of %i bytes and says that 0.11.8 would not', (length) => {
    const { mappings, warnings } = readKernelConfig(elf64(config({ length, start: fixed(0x1000n) })));
    expect(mappings?.dynamicRangeStart).toBe(0x1000n);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('incompatible bootloader_api version');
  });

  it('reads the layout of 0.11.17 without a warning where that release loads', () => {
    const bytes = config({ length: 133, kernelBase: fixed(0xffff_8000_0000_0000n) });
    const { mappings, warnings } = readKernelConfig(elf64(bytes), '0.11.17');
    expect(mappings?.kernelBase).toBe(0xffff_8000_0000_0000n);
    expect(warnings).toEqual([]);
    expect(readKernelConfig(elf64(config({ length: 124 })), '0.11.17').warnings[0]).toContain(
      'bootloader 0.11.17 itself would refuse it',
    );
  });

  it('warns of a fixed kernel base and of ASLR', () => {
    const bytes = config({ length: 133, kernelBase: fixed(0xffff_8000_0000_0000n), aslr: 1 });
    const { warnings } = readKernelConfig(elf64(bytes));
    expect(warnings.join('\n')).toContain('fixed base 0xffff800000000000');
    expect(warnings.join('\n')).toContain('uses no randomness');
  });

  it('finds fault with a kernel base only where the release knows it', () => {
    const elf = elf64(config({ length: 133, kernelBase: [2, ...none(8)] }));
    expect(readKernelConfig(elf, '0.11.8').mappings?.kernelStackSize).toBe(0x20000n);
    expect(readKernelConfig(elf, '0.11.17').mappings).toBeNull();
    const both = elf64(config({ length: 133, kernelStack: [2, ...none(8)], kernelBase: [2, ...none(8)] }));
    expect(readKernelConfig(both, '0.11.8').warnings[0]).toContain('kernel stack');
  });

  it('reads a 32-bit file too', () => {
    expect(readKernelConfig(elf32(config({ length: 124 }))).warnings).toEqual([]);
  });

  it('warns where there is no section', () => {
    const { mappings, warnings } = readKernelConfig(elf64(config({ length: 124 }), { name: '.other' }));
    expect(mappings).toBeNull();
    expect(warnings[0]).toContain('has no .bootloader-config section');
  });

  it('says nothing of a file that is no ELF: the loader does', () => {
    const nothing = { mappings: null, warnings: [] };
    expect(readKernelConfig(new Uint8Array(0))).toEqual(nothing);
    expect(readKernelConfig(new Uint8Array(5000).fill(0x41))).toEqual(nothing);
  });

  it.each([
    ['another length', config({ length: 124 }).slice(1), 'is 123 bytes long'],
    ['another UUID', [0, ...config({ length: 124 }).slice(1)], 'UUID'],
    ['an invalid mapping kind', config({ length: 124, kernelStack: [2, ...none(8)] }), 'kernel stack'],
    [
      'an address of a dynamic mapping',
      config({ length: 124, kernelStack: [0, ...u64(1n)] }),
      'kernel stack',
    ],
    [
      'a value of an absent mapping',
      config({ length: 124, recursive: [0, ...fixed(1n)] }),
      'recursive page table',
    ],
    ['an invalid ASLR byte', config({ length: 124, aslr: 2 }), 'ASLR'],
    ['a value of an absent bound', config({ length: 124, end: [0, ...u64(4n)] }), 'dynamic range end'],
  ])('takes the defaults at %s', (_, bytes, text) => {
    const { mappings, warnings } = readKernelConfig(elf64(bytes));
    expect(mappings).toBeNull();
    expect(warnings[0]).toContain(text);
  });

  it('never throws, whatever byte of the headers is broken', () => {
    const good = elf64(config({ length: 124 }));
    for (let at = 4; at < good.length; at++) {
      for (const value of [0, 1, 0x7f, 0xff]) {
        const broken = Uint8Array.from(good);
        broken[at] = value;
        expect(() => readKernelConfig(broken)).not.toThrow();
      }
    }
    for (let length = 0; length < good.length; length++) {
      expect(() => readKernelConfig(good.subarray(0, length))).not.toThrow();
    }
  });
});

describe('mergeMappings', () => {
  const kernel = { ...DEFAULT_MAPPINGS, kernelStack: 0x1000n, physicalMemory: 0x2000n };

  it('prefers the machine, then the kernel, then the defaults', () => {
    const machine = { ...DEFAULT_MACHINE, mappings: { physicalMemory: 0x3000n } };
    expect(mergeMappings(machine, kernel)).toEqual({ ...kernel, physicalMemory: 0x3000n });
    expect(mergeMappings(DEFAULT_MACHINE, kernel)).toEqual(kernel);
    expect(mergeMappings(machine, null)).toEqual({ ...DEFAULT_MAPPINGS, physicalMemory: 0x3000n });
  });
});
