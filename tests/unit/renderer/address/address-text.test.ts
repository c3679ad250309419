import { describe, expect, it } from 'vitest';
import {
  accessRows,
  addressText,
  aliasesText,
  fieldName,
  fieldText,
  nearestText,
} from '../../../../renderer/panels/address/address-text';
import type { AddressField, AddressView } from '../../../../shared/table-types';

const FIELDS: readonly AddressField[] = [
  { name: 'sign', high: 63, low: 48, value: 0xffff },
  { name: 'P4', high: 47, low: 39, value: 256 },
  { name: 'offset', high: 11, low: 0, value: 0x20 },
];
const VIEW: AddressView = {
  virt: '0x8000019020',
  canonical: true,
  fields: FIELDS,
  levels: [
    {
      row: {
        level: 1,
        index: 25,
        count: 1,
        table: 0x102f,
        virt: '0x8000019000',
        target: '0x143f000',
        entry: '0x800000000143f001',
        flags: ['PRESENT', 'NO_EXECUTE'],
        rights: 'R',
        provenance: 'copied',
        owner: 'LOAD 3 copy',
        used: 0,
        writtenAt: 3526,
        changed: null,
        leaf: true,
        kind: 'page',
        leafSize: 4096,
        pagesBelow: 1,
        tablesBelow: 0,
        rightsBelow: { writable: 0, executable: 0, writableExecutable: 0 },
        user: false,
      },
      entryAddress: '0x102f0c8',
      writes: { count: 2, last: [40, 3526] },
    },
  ],
  phys: '0x143f020',
  rights: 'R',
  faults: { read: null, write: 'page fault (#PF, error code 0x3): P1[25] has no WRITABLE', execute: null },
  verdict: 'Mapped R by a page of 4 KiB to 0x143f000: LOAD 3 copy.',
  below: null,
  above: null,
  bytes: Uint8Array.of(0xa0, 0xc4, 0, 0, 0x80, 0, 0, 0),
  pointer: { value: '0x800000c4a0', words: 'write_str, LOAD 2 file, R X', link: null },
  owner: 'LOAD 3 copy',
  provenance: 'copied',
  segment: 'LOAD 3',
  section: '.data.rel.ro',
  symbol: '',
  written: { words: 'relocation #214', moment: 3378 },
  aliases: 1,
};

describe('one address in words', () => {
  it('has its parts as indices and digits', () => {
    expect(FIELDS.map(fieldText)).toEqual(['ffff', '256', '020']);
    expect(fieldText({ name: 'offset', high: 20, low: 0, value: 0x20 })).toBe('000020');
    expect(fieldName(FIELDS[1]!)).toBe('Bits 47 to 39: index 256 in the P4 table');
    expect(fieldName(FIELDS[2]!)).toBe('Bits 11 to 0: 0x020, the offset in the page');
  });

  it('tells what is allowed from what faults and from what cannot be known', () => {
    const rows = accessRows({ read: null, write: 'page fault (#PF): why', execute: 'not known: cut off' });
    expect(rows.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'Read allowed',
      'Write faults',
      'Execute unknown',
    ]);
  });

  it('says how far the nearest page is, and how many others show the frame', () => {
    expect(nearestText({ virt: '0x1000', distance: '0x1000', owner: 'LOAD 2 file' }, 'below')).toBe(
      '4 KiB below, LOAD 2 file',
    );
    expect(nearestText({ virt: '0x1000', distance: '0x3', owner: '' }, 'above')).toBe('3 bytes above');
    expect([0, 1, 2, 5000].map(aliasesText)).toEqual([
      'none: no other page shows the frame',
      'none: no other page shows the frame',
      'one other page shows the frame',
      '4,999 other pages show the frame',
    ]);
  });

  it('is text for the clipboard, line by line', () => {
    expect(addressText(VIEW).split('\n')).toEqual([
      '0x8000019020',
      'sign ffff, P4 256, offset 020',
      'P1[25] at 0x102f0c8 = 0x800000000143f001  page of 4 KiB  PRESENT | NO_EXECUTE, written at op 40, op 3,526',
      'Mapped R by a page of 4 KiB to 0x143f000: LOAD 3 copy.',
      'physical 0x143f020, read, no execute',
      'bytes a0 c4 00 00 80 00 00 00',
      'as pointer 0x800000c4a0: write_str, LOAD 2 file, R X',
      'LOAD 3 copy, LOAD 3, .data.rel.ro',
      'written at op 3,378: relocation #214',
      'read: allowed',
      'write: page fault (#PF, error code 0x3): P1[25] has no WRITABLE',
      'execute: allowed',
    ]);
  });

  it('names what is mapped nearest where nothing is mapped', () => {
    const nothing = {
      ...VIEW,
      levels: [],
      phys: null,
      bytes: new Uint8Array(0),
      pointer: null,
      written: null,
    };
    const text = addressText({ ...nothing, above: { virt: '0x9000', distance: '0x2000', owner: 'LOAD 1' } });
    expect(text).toContain('nearest above 0x9000, 8 KiB above, LOAD 1');
    expect(text).not.toContain('physical');
  });
});
