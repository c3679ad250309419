import { describe, expect, it } from 'vitest';
import { applyEdits, editedBytes } from '../../../main/host/file-edits';

const file = (): Uint8Array => Uint8Array.from({ length: 32 }, (_, i) => i);

describe('applyEdits', () => {
  it('replaces the bytes, and nothing else', () => {
    const bytes = file();
    applyEdits(bytes, [
      { offset: 2, before: '0203', after: 'aAbB' },
      { offset: 31, before: '1f', after: '00' },
    ]);
    expect([...bytes]).toEqual([0, 1, 0xaa, 0xbb, ...file().subarray(4, 31), 0]);
  });

  it('names the first byte that does not fit, and then replaces nothing', () => {
    const bytes = file();
    const edits = [
      { offset: 0, before: '00', after: 'ff' },
      { offset: 8, before: '0809ff0b', after: '00000000' },
    ];
    expect(() => applyEdits(bytes, edits)).toThrow('at offset 0xa the file has 0a 0b where ff 0b was edited');
    expect([...bytes]).toEqual([...file()]);
  });

  it('tells a file that has become shorter', () => {
    const edit = { offset: 30, before: '1e1f2021', after: '00000000' };
    expect(() => applyEdits(file(), [edit])).toThrow('the file ends at 0x20, before the edited byte at 0x20');
    expect(() => applyEdits(file(), [{ offset: 99, before: '00', after: '01' }])).toThrow('at 0x63');
  });
});

describe('editedBytes', () => {
  it('counts', () => {
    expect(editedBytes([])).toBe(0);
    expect(
      editedBytes([
        { offset: 0, before: '0011', after: '1100' },
        { offset: 9, before: '00', after: '01' },
      ]),
    ).toBe(3);
  });
});
