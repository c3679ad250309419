import { describe, expect, it } from 'vitest';
import { findSection } from '../../../../main/engine/elf/find-section';
import { buildElf } from '../../../fixtures/elf-builder';

const WANTED = '.wanted';
const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const file = (type = 1): Uint8Array =>
  buildElf({
    segments: [{ filesz: 0x100 }],
    sections: [
      { name: '.before', bytes: Uint8Array.of(9) },
      { name: WANTED, bytes, type },
    ],
  });

/** The file with a field of the header of section `index` changed. */
function changed(index: number, field: number, value: number): Uint8Array {
  const elf = file();
  const view = new DataView(elf.buffer);
  view.setUint32(Number(view.getBigUint64(40, true)) + index * 64 + field, value, true);
  return elf;
}

/** The file with a 16-bit field of the ELF header changed. */
function withHeader(field: number, value: number): Uint8Array {
  const elf = file();
  new DataView(elf.buffer).setUint16(field, value, true);
  return elf;
}

const [NAME, TYPE, OFFSET, SIZE] = [0, 4, 24, 32];
const [ENTRY_SIZE, COUNT, NAMES_INDEX] = [58, 60, 62];

describe('findSection', () => {
  it('finds the bytes of a section', () => {
    expect(findSection(file(), WANTED)).toEqual(bytes);
    expect(findSection(file(), '.other')).toBeNull();
    expect(findSection(new Uint8Array(100), WANTED)).toBeUndefined();
  });

  it('reads the file where a section says that it has no bytes there, as upstream does', () => {
    expect(findSection(file(8), WANTED)).toEqual(bytes);
  });

  it.each([0, 12, 13, 19, 0x2001, 0x5fff_ffff])('passes over a section of type %i', (type) => {
    expect(findSection(file(type), WANTED)).toBeNull();
  });

  it.each([18, 0x6000_0000, 0xffff_ffff])('takes a section of type %i', (type) => {
    expect(findSection(file(type), WANTED)).toEqual(bytes);
  });

  it.each([
    ['entries that are too small', withHeader(ENTRY_SIZE, 56)],
    ['entries that are not aligned', withHeader(ENTRY_SIZE, 65)],
    ['names behind the last section that fits', withHeader(NAMES_INDEX, 200)],
    ['names of a reserved index', withHeader(NAMES_INDEX, 0xff00)],
    ['names out of the file', changed(3, OFFSET, 0x100000)],
    ['a name out of the file', changed(1, NAME, 0x100000)],
  ])('gives up at %s, even before the wanted section', (_, elf) => {
    expect(findSection(elf, WANTED)).toContain('section header is broken');
  });

  it('gives up at a name that is no text', () => {
    const elf = file();
    elf.set([0xff], Buffer.from(elf).indexOf('.before'));
    expect(findSection(elf, WANTED)).toContain('section header is broken');
  });

  it('looks no farther than the wanted section', () => {
    expect(findSection(withHeader(COUNT, 200), WANTED)).toEqual(bytes);
    expect(findSection(withHeader(COUNT, 200), '.other')).toContain('section header is broken');
  });

  it('says where the section reaches out of the file', () => {
    expect(findSection(changed(2, SIZE, 0x100000), WANTED)).toBe('reaches beyond the end of the file');
    expect(findSection(changed(2, TYPE, 1), WANTED)).toEqual(bytes);
  });
});
