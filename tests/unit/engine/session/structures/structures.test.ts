import { describe, expect, it } from 'vitest';
import { LoadHome } from '../../../../../main/engine/session/structures/load-home';
import { Structures } from '../../../../../main/engine/session/structures/structures';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import type { StructureNode } from '../../../../../shared/memory-types';
import type { ElfSpec } from '../../../../fixtures/elf-builder';
import { loadKernelFile, loadSpec, SAMPLE_ELF } from '../../../../fixtures/loaded';

const SAMPLE = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const LAST = SAMPLE.view.trace.opCount;
const BASE = 0x80_0000_0000;

/** Two pages of data that a relocation table in the second one describes; the first relocation changes the table's page. */
const RELOCATED: ElfSpec = {
  type: 'DYN',
  segments: [
    { vaddr: 0x1000, filesz: 0x1000, flags: 'rx' },
    { vaddr: 0x2000, filesz: 0x2000, memsz: 0x3000, flags: 'rw' },
  ],
  rela: {
    at: 0x2100,
    entries: [
      { offset: 0x2128, addend: 0x1234 },
      { offset: 0x3000, addend: 0x1000 },
    ],
  },
  dynamic: { at: 0x2010 },
};

function ids(nodes: readonly StructureNode[]): string[] {
  return nodes.map(({ id }) => id);
}

function fieldOf(structures: Structures, id: string, name: string): StructureNode {
  const found = structures.children('file', id, 0, 100, LAST).find(({ title }) => title === name);
  if (found === undefined) throw new Error(`${id} has no field ${name}`);
  return found;
}

describe('structures of the sample kernel in the file', () => {
  const structures = new Structures(new LoadHome(SAMPLE.view));

  it('are found where headers and tables say that they are', () => {
    const found = structures.inPages('file', 0, 100, LAST);
    expect(found.map(({ title, first, length, value }) => [title, first, length, value])).toEqual([
      ['ELF header', 0, 64, ''],
      ['program headers', 64, 504, '9 headers'],
      ['.dynsym', 600, 24, '1 entry'],
      ['.dynstr', 624, 1, '0 strings'],
      ['relocation table', 632, 11304, '471 entries'],
      ['.bootloader-config', 11936, 124, ''],
      ['TLS template', 32792, 36, '0x8000009018'],
      ['dynamic table', 37584, 256, '16 entries'],
      ['.symtab', 38336, 3528, '147 entries'],
      ['.strtab', 41864, 1606, '141 strings'],
      ['.shstrtab', 43470, 157, '17 strings'],
      ['section headers', 43632, 1152, '18 headers'],
    ]);
  });

  it('explain the fields of the ELF header', () => {
    const words = (name: string): [string, string] => {
      const { value, meaning } = fieldOf(structures, 'eh@file', name);
      return [value, meaning];
    };
    expect(words('ei_magic')).toEqual(['7f 45 4c 46', 'an ELF file']);
    expect(words('ei_class')).toEqual(['ELFCLASS64', '64-bit']);
    expect(words('e_type')).toEqual(['ET_DYN', 'position-independent executable or shared object']);
    expect(words('e_machine')).toEqual(['EM_X86_64', '64-bit x86']);
    expect(words('e_entry')).toEqual(['0x5ab0', '_start, loaded at 0x8000005ab0']);
    expect(words('e_phnum')).toEqual(['9', 'program headers']);
    expect(words('e_shstrndx')).toEqual(['17', '.shstrtab']);
    expect(fieldOf(structures, 'eh@file', 'e_shoff').link).toEqual({
      type: 'memory',
      space: 'file',
      page: 10,
      offset: 43632 - 40960,
    });
  });

  it('explain program headers, symbols, dynamic entries and relocations', () => {
    const first = (id: string, index: number): Pick<StructureNode, 'value' | 'meaning'> => {
      const [node] = structures.children('file', id, index, 1, LAST);
      return { value: node?.value ?? '', meaning: node?.meaning ?? '' };
    };
    expect(first('ph@file', 2)).toEqual({
      value: 'PT_LOAD',
      meaning: 'LOAD 2: readable, executable, 13,207 bytes at 0x8000005ab0',
    });
    expect(first('sy15@file', 2)).toEqual({
      value: 'banner',
      meaning: 'local, data, 40 bytes, at 0x8000009040',
    });
    expect(first('dy6@file', 3)).toEqual({ value: 'DT_STRSZ 0x1', meaning: 'bytes of the strings: 1' });
    expect(first('re6@file', 0)).toEqual({
      value: 'R_X86_64_RELATIVE',
      meaning: 'writes 0x8000002f58 to 0x8000009040',
    });
    expect(first('sh@file', 5).value).toBe('.bootloader-config');
    expect(first('st16@file', 1)).toEqual({ value: 'banner', meaning: '7 bytes' });
  });

  it('explain the configuration of the bootloader', () => {
    const fields = structures.children('file', 'bc5@file', 0, 50, LAST);
    expect(fields).toHaveLength(17);
    expect(fields.slice(1, 4).map(({ value }) => value)).toEqual(['0', '11', '8']);
    expect(fields[0]).toMatchObject({
      title: 'uuid',
      first: 11936,
      length: 16,
      meaning: 'of crate bootloader_api',
    });
    expect(fields.at(-1)?.first).toBe(11936 + 124 - 9);
  });

  it('are a path from the table to the field at a byte', () => {
    const path = structures.at('file', 64 + 56 * 3 + 18, LAST);
    expect(path.map(({ id, title }) => [id, title])).toEqual([
      ['ph@file', 'program headers'],
      ['ph/3@file', 'program header 3'],
      ['ph/3/3@file', 'p_vaddr'],
    ]);
    expect(path[1]?.index).toBe(3);
    expect(path[2]).toMatchObject({ index: 3, value: '0x9018', first: 64 + 56 * 3 + 16, length: 8 });
  });

  it('are nothing where there is none', () => {
    expect(structures.at('file', 0x4ab0, LAST)).toEqual([]);
    expect(structures.at('virtual', 0x1000, LAST)).toEqual([]);
    expect(structures.at('physical', SAMPLE.view.frameCount * 4096 - 1, LAST)).toEqual([]);
  });

  it.each([
    '',
    'eh',
    'eh@virtual',
    'xx@file',
    'ph/9@file',
    'ph/1/2@file',
    'eh/1@file',
    'pt1@page1',
    'eh@load99',
    '@file',
  ])('have no children by the strange name “%s”', (id) => {
    expect(structures.children('file', id, 0, 10, LAST)).toEqual([]);
  });
});

describe('structures in memory', () => {
  const structures = new Structures(new LoadHome(SAMPLE.view));

  it('appear in virtual memory where pages show the file, once they are mapped', () => {
    expect(structures.at('virtual', BASE, 0)).toEqual([]);
    expect(ids(structures.at('virtual', BASE, LAST))).toEqual(['eh@load1', 'eh/0@load1']);
    expect(
      structures.inPages('virtual', BASE / 4096, 11, LAST).map(({ title, first }) => [title, first - BASE]),
    ).toEqual([
      ['ELF header', 0],
      ['program headers', 0x40],
      ['.dynsym', 600],
      ['.dynstr', 624],
      ['relocation table', 632],
      ['.bootloader-config', 11936],
      ['TLS template', 0x9018],
      ['dynamic table', 0xa2d0],
    ]);
  });

  it('appear in the frames of the kernel file and in copies of them', () => {
    const start = SAMPLE.view.firstFileFrame * 4096;
    expect(ids(structures.at('physical', start + 64, LAST))).toEqual([
      'ph@kernel',
      'ph/0@kernel',
      'ph/0/0@kernel',
    ]);
    const mapped = SAMPLE.view.tables.translate((BASE + 0xa000) / 4096, LAST);
    const frame = mapped?.frame ?? 0;
    expect(SAMPLE.view.owners.ownerOf(frame, LAST).kind).toBe('copy');
    const path = structures.at('physical', frame * 4096 + 0x2d0, LAST);
    expect(ids(path)).toEqual([`dy6@page${frame}`, `dy6/0@page${frame}`, `dy6/0/0@page${frame}`]);
    expect(path[0]).toMatchObject({ first: frame * 4096 + 0x2d0, length: 256, children: 16 });
    expect(structures.children('physical', `dy6@page${frame}`, 0, 1, 0)).toEqual([]);
  });

  it('show page tables with entries as they are at the moment', () => {
    const root = SAMPLE.view.rootFrame;
    const [before] = structures.inPages('physical', root, 1, 0);
    expect(before).toMatchObject({ title: 'page table P4', value: '0 entries in use', children: 512 });
    const [after] = structures.inPages('physical', root, 1, LAST);
    expect(after?.value).toBe('1 entry in use');
    const [entry] = structures.children('physical', after?.id ?? '', 1, 1, LAST);
    expect(entry).toMatchObject({
      title: 'P4[1]',
      first: root * 4096 + 8,
      meaning: `for 0x8000000000: table P3 at 0x${((root + 1) * 4096).toString(16)}, PRESENT WRITABLE`,
      link: { type: 'memory', space: 'physical', page: root + 1, offset: 0 },
    });
    const fields = structures.children('physical', entry?.id ?? '', 0, 9, LAST);
    expect(fields.map(({ title, value }) => [title, value])).toEqual([
      ['flags, bits 0 to 11', 'PRESENT WRITABLE'],
      ['address, bits 12 to 51', `0x${((root + 1) * 4096).toString(16)}`],
      ['flags, bits 52 to 63', 'none'],
    ]);
    expect(fields[1]?.meaning).toBe('table P3, 512 GiB from 0x8000000000 on');
  });
});

describe('structures of a table that relocations write to', () => {
  const { view } = loadSpec(RELOCATED);
  const structures = new Structures(new LoadHome(view));
  const last = view.trace.opCount;
  const table = Number(view.offset) + 0x2100;

  it('have the values of the bytes at the moment, in memory but not in the file', () => {
    expect(view.message).toBeNull();
    const addend = (space: 'virtual' | 'file', position: number, moment: number): string | undefined => {
      const path = structures.at(space, position, moment);
      return path.at(-1)?.value;
    };
    const relocated = `0x${(0x1234n + view.offset).toString(16)}`;
    // The addend of the second entry is what the first one writes.
    expect(addend('virtual', table + 24 + 16, last)).toBe(relocated);
    const mapped = [...Array(last).keys()].find(
      (moment) => structures.at('virtual', table, moment).length > 0,
    );
    expect(addend('virtual', table + 24 + 16, mapped ?? 0)).toBe('0x1000');
    const inFile = structures.inPages('file', 0, 10, last).find(({ kind }) => kind === 'relocationTable');
    expect(addend('file', (inFile?.first ?? 0) + 24 + 16, last)).toBe('0x1000');
  });

  it('end where the segment’s bytes of the file end', () => {
    const nodes = structures.inPages('virtual', (Number(view.offset) + 0x4000) / 4096, 1, last);
    expect(nodes).toEqual([]);
  });
});

describe('broken files', () => {
  it('are read as far as they go', () => {
    const elf = SAMPLE_ELF.slice(0, 64 + 56 + 20);
    const { view } = loadKernelFile({ name: 'cut', elf, machine: DEFAULT_MACHINE });
    const structures = new Structures(new LoadHome(view));
    const found = structures.inPages('file', 0, 1, view.trace.opCount);
    expect(found.map(({ title, children }) => [title, children])).toEqual([
      ['ELF header', 20],
      ['program headers', 1],
    ]);
  });

  it('have a part of the header where the file ends in it', () => {
    const { view } = loadKernelFile({ name: 'cut', elf: SAMPLE_ELF.slice(0, 30), machine: DEFAULT_MACHINE });
    const structures = new Structures(new LoadHome(view));
    const [header] = structures.inPages('file', 0, 1, 0);
    expect(header).toMatchObject({ title: 'ELF header', length: 30, children: 10 });
  });

  it('that are no ELF files have none', () => {
    const { view } = loadKernelFile({
      name: 'text',
      elf: new Uint8Array(9000).fill(65),
      machine: DEFAULT_MACHINE,
    });
    expect(new Structures(new LoadHome(view)).inPages('file', 0, 3, 0)).toEqual([]);
  });

  it('may have tables of a million symbols, of which single pages are answered fast', () => {
    const symbols = new Uint8Array(24 * 1_000_000);
    new DataView(symbols.buffer).setBigUint64(24 * 999_999 + 8, 0x1000n, true);
    const { view } = loadSpec({
      segments: [{ vaddr: 0x1000, filesz: 16 }],
      sections: [{ name: '.symtab', bytes: symbols, type: 2 }],
    });
    const structures = new Structures(new LoadHome(view));
    const [table] = structures.inPages('file', 1, 2, 0).filter(({ kind }) => kind === 'symbolTable');
    expect(table?.children).toBe(1_000_000);
    const start = performance.now();
    const rows = structures.children('file', table?.id ?? '', 999_990, 64, 0);
    expect(performance.now() - start).toBeLessThan(50);
    expect(rows).toHaveLength(10);
    expect(rows.at(-1)).toMatchObject({ title: 'symbol 999999', index: 999_999 });
  });
});
