/** The structures of the sample kernel against binutils' `readelf`, where that is installed. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LoadHome } from '../../../../../main/engine/session/structures/load-home';
import { Structures } from '../../../../../main/engine/session/structures/structures';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { loadKernelFile, SAMPLE_ELF } from '../../../../fixtures/loaded';

const FILE = fileURLToPath(
  new URL('../../../../../resources/sample-kernel/sample-kernel.elf', import.meta.url),
);
const isThere = spawnSync('readelf', ['--version']).status === 0;
if (!isThere) console.warn('readelf is not installed: structures are not compared with it');

function readelf(option: string): string[] {
  const { stdout, status } = spawnSync('readelf', ['-W', option, FILE], { encoding: 'utf8' });
  expect(status).toBe(0);
  return stdout.split('\n').map((line) => line.trim());
}

describe.skipIf(!isThere)('the sample kernel as readelf reads it', () => {
  const { view } = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
  const structures = new Structures(new LoadHome(view));
  const children = (id: string): ReturnType<Structures['children']> =>
    structures.children('file', id, 0, 5000, 0);
  /** Values of the fields of each element of a table, as numbers where they are. */
  const fields = (id: string): Map<string, string>[] =>
    children(id).map((element) => new Map(children(element.id).map(({ title, value }) => [title, value])));
  const number = (text: string | undefined): bigint => BigInt(text ?? -1);
  const hex = (text: string | undefined): bigint => BigInt(`0x${(text ?? '').replace(/^0x/, '')}`);

  it('has the same header', () => {
    const said = new Map(readelf('-h').map((line) => line.split(/:\s+/, 2) as [string, string]));
    const ours = new Map(children('eh@file').map(({ title, value }) => [title, value]));
    expect(number(ours.get('e_entry'))).toBe(BigInt(said.get('Entry point address') ?? -1));
    expect(number(ours.get('e_phoff'))).toBe(
      BigInt(parseInt(said.get('Start of program headers') ?? '', 10)),
    );
    expect(number(ours.get('e_shoff'))).toBe(
      BigInt(parseInt(said.get('Start of section headers') ?? '', 10)),
    );
    expect(ours.get('e_phnum')).toBe(said.get('Number of program headers'));
    expect(ours.get('e_shnum')).toBe(said.get('Number of section headers'));
    expect(ours.get('e_shstrndx')).toBe(said.get('Section header string table index'));
  });

  it('has the same program headers', () => {
    const said = readelf('-l').flatMap((line) => {
      const match = /^([A-Z_]+)\s+(0x\w+) (0x\w+) (0x\w+) (0x\w+) (0x\w+) ([R ][W ][E ]) (0x\w+)$/.exec(line);
      return match === null ? [] : [match.slice(1)];
    });
    const ours = fields('ph@file').map((field) => [
      (field.get('p_type') ?? '').replace('PT_', ''),
      ...['p_offset', 'p_vaddr', 'p_paddr', 'p_filesz', 'p_memsz'].map((name) => number(field.get(name))),
      field.get('p_flags'),
      number(field.get('p_align')),
    ]);
    expect(said).toHaveLength(9);
    expect(ours).toEqual(
      said.map(([type, ...rest]) => [
        type,
        ...rest.slice(0, 5).map(hex),
        (rest[5] ?? '').replaceAll(' ', '').replace('E', 'X'),
        hex(rest[6]),
      ]),
    );
  });

  it('has the same section headers', () => {
    const said = readelf('-S').flatMap((line) => {
      const match = /^\[ ?(\d+)\] (\S+)\s+(\S+)\s+(\w{16}) (\w+) (\w+) (\w+)\s/.exec(line);
      return match === null ? [] : [match.slice(1)];
    });
    expect(said).toHaveLength(17);
    const nodes = children('sh@file');
    const ours = fields('sh@file');
    for (const [index, name, type, address, offset, size, entrySize] of said) {
      const field = ours[Number(index)];
      expect(nodes[Number(index)]?.value).toBe(name);
      expect((field?.get('sh_type') ?? '').replace('SHT_', '')).toBe(type?.replace('VERNEED', 'GNU_VERNEED'));
      expect(number(field?.get('sh_addr'))).toBe(hex(address));
      expect(number(field?.get('sh_offset'))).toBe(hex(offset));
      expect(number(field?.get('sh_size'))).toBe(hex(size));
      expect(number(field?.get('sh_entsize'))).toBe(hex(entrySize));
    }
  });

  it('has the same symbols', () => {
    const lines = readelf('-s');
    const symtab = lines.slice(lines.findIndex((line) => line.includes('.symtab')));
    const said = symtab.flatMap((line) => {
      const match = /^(\d+): (\w{16})\s+(\w+) (\w+)\s+(\w+)\s+(\w+)\s+(\w+)\s?(.*)$/.exec(line);
      return match === null ? [] : [match.slice(1)];
    });
    expect(said).toHaveLength(147);
    const nodes = children('sy15@file');
    fields('sy15@file').forEach((field, i) => {
      const [, value, size, type, binding, , section, name] = said[i] ?? [];
      expect(number(field.get('st_value'))).toBe(hex(value));
      expect(number(field.get('st_size'))).toBe(BigInt(size ?? -1));
      expect(field.get('st_info')).toBe(`${binding} ${type}`);
      const words: Record<string, string> = { UND: 'SHN_UNDEF', ABS: 'SHN_ABS' };
      expect(field.get('st_shndx')).toBe(words[section ?? ''] ?? section);
      // readelf names symbols of sections by their section.
      if (type !== 'SECTION') expect(nodes[i]?.value).toBe(name);
    });
  });

  it('has the same relocations and dynamic entries', () => {
    const said = readelf('-r').flatMap((line) => {
      const match = /^(\w{16})\s+(\w{16}) (\S+)\s+(\w+)$/.exec(line);
      return match === null ? [] : [[hex(match[1]), match[3], hex(match[4])]];
    });
    expect(said).toHaveLength(471);
    const ours = fields('re6@file').map((field) => [
      number(field.get('r_offset')),
      field.get('r_type'),
      number(field.get('r_addend')),
    ]);
    expect(ours).toEqual(said);
    const tags = readelf('-d').flatMap((line) => /^0x\w{16} \((\w+)\)/.exec(line)?.[1] ?? []);
    const ourTags = fields('dy6@file').map((field) => field.get('d_tag'));
    expect(ourTags.slice(0, tags.length)).toEqual(tags.map((tag) => `DT_${tag}`));
    // readelf stops at the first of those that end the table.
    expect(ourTags.slice(tags.length).every((tag) => tag === 'DT_NULL')).toBe(true);
  });
});
