import { describe, expect, it } from 'vitest';
import { checkKernelPlacement, parseMachineFile } from '../../../../main/engine/session/machine-file';
import { DEFAULT_MACHINE } from '../../../../shared/machine';
import type { Machine } from '../../../../shared/machine';
import { FailureError } from '../../../../shared/result';

const USABLE = { start: '0x100000000', length: '0x40000000', kind: 'usable' };

function parse(value: unknown): Machine {
  return parseMachineFile(JSON.stringify(value), 'm.json');
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(FailureError);
    return (error as FailureError).message;
  }
  throw new Error('nothing was thrown');
}

describe('parseMachineFile', () => {
  it('reads the smallest file, with overflow checks as on BIOS boot', () => {
    expect(parse({ memoryMap: [USABLE], kernelAddress: '0x100000000' })).toEqual({
      loader: '0.11.8',
      memoryMap: [{ start: 2 ** 32, length: 2 ** 30, kind: 'usable' }],
      kernelAddress: 2 ** 32,
      overflowChecks: true,
    });
  });

  it('reads every field', () => {
    const machine = parse({
      loader: '0.11.17',
      memoryMap: [USABLE, { start: '0x0', length: '0x9FC00', kind: 'acpiNvs' }],
      kernelAddress: '0x100000001',
      maxPhysicalAddress: '0x200000000',
      firstFreeFrame: '0x100400000',
      framebuffer: { start: '0xfd000000', length: '0x300000' },
      overflowChecks: false,
      mappings: {
        kernelStack: '0xffff800000000000',
        kernelBase: '0x10000000000',
        physicalMemory: 'dynamic',
        pageTableRecursive: '0x7f8000000000',
        bootInfo: 'dynamic',
        framebuffer: '0x1000',
        dynamicRangeStart: '0x10000000000',
        dynamicRangeEnd: '0x20000000000',
      },
    });
    expect(machine).toEqual({
      loader: '0.11.17',
      memoryMap: [
        { start: 0, length: 0x9fc00, kind: 'acpiNvs' },
        { start: 2 ** 32, length: 2 ** 30, kind: 'usable' },
      ],
      kernelAddress: 2 ** 32 + 1,
      maxPhysicalAddress: 2 ** 33,
      firstFreeFrame: 0x100400,
      framebuffer: { start: 0xfd00_0000, length: 0x30_0000 },
      overflowChecks: false,
      mappings: {
        kernelStack: 0xffff_8000_0000_0000n,
        kernelBase: 0x100_0000_0000n,
        physicalMemory: 'dynamic',
        pageTableRecursive: 0x7f80_0000_0000n,
        bootInfo: 'dynamic',
        framebuffer: 0x1000n,
        dynamicRangeStart: 0x100_0000_0000n,
        dynamicRangeEnd: 0x200_0000_0000n,
      },
    });
  });

  it('takes a dynamic bound of the dynamic range as no bound', () => {
    const mappings = { dynamicRangeStart: 'dynamic', dynamicRangeEnd: 'dynamic' };
    expect(parse({ memoryMap: [USABLE], kernelAddress: '0x100000000', mappings }).mappings).toEqual({
      dynamicRangeStart: 0n,
      dynamicRangeEnd: 0xffff_ffff_ffff_f000n,
    });
  });

  it('names every wrong field in one message of one line', () => {
    const message = messageOf(() =>
      parse({
        memoryMap: [
          { start: 4096, length: '0x0', kind: 'ram' },
          { start: '0x0', length: '0x2000', kind: 'usable', note: 1 },
          { start: '0x1000', length: '0x2000', kind: 'reserved' },
          { start: '0x2fff', length: '0xfffffffffff', kind: 'usable' },
        ],
        firstFreeFrame: '0x1001',
        overflowChecks: 'yes',
        mappings: { kernelStack: '12', ramdisk: 'dynamic' },
        cpus: 4,
      }),
    );
    expect(message).toMatch(/^The machine file m\.json has 12 wrong fields: [^\n]*\.$/);
    for (const part of [
      'memoryMap[0].start: expected a physical address below 16 TiB as a string "0x…", found 4096',
      'memoryMap[0].length: expected a length above zero',
      'memoryMap[0].kind: expected one of "usable", "reserved", "acpiReclaimable", "acpiNvs", "bad", "unusable", "persistent", "mmio", "bootloader", "unknownBios", "unknownUefi", found "ram"',
      'memoryMap[1].note: unknown field',
      'memoryMap[3]: overlaps memoryMap[2] at 0x2fff',
      'memoryMap[3]: ends at 0x100000002ffe, beyond 16 TiB',
      'kernelAddress: expected a physical address below 16 TiB as a string "0x…", is missing',
      'firstFreeFrame: expected the physical address of a frame',
      'overflowChecks: expected true or false, found "yes"',
      'mappings.kernelStack: expected a virtual address as a string "0x…", or "dynamic", found "12"',
      'mappings.ramdisk: unknown field',
      'cpus: unknown field',
    ]) {
      expect(message).toContain(part);
    }
  });

  it('finds a region that overlaps one further back than its neighbour', () => {
    const memoryMap = [
      { start: '0x0', length: '0x10000', kind: 'usable' },
      { start: '0x1000', length: '0x1000', kind: 'reserved' },
      { start: '0x8000', length: '0x1000', kind: 'reserved' },
    ];
    const message = messageOf(() => parse({ memoryMap, kernelAddress: '0x0' }));
    expect(message).toContain('memoryMap[1]: overlaps memoryMap[0] at 0x1000');
    expect(message).toContain('memoryMap[2]: overlaps memoryMap[0] at 0x8000');
  });

  it.each([
    ['{"memoryMap": [', 'is not valid JSON'],
    ['[]', 'the file: expected an object, found []'],
    ['null', 'the file: expected an object, found null'],
    ['{"memoryMap": [], "kernelAddress": "0x0"}', 'memoryMap: expected at least one region, found []'],
    ['{"memoryMap": {}, "kernelAddress": "0x0"}', 'memoryMap: expected an array of regions, found {}'],
    [
      '{"memoryMap": [7], "kernelAddress": "0x0"}',
      'memoryMap[0]: expected a region {"start", "length", "kind"}',
    ],
    [
      '{"memoryMap": [], "kernelAddress": "0x100000000000"}',
      'kernelAddress: expected a physical address below',
    ],
    ['{"memoryMap": [], "kernelAddress": "0x"}', 'kernelAddress: expected a physical address below'],
  ])('refuses %s', (text, expected) => {
    const message = messageOf(() => parseMachineFile(text, 'm.json'));
    expect(message).toContain(expected);
    expect(message).not.toContain('\n');
  });

  it('accepts a byte order mark', () => {
    const text = `\uFEFF${JSON.stringify({ memoryMap: [USABLE], kernelAddress: '0x100000000' })}`;
    expect(parseMachineFile(text, 'm.json').kernelAddress).toBe(2 ** 32);
  });
});

describe('checkKernelPlacement', () => {
  const machine: Machine = {
    loader: '0.11.8',
    memoryMap: [
      { start: 0, length: 0x10_0000, kind: 'usable' },
      { start: 0x10_0000, length: 0x10_0000, kind: 'usable' },
    ],
    kernelAddress: 0x10_0000,
    overflowChecks: true,
  };

  it('accepts the default machine with an ordinary kernel', () => {
    expect(() => checkKernelPlacement(DEFAULT_MACHINE, 60_000_000)).not.toThrow();
  });

  it('accepts a kernel up to the last page but one', () => {
    expect(() => checkKernelPlacement(machine, 0xf_f000)).not.toThrow();
  });

  it('refuses a kernel that leaves no frame for the root table', () => {
    expect(messageOf(() => checkKernelPlacement(machine, 0xf_f001))).toContain('No usable frame');
  });

  it('refuses a kernel beyond the end of memory', () => {
    const message = messageOf(() => checkKernelPlacement(machine, 0x10_0001));
    expect(message).toContain('reaches beyond the end of memory at 0x200000');
  });

  it('refuses a first free frame in the kernel file', () => {
    const message = messageOf(() => checkKernelPlacement({ ...machine, firstFreeFrame: 0x100 }, 4096));
    expect(message).toContain('The first free frame is 0x100000, in the middle of the kernel file');
    expect(() => checkKernelPlacement({ ...machine, firstFreeFrame: 0x101 }, 4096)).not.toThrow();
  });

  it('accepts a first free frame below the kernel', () => {
    const above = { ...machine, kernelAddress: 0x18_0000, firstFreeFrame: 0 };
    expect(() => checkKernelPlacement(above, 4096)).not.toThrow();
  });

  it('counts a frame as usable that is so only in part, as the allocator does', () => {
    const partial: Machine = {
      ...machine,
      memoryMap: [
        { start: 0x10_0000, length: 0x1800, kind: 'reserved' },
        { start: 0x10_1800, length: 0x1000, kind: 'usable' },
      ],
      firstFreeFrame: 0x101,
    };
    expect(() => checkKernelPlacement(partial, 4096)).not.toThrow();
    expect(messageOf(() => checkKernelPlacement(partial, 4097))).toContain('first free frame is 0x101000');
  });
});
