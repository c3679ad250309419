import { describe, expect, it } from 'vitest';
import { readSections } from '../../../../main/engine/elf/sections';
import { SAMPLE_ELF } from '../../../fixtures/loaded';

describe('the sections of a file', () => {
  it('have names, places and addresses', () => {
    const sections = readSections(SAMPLE_ELF);
    const text = sections.find(({ name }) => name === '.text')!;
    expect(text.allocated).toBe(true);
    expect(text.size).toBeGreaterThan(0);
    expect(Number(text.address)).toBeGreaterThan(0);
    const names = sections.find(({ name }) => name === '.shstrtab')!;
    expect(names.allocated).toBe(false);
    const bytes = SAMPLE_ELF.subarray(names.offset, names.offset + names.size);
    expect(new TextDecoder('latin1').decode(bytes)).toContain('.text\0');
  });

  it('have memory, but for the zeroed part of the TLS template, whose addresses are those of what follows', () => {
    const sections = readSections(SAMPLE_ELF);
    const named = (name: string) => sections.find((section) => section.name === name)!;
    expect(named('.tbss')).toMatchObject({ address: named('.data.rel.ro').address, allocated: false });
    for (const name of ['.tdata', '.data.rel.ro', '.bss']) expect(named(name).allocated).toBe(true);
  });

  it('have names that can be shown, whatever the file calls them', () => {
    const elf = SAMPLE_ELF.slice();
    const { offset, size } = readSections(elf).find(({ name }) => name === '.shstrtab')!;
    const at = Buffer.from(elf.buffer).indexOf('.text\0', offset);
    expect(at).toBeLessThan(offset + size);
    elf.set(new TextEncoder().encode('\u202ex\n'), at);
    expect(readSections(elf).map(({ name }) => name)).toContain('\\u{202e}x\\u{a}');
  });

  it('are none in a file without them, of another class, or cut off', () => {
    expect(readSections(new Uint8Array(0))).toEqual([]);
    expect(readSections(SAMPLE_ELF.subarray(0, 64))).toEqual([]);
    const other = SAMPLE_ELF.slice(0, 128);
    other[4] = 1;
    expect(readSections(other)).toEqual([]);
  });

  it('end where the table leaves the file', () => {
    const broken = SAMPLE_ELF.slice();
    new DataView(broken.buffer).setUint16(60, 0xffff, true);
    const whole = readSections(SAMPLE_ELF);
    expect(readSections(broken).slice(0, whole.length)).toEqual(whole);
    new DataView(broken.buffer).setBigUint64(40, 2n ** 63n, true);
    expect(readSections(broken)).toEqual([]);
  });
});
