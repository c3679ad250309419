import { describe, expect, it } from 'vitest';
import { LoaderError, LoaderPanic } from '../../../../main/engine/base/errors';
import { Arithmetic } from '../../../../main/engine/base/u64';
import { dynamicTag } from '../../../../main/engine/elf/dynamic';
import { ElfFile } from '../../../../main/engine/elf/elf-file';
import {
  assertWholeRecords,
  programSanityCheck,
  type ProgramHeader,
} from '../../../../main/engine/elf/program-header';
import * as rela from '../../../../main/engine/elf/rela';
import { buildElf } from '../../../fixtures/elf-builder';
import type { ElfSpec, SegmentSpec } from '../../../fixtures/elf-builder';

/** A file with one header, and that header. */
function one(segment: SegmentSpec, spec: ElfSpec = {}, overflowChecks = true): [ProgramHeader, ElfFile] {
  const elf = buildElf({ fileSize: 0x3000, segments: [segment], ...spec });
  const file = new ElfFile(elf, 0, new Arithmetic(overflowChecks));
  const [header] = [...file.programIter()];
  return [header!, file];
}

describe('getType', () => {
  it.each([
    [0, 'Null'],
    [1, 'Load'],
    [2, 'Dynamic'],
    [3, 'Interp'],
    [4, 'Note'],
    [5, 'ShLib'],
    [6, 'Phdr'],
    [7, 'Tls'],
    [0x6000_0000, 'OsSpecific'],
    [0x6474_e552, 'GnuRelro'],
    [0x6474_e551, 'OsSpecific'],
    [0x6fff_ffff, 'OsSpecific'],
    [0x7000_0000, 'ProcessorSpecific'],
    [0x7fff_ffff, 'ProcessorSpecific'],
  ])('of 0x%s is %s', (type, name) => {
    expect(one({ type })[0].getType()).toBe(name);
  });

  it.each([8, 0x5fff_ffff, 0x8000_0000, 0xffff_ffff])('of %i is refused', (type) => {
    expect(() => one({ type })[0].getType()).toThrow(new LoaderError('Invalid type'));
  });
});

describe('programSanityCheck', () => {
  const check = (segment: SegmentSpec, spec: ElfSpec = {}, overflowChecks = true): void => {
    programSanityCheck(...one(segment, spec, overflowChecks));
  };

  it('passes a segment that ends one byte before the end of the file, and no longer one', () => {
    check({ offset: 0x1000, filesz: 0x1fff, vaddr: 0x1000 });
    expect(() => check({ offset: 0x1000, filesz: 0x2000, vaddr: 0x1000 })).toThrow(
      new LoaderError('entry point out of range'),
    );
  });

  it('asks for the entry size, the range, the type, then the alignment', () => {
    const wrong = { type: 8, offset: 0x9001, align: 0x1000 };
    expect(() => check(wrong, { header: { phentsize: 57 } })).toThrow('program header size mismatch');
    expect(() => check(wrong)).toThrow('entry point out of range');
    expect(() => check({ ...wrong, offset: 1 })).toThrow('Invalid type');
    expect(() => check({ ...wrong, offset: 1, type: 'SHLIB' })).toThrow("Shouldn't use ShLib");
    expect(() => check({ ...wrong, offset: 1, type: 'NOTE' })).toThrow(
      'Invalid combination of virtual_addr, offset, and align',
    );
    check({ ...wrong, offset: 1, type: 'NOTE', align: 1 });
    check({ ...wrong, offset: 1, type: 'NOTE', align: 0 });
  });

  it('adds in the width of the class', () => {
    const wraps = { offset: -0x1000, filesz: 0x1000, vaddr: 0 };
    expect(() => check(wraps)).toThrow(new LoaderPanic('attempt to add with overflow'));
    check(wraps, {}, false);
    const wraps32 = { offset: 0xffff_f000, filesz: 0x1000, vaddr: 0 };
    expect(() => check(wraps32, { class: 32 })).toThrow('attempt to add with overflow');
    expect(() => check(wraps32)).toThrow('entry point out of range');
  });
});

describe('rawRange', () => {
  it('is the bytes of the segment, up to the very end of the file', () => {
    const [header, file] = one({ offset: 0x1000, filesz: 0x2000 });
    expect(header.rawRange(file)).toEqual({ start: 0x1000, end: 0x3000 });
  });

  it('panics as slicing does', () => {
    const [beyond, file] = one({ offset: 0x1000, filesz: 0x2001 });
    expect(() => beyond.rawRange(file)).toThrow(
      'range end index 12289 out of range for slice of length 12288',
    );
    const [wrapped, wrapping] = one({ offset: 0x2000, filesz: -0x1000 }, {}, false);
    expect(() => wrapped.rawRange(wrapping)).toThrow('slice index starts at 8192 but ends at 4096');
  });
});

describe('records', () => {
  it('are whole', () => {
    assertWholeRecords(32, 16);
    expect(() => assertWholeRecords(33, 16)).toThrow('assertion failed: input.len() % t_size == 0');
  });

  it.each([0n, 7n, 30n, 32n, 34n])('know tag %i', (tag) => {
    expect(dynamicTag(tag)).toBe(Number(tag));
  });

  it.each([0x6000_000dn, 0x6fff_fffbn, 0x6fff_ffffn, 0x7000_0000n, 0x7fff_ffffn])('know range %i', (tag) => {
    expect(dynamicTag(tag)).toBe(-1);
  });

  it.each([31n, 35n, 36n, 37n, 0x6000_000cn, 0x8000_0000n, 2n ** 64n - 1n])('refuse tag %i', (tag) => {
    expect(() => dynamicTag(tag)).toThrow(new LoaderError('Invalid tag value'));
  });

  it('have their relocation fields in little-endian words', () => {
    const words = new Uint32Array(7);
    const view = new DataView(words.buffer, 4);
    view.setBigUint64(0, 0x1122_3344_5566_7788n, true);
    view.setBigUint64(8, 0x0000_0005_0000_0008n, true);
    view.setBigUint64(16, 0x99aa_bbcc_ddee_ff00n, true);
    expect([words[1 + rela.OFFSET + 1], words[1 + rela.OFFSET]]).toEqual([0x1122_3344, 0x5566_7788]);
    expect([rela.symbolTableIndex(words, 1), rela.relocationType(words, 1)]).toEqual([5, 8]);
    expect([words[1 + rela.ADDEND + 1], words[1 + rela.ADDEND]]).toEqual([0x99aa_bbcc, 0xddee_ff00]);
  });
});
