import { describe, expect, it } from 'vitest';
import {
  commonSpaces,
  kernelShift,
  readMoment,
  readShift,
  requestOf,
  sideOf,
  type CompareChoice,
  type SidesContext,
} from '../../../../renderer/stores/compare-sides';
import type { AttachedSource } from '../../../../shared/memory-types';

const KERNEL: AttachedSource = {
  id: 1,
  kind: 'kernel',
  name: 'other.elf',
  path: '/k/other.elf',
  spaces: ['physical', 'virtual', 'file'],
  lastMoment: 70,
  physicalSize: '0x100000000',
  fileSize: 4096,
  address: '0x0',
  virtualAddressOffset: '0x8000200000',
  message: null,
};
const DUMP: AttachedSource = {
  ...KERNEL,
  id: 2,
  kind: 'dump',
  spaces: ['physical'],
  lastMoment: 0,
  virtualAddressOffset: null,
};
const CONTEXT: SidesContext = {
  moment: 12,
  lastMoment: 100,
  virtualAddressOffset: '0x8000000000',
  list: [KERNEL, DUMP],
};
const NOW = { source: 0, moment: null };
const OTHER = { source: 1, moment: null };
const IMAGE = { source: 2, moment: null };
const CHOICE: CompareChoice = { left: NOW, right: OTHER, space: 'virtual', alignment: 'address', shift: '' };

describe('sides of a comparison', () => {
  it('mean the current moment of the document and the last of others', () => {
    expect(sideOf(NOW, CONTEXT)).toEqual({ source: 0, moment: 12 });
    expect(sideOf(OTHER, CONTEXT)).toEqual({ source: 1, moment: 70 });
    expect(sideOf({ source: 1, moment: 99 }, CONTEXT)).toEqual({ source: 1, moment: 70 });
    expect(sideOf(IMAGE, CONTEXT)).toEqual({ source: 2, moment: 0 });
  });

  it('have some spaces in common', () => {
    expect(commonSpaces(NOW, OTHER, CONTEXT.list)).toEqual(['physical', 'virtual', 'file']);
    expect(commonSpaces(IMAGE, NOW, CONTEXT.list)).toEqual(['physical']);
    expect(commonSpaces({ source: 9, moment: null }, NOW, CONTEXT.list)).toEqual([]);
  });

  it('stand beside each other by address, by place in the kernel, or shifted', () => {
    expect(requestOf(CHOICE, CONTEXT)).toEqual({
      request: {
        left: { source: 0, moment: 12 },
        right: { source: 1, moment: 70 },
        space: 'virtual',
        shift: 0,
      },
    });
    expect(requestOf({ ...CHOICE, alignment: 'kernel' }, CONTEXT)).toMatchObject({
      request: { shift: 0x200000 },
    });
    expect(requestOf({ ...CHOICE, alignment: 'kernel', space: 'physical' }, CONTEXT)).toMatchObject({
      request: { shift: 0 },
    });
    expect(kernelShift(OTHER, NOW, CONTEXT)).toBe(-0x200000);
    expect(kernelShift(NOW, { source: 1 }, { ...CONTEXT, virtualAddressOffset: '0xffffff8000000000' })).toBe(
      0x10000200000,
    );
    expect(requestOf({ ...CHOICE, alignment: 'shift', shift: '-0x1000' }, CONTEXT)).toMatchObject({
      request: { shift: -4096 },
    });
  });

  it('say what speaks against a comparison', () => {
    expect(requestOf({ ...CHOICE, alignment: 'shift', shift: 'far' }, CONTEXT)).toHaveProperty('problem');
    expect(requestOf({ ...CHOICE, right: IMAGE }, CONTEXT)).toHaveProperty('problem');
    const failed = { ...CONTEXT, virtualAddressOffset: null };
    expect(requestOf({ ...CHOICE, alignment: 'kernel' }, failed)).toHaveProperty('problem');
  });

  it('read what was typed', () => {
    expect(readMoment('', 100)).toBeNull();
    expect(readMoment(' 1,000 ', 1000)).toBe(1000);
    expect(readMoment('1001', 1000)).toBeUndefined();
    expect(readMoment('x', 1000)).toBeUndefined();
    expect(readShift('0x10')).toBe(16);
    expect(readShift('-10')).toBe(-16);
    expect(Object.is(readShift('-0'), 0)).toBe(true);
    expect(readShift('0x2000000000000')).toBeNull();
    expect(readShift('')).toBeNull();
  });
});
