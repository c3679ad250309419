import { describe, expect, it } from 'vitest';
import {
  addressParts,
  byteRuns,
  gapText,
  isChanged,
  jumpTip,
  laterText,
  rowName,
  segmentOfGap,
} from '../../../../renderer/panels/disassembly/code-text';
import { codeRow } from './rows';

describe('texts of code', () => {
  it('pads short addresses with zeros apart', () => {
    expect(addressParts('0x401000')).toEqual({ zeros: '0000', digits: '401000' });
    expect(addressParts('0xffffffff80000000')).toEqual({ zeros: '', digits: 'ffffffff80000000' });
  });

  it('tells bytes of relocations and of the op at the moment apart', () => {
    const row = codeRow(0x100, { length: 6, relocation: { index: 7, offset: 2, length: 4 } });
    expect(byteRuns(row, null)).toEqual([
      { text: '00 01', look: 'plain' },
      { text: '02 03 04 05', look: 'relocated' },
    ]);
    const changed = { position: 0x104, old: new Uint8Array(8) };
    expect(byteRuns(row, changed)).toEqual([
      { text: '00 01', look: 'plain' },
      { text: '02 03', look: 'relocated' },
      { text: '04 05', look: 'now' },
    ]);
    expect(isChanged(row, changed)).toBe(true);
    expect(isChanged(row, { position: 0x106, old: new Uint8Array(1) })).toBe(false);
    expect(isChanged(codeRow(0, { kind: 'gap', length: 0x1000 }), changed)).toBe(false);
  });

  it('reads a line out', () => {
    const row = codeRow(0x1000, {
      label: 'main',
      isEntry: true,
      tokens: [
        { text: 'mov', kind: 'mnemonic', link: null },
        { text: ' rax', kind: 'register', link: null },
      ],
      comment: 'copies',
      relocation: { index: 3, offset: 0, length: 1 },
      forbidden: 'the page is not executable',
    });
    expect(rowName(row, { position: 0x1003, old: new Uint8Array(1) })).toBe(
      'main, entry point, 0x1000, mov rax, copies, cannot be executed: the page is not executable, relocation #3, changed by this op',
    );
    expect(rowName(codeRow(0x1000, { kind: 'bad', comment: 'none begins here' }), null)).toBe(
      '0x1000, (bad), none begins here',
    );
  });

  it('says that the entry point lies in a hole', () => {
    expect(
      rowName(codeRow(0x1000, { kind: 'gap', length: 0x1000, isEntry: true, comment: 'not mapped' }), null),
    ).toBe('0x1000, not mapped: 4 KiB, to 0x1fff, the entry point lies in it');
  });

  it('says how large a hole is, to its last canonical address', () => {
    const gap = { kind: 'gap', comment: 'not mapped' } as const;
    expect(gapText(codeRow(0x1000, { ...gap, length: 0x2000 }))).toBe('not mapped: 8 KiB, to 0x2fff');
    expect(gapText(codeRow(0, { ...gap, length: 2 ** 48 }))).toBe(
      'not mapped: 256 TiB, to 0xffffffffffffffff',
    );
  });

  it('names the nearest segment of a hole and when it comes', () => {
    const gap = codeRow(0, { kind: 'gap', length: 0x10000 });
    const first = { load: 1, first: 0x1000, last: 0x1fff, stage: { first: 5, last: 18 } };
    const second = { load: 2, first: 0x5ab0, last: 0x8fff, stage: null };
    expect(segmentOfGap(gap, [first, second], 0x5aac)).toBe(second);
    expect(segmentOfGap(gap, [first, second], 0x1800)).toBe(first);
    expect(segmentOfGap(codeRow(0x9000, { kind: 'gap', length: 16 }), [first, second], 0)).toBeNull();
    expect(laterText(first)).toBe('LOAD 1 is mapped by ops 5–18');
    expect(laterText({ ...first, stage: { first: 5, last: 5 } })).toBe('LOAD 1 is mapped by op 5');
    expect(laterText(second)).toBe('LOAD 2 belongs here; the load never came to it');
  });

  it('says how far a jump leads', () => {
    const symbol = { text: 'main+0x4', kind: 'symbol', link: null } as const;
    const up = codeRow(0x2000, { flow: 'conditional', target: 0x1000, tokens: [symbol] });
    expect(jumpTip('main+0x1004', up)).toBe(
      'main+0x1004 → main+0x4: jumps up 4,096 bytes if the condition holds',
    );
    const down = codeRow(0x1000, { flow: 'jump', target: 0x1001 });
    expect(jumpTip('0x1000', down)).toBe('0x1000 → 0x1001: jumps down 1 byte');
    expect(jumpTip('0x1000', codeRow(0x1000))).toBe('');
    expect(rowName(down, null)).toBe('0x1000, down 1 byte');
  });
});
