import { describe, expect, it } from 'vitest';
import type { EngineCalls } from '../../../../../shared/contract';
import { buildElf, type ElfSpec } from '../../../../fixtures/elf-builder';
import { linkedKernels } from '../../../../fixtures/kernels';
import { openSession, SMALL_MACHINE } from '../../../../fixtures/loaded';
import { workbenchOf } from '../../../../fixtures/workbench';

const ALL = { first: 0, count: 100 };
const TEXT = { vaddr: 0x40_0000, filesz: 0x1000, flags: 'rx' } as const;
const DATA = { vaddr: 0x40_1000, filesz: 0x1000, flags: 'rw' } as const;
const EVERY = { text: '', sort: 'index', descending: false } as const;

function callsOf(elf: Uint8Array): { readonly calls: EngineCalls; readonly last: number } {
  const session = openSession({ elf, machine: SMALL_MACHINE });
  return { calls: workbenchOf(session).calls, last: session.trace.opCount };
}

function build(spec: ElfSpec): ReturnType<typeof callsOf> {
  return callsOf(buildElf(spec));
}

describe('relocations', () => {
  const spec: ElfSpec = {
    segments: [TEXT, DATA],
    rela: {
      at: 0x40_0100,
      entries: [
        { offset: 0x40_1000, addend: 0x40_0000 },
        { offset: 0x40_1ffc, addend: 0x40_0008 },
        { offset: 0x40_1010, addend: 0, type: 1 },
        { offset: 0x40_1018, addend: 0x40_0010 },
      ],
    },
    dynamic: { at: 0x40_0800 },
  };

  it('have their states, bytes and moments', () => {
    const { calls, last } = build({
      ...spec,
      rela: { at: 0x40_0100, entries: [...(spec.rela?.entries ?? [])].filter((_, i) => i !== 1) },
    });
    const rows = calls['kernel.relocations']({ query: EVERY, moment: last, ...ALL });
    expect(rows.map(({ index, state }) => [index, state])).toEqual([
      [0, 'applied'],
      [1, 'failed'],
      [2, 'unreached'],
    ]);
    expect(rows[0]?.after).toBe('00 00 40 00 00 00 00 00');
    expect(rows[0]?.before).not.toBe(rows[0]?.after);
    expect(rows[1]?.moment).toBe(last);
    expect(rows[1]?.wrong).toContain('not implemented: relocation type 1 not supported');
    expect(rows[2]).toMatchObject({ offset: '0x401018', addend: '0x400010', moment: null, after: null });
    // Before its moment none is applied.
    const early = calls['kernel.relocations']({ query: EVERY, moment: 0, ...ALL });
    expect(early.map(({ state }) => state)).toEqual(['unreached', 'unreached', 'unreached']);
  });

  it('that reach out of their LOAD are marked', () => {
    const { calls, last } = build(spec);
    const rows = calls['kernel.relocations']({ query: EVERY, moment: last, ...ALL });
    expect(rows[1]?.wrong ?? '').toMatch(/reach out of LOAD 2|The load failed here/);
  });

  it('are found by number, type and address, and sorted both ways', () => {
    const { calls, last } = build(spec);
    const offsets = (query: Parameters<EngineCalls['kernel.relocations']>[0]['query']): string[] =>
      calls['kernel.relocations']({ query, moment: last, ...ALL }).map(({ offset }) => offset);
    expect(offsets({ ...EVERY, text: '#3' })).toEqual(['0x401018']);
    expect(offsets({ ...EVERY, text: '0x401014' })).toEqual(['0x401010']);
    expect(offsets({ ...EVERY, text: 'x86_64_64' })).toEqual(['0x401010']);
    const ascending = offsets({ ...EVERY, sort: 'offset' });
    expect(ascending).toEqual([...ascending].sort());
    expect(offsets({ ...EVERY, sort: 'offset', descending: true })).toEqual([...ascending].reverse());
  });
});

describe('notes', () => {
  const note = Uint8Array.of(4, 0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 0, 0x47, 0x4e, 0x55, 0, 0xde, 0xad, 0xbe, 0xef);

  it('are read, and what is no whole one is marked', () => {
    const cut = Uint8Array.from([...note, 4, 0, 0, 0, 0xff, 0, 0, 0, 3, 0, 0, 0]);
    const sections = [{ name: '.note.gnu.build-id', bytes: cut, type: 7 }];
    const { calls } = build({ segments: [TEXT], sections });
    expect(calls['kernel.summary']({}).buildId).toBe('deadbeef');
    const rows = calls['kernel.notes'](ALL);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ owner: 'GNU', type: 'NT_GNU_BUILD_ID', bytes: 'deadbeef', wrong: null });
    expect(rows[1]?.wrong).toContain('no whole note');
  });
});

describe('broken files', () => {
  it.each([
    ['nothing', Uint8Array.of()],
    ['text', new TextEncoder().encode('#!/bin/sh\necho no kernel at all, but a script\n')],
    ['a cut header', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0)],
  ])('%s is shown as far as it can be read', (_name, elf) => {
    const { calls } = callsOf(elf);
    expect(calls['kernel.summary']({}).wrong.length).toBeGreaterThan(0);
    expect(calls['kernel.segments'](ALL)).toEqual([]);
    expect(calls['kernel.sections'](ALL)).toEqual([]);
    expect(calls['code.entry']({ moment: 0 })).toBeNull();
  });

  it('shows the headers that lie in the file', () => {
    const { calls } = build({ segments: [TEXT, DATA], header: { phnum: 2000, shoff: 1n << 60n, shnum: 9 } });
    const messages = calls['kernel.summary']({})
      .wrong.map(({ message }) => message)
      .join('\n');
    expect(messages).toMatch(/table of program headers reaches out of the file/);
    expect(messages).toMatch(/0 of 9/);
    expect(
      calls['kernel.segments'](ALL)
        .slice(0, 2)
        .map(({ load, virt }) => [load, virt]),
    ).toEqual([
      [1, '0x400000'],
      [2, '0x401000'],
    ]);
  });

  it('marks LOADs on one page, and segments that reach out of the file', () => {
    const { calls } = build({
      segments: [TEXT, { ...DATA, vaddr: 0x40_0800, offset: 0x1800, filesz: 0x10 }],
    });
    expect(calls['kernel.segments'](ALL)[1]?.wrong.join()).toContain('shares a page with LOAD 1');
    const outside = build({ segments: [TEXT, { ...DATA, offset: 0x1000_0000, filesz: 0x1000 }] });
    expect(outside.calls['kernel.segments'](ALL)[1]?.wrong.join()).toContain(
      'lies behind the end of the file',
    );
  });

  it('says once that the names of the sections are missing', () => {
    const sections = [
      { name: '.one', bytes: Uint8Array.of(1) },
      { name: '.two', bytes: Uint8Array.of(2) },
    ];
    const { calls } = build({ segments: [TEXT], sections, header: { shstrndx: 99 } });
    const messages = calls['kernel.summary']({}).wrong.map(({ message }) => message);
    expect(messages.filter((message) => /section/i.test(message))).toEqual([
      'Section 99, which should have the names of the sections, is not there.',
      'e_shstrndx: There is no such section.',
    ]);
    expect(calls['kernel.sections'](ALL).length).toBeGreaterThan(2);
  });

  it('shows the symbols of the dynamic table without section headers, with sections that are nowhere', () => {
    const elf = linkedKernels()
      .find(({ name }) => name === 'ld-symbols')!
      .elf.slice();
    const header = new DataView(elf.buffer);
    const sections = header.getBigUint64(40, true);
    header.setBigUint64(40, 1n << 40n, true);
    const { calls } = callsOf(elf);
    const query = { text: '', types: [], sort: 'address', descending: false } as const;
    const rows = calls['kernel.symbols']({ query, ...ALL });
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['_start', 'ticks', 'elsewhere']));
    expect(rows.map(({ table, wrong }) => [table, wrong])).toEqual(rows.map(() => ['DT_SYMTAB', null]));
    expect(rows.find(({ name }) => name === '_start')).toMatchObject({
      type: 'FUNC',
      value: '0x1080',
      section: '7',
    });
    // With section headers the same table is not listed twice.
    header.setBigUint64(40, sections, true);
    const whole = callsOf(elf).calls['kernel.symbols']({ query, ...ALL });
    expect(new Set(whole.map(({ table }) => table))).not.toContain('DT_SYMTAB');
  });
});
