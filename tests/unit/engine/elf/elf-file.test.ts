import { describe, expect, it } from 'vitest';
import { LoaderError, LoaderPanic } from '../../../../main/engine/base/errors';
import { Arithmetic } from '../../../../main/engine/base/u64';
import { ElfFile, headerSanityCheck } from '../../../../main/engine/elf/elf-file';
import { buildElf } from '../../../fixtures/elf-builder';
import type { ElfSpec } from '../../../fixtures/elf-builder';

const code = { vaddr: 0x400000, flags: 'rx', filesz: 0x1000 };

function open(spec: ElfSpec, address = 0x100000, overflowChecks = true): ElfFile {
  return new ElfFile(buildElf(spec), address, new Arithmetic(overflowChecks));
}

describe('ElfFile', () => {
  it('refuses in the order of parse_header', () => {
    const broken = buildElf({ segments: [code], header: { magic: [0, 0, 0, 0], class: 9 } });
    const refusal = (bytes: Uint8Array): (() => ElfFile) => {
      return () => new ElfFile(bytes, 4, new Arithmetic(true));
    };
    expect(refusal(broken.subarray(0, 15))).toThrow(
      new LoaderError('File is shorter than the first ELF header part'),
    );
    broken.set([0, 0, 0, 0]);
    expect(refusal(broken)).toThrow(new LoaderError('Did not find ELF magic number'));
    broken.set([0x7f, 0x45, 0x4c, 0x46]);
    expect(refusal(broken)).toThrow(new LoaderError('Invalid ELF class'));
    broken[4] = 2;
    expect(refusal(broken.subarray(0, 63))).toThrow(new LoaderError('File is shorter than ELF headers'));
    expect(refusal(broken)).toThrow(
      new LoaderPanic('assertion failed: (addr & (mem::align_of::<T>() - 1)) == 0'),
    );
  });

  it('reads the header of a 64-bit file', () => {
    const { header } = open({
      type: 'DYN',
      segments: [code],
      entry: 0xffff_8000_0000_1234n,
      header: { phoff: 0x1122_3344_5566_7788n, shoff: 0x99n, shentsize: 3, shnum: 4, shstrndx: 5 },
    });
    expect(header).toEqual({
      class64: true,
      data: 1,
      version: 1,
      type: 'SharedObject',
      entryPoint: 0xffff_8000_0000_1234n,
      phOffset: 0x1122_3344_5566_7788n,
      shOffset: 0x99n,
      headerSize: 64,
      phEntrySize: 56,
      phCount: 1,
      shEntrySize: 3,
      shCount: 4,
      shStrIndex: 5,
    });
  });

  it('reads a 32-bit file, which needs an alignment of 4 only', () => {
    const file = open({ class: 32, segments: [{ ...code, memsz: 0x2345, align: 0x1000 }] }, 0x100004);
    expect(file.header).toMatchObject({
      class64: false,
      type: 'Executable',
      headerSize: 52,
      phEntrySize: 32,
    });
    expect([...file.programIter()]).toMatchObject([
      {
        index: 0,
        offset: 0x1000n,
        virtualAddr: 0x400000n,
        fileSize: 0x1000n,
        memSize: 0x2345n,
        align: 0x1000n,
        isRead: true,
        isWrite: false,
        isExecute: true,
      },
    ]);
  });

  it.each([
    [0, 'None'],
    [1, 'Relocatable'],
    [4, 'Core'],
    [5, 'ProcessorSpecific'],
    [0xff01, 'ProcessorSpecific'],
  ])('calls e_type %i %s', (type, name) => {
    expect(open({ type }).header.type).toBe(name);
  });
});

describe('programIter', () => {
  it('is empty where the table has no place, no entry size or no entries', () => {
    for (const header of [{ phoff: 0 }, { phentsize: 0 }, { phnum: 0 }]) {
      expect([...open({ segments: [code], header }).programIter()]).toEqual([]);
    }
  });

  it('gives each header before it panics at the one that the file cuts off', () => {
    const size = 64 + 56 + 40;
    const iterator = open({ segments: [code, code], fileSize: size }).programIter();
    expect(iterator.next().value).toMatchObject({ index: 0 });
    expect(() => iterator.next()).toThrow(
      new LoaderPanic('range end index 176 out of range for slice of length 160'),
    );
  });

  it.each([
    [{ phoff: 0x9000 }, 'range start index 36864 out of range for slice of length 8208'],
    [{ phoff: -8 }, 'attempt to add with overflow'],
    [{ phentsize: 32 }, 'assertion failed: mem::size_of::<T>() <= input.len()'],
    [{ phoff: 60 }, 'assertion failed: (addr & (mem::align_of::<T>() - 1)) == 0'],
  ])('panics with %o', (header, text) => {
    const file = open({ segments: [code], header });
    expect(() => [...file.programIter()]).toThrow(new LoaderPanic(text));
  });

  it('names the end that is out of range, of wrapped sums too', () => {
    const file = open({ segments: [code], header: { phoff: 0x1000, phentsize: 0xffff, phnum: 1 } });
    expect(() => [...file.programIter()]).toThrow('range end index 69631 out of range');
    const wrapped = open({ segments: [code], header: { phoff: -8 } }, 0, false);
    expect(() => [...wrapped.programIter()]).toThrow('range start index 18446744073709551608 out of range');
  });
});

describe('headerSanityCheck', () => {
  const refusal = (header: ElfSpec['header']): (() => void) => {
    return () => headerSanityCheck(open({ segments: [code], header: header ?? {} }));
  };

  it('passes what a linker writes', () => {
    refusal({})();
  });

  it('refuses in its own order', () => {
    const wrong = { ehsize: 63, version: 0, data: 0, phoff: 0x9000, shoff: 0x9000 };
    const texts = [
      'header_size does not match size of header',
      'no version',
      'no data format',
      'program header table out of range',
      'section header table out of range',
    ];
    const names = Object.keys(wrong) as (keyof typeof wrong)[];
    names.forEach((_, i) => {
      const rest = Object.fromEntries(names.slice(i).map((name) => [name, wrong[name]]));
      expect(refusal(rest)).toThrow(new LoaderError(texts[i]!));
    });
  });

  it('lets a table end with the file, and panics where its end overflows', () => {
    const fileSize = 0x2010;
    refusal({ shoff: fileSize - 64, shnum: 1 })();
    expect(refusal({ shoff: fileSize - 63, shnum: 1 })).toThrow('section header table out of range');
    expect(refusal({ shoff: -8, shnum: 1 })).toThrow(new LoaderPanic('attempt to add with overflow'));
  });
});
