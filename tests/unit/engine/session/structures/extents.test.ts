import { describe, expect, it } from 'vitest';
import { extentOf } from '../../../../../main/engine/session/structures/extents';
import { LoadHome } from '../../../../../main/engine/session/structures/load-home';
import { Structures } from '../../../../../main/engine/session/structures/structures';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { EXTENT_KINDS, type Extent, type ExtentKind } from '../../../../../shared/memory-types';
import type { MemorySpace } from '../../../../../shared/view-types';
import { loadKernelFile, loadSpec, SAMPLE_ELF } from '../../../../fixtures/loaded';

const { view } = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const structures = new Structures(new LoadHome(view));
const LAST = view.trace.opCount;
const BASE = 0x80_0000_0000;
const FILE = view.firstFileFrame * 4096;

function extent(
  space: MemorySpace,
  position: number,
  kind: ExtentKind,
  moment = LAST,
): Omit<Extent, 'kind'> | null {
  const found = extentOf(view, structures, space, position, kind, moment);
  if (found === null) return null;
  expect(found.kind).toBe(kind);
  return { label: found.label, first: found.first, length: found.length };
}

describe('extentOf', () => {
  it('gives the page in each space, and what is there of the last one of the file', () => {
    expect(extent('virtual', BASE + 0x5ab5, 'page')).toEqual({
      label: 'page 0x8000005000',
      first: BASE + 0x5000,
      length: 4096,
    });
    expect(extent('physical', FILE + 3, 'page')).toEqual({
      label: 'frame 0x1000000',
      first: FILE,
      length: 4096,
    });
    expect(extent('file', SAMPLE_ELF.length - 1, 'page')).toEqual({
      label: 'page of the file 0xa000',
      first: 0xa000,
      length: SAMPLE_ELF.length - 0xa000,
    });
    expect(extent('file', SAMPLE_ELF.length, 'page')).toBeNull();
  });

  it('gives the segment: whole pages, bytes of the file, or the frames that it got', () => {
    expect(extent('virtual', BASE + 0x5ab5, 'segment')).toEqual({
      label: 'LOAD 2 R X',
      first: BASE + 0x5000,
      length: 0x4000,
    });
    expect(extent('file', 0x4ab0, 'segment')).toEqual({ label: 'LOAD 2 R X', first: 0x4ab0, length: 13207 });
    expect(extent('physical', FILE + 0x4ab0, 'segment')).toEqual({
      label: 'LOAD 2 R X',
      first: FILE + 0x4ab0,
      length: 13207,
    });
    expect(extent('file', 0x9640, 'segment')).toBeNull();
  });

  it('gives the section by its address in memory and by its offset in the file', () => {
    expect(extent('virtual', BASE + 0x5ab5, 'section')).toEqual({
      label: '.text',
      first: BASE + 0x5ab0,
      length: 13207,
    });
    expect(extent('file', 0x4ab0, 'section')).toEqual({ label: '.text', first: 0x4ab0, length: 13207 });
    expect(extent('file', 38336, 'section')).toEqual({ label: '.symtab', first: 38336, length: 3528 });
    expect(extent('virtual', BASE + 0x44, 'section')).toBeNull();
    const bss = view.sections.find(({ name }) => name === '.bss');
    const start = BASE + Number(bss?.address ?? 0n);
    expect(extent('virtual', start + 5000, 'section')).toEqual({
      label: '.bss',
      first: start,
      length: bss?.size,
    });
  });

  it('ends a range of physical memory where the next page lies elsewhere', () => {
    const bss = view.sections.find(({ name }) => name === '.bss');
    const start = BASE + Number(bss?.address ?? 0n);
    const frame = view.tables.translate(Math.floor(start / 4096) + 1, LAST)?.frame ?? 0;
    const found = extent('physical', frame * 4096 + 8, 'section');
    expect(found?.label).toBe('.bss');
    const first = (found?.first ?? 0) / 4096;
    const end = Math.ceil(((found?.first ?? 0) + (found?.length ?? 0)) / 4096);
    const page = view.tables.translate(Math.floor(start / 4096) + 1, LAST)?.page ?? 0;
    for (let at = Math.floor(first); at < end; at++) {
      expect(view.tables.translate(page + at - frame, LAST)?.frame).toBe(at);
    }
    const behind = view.tables.translate(page + end - frame, LAST)?.frame;
    expect(behind === end && end * 4096 < (found?.first ?? 0) + (bss?.size ?? 0)).toBe(false);
  });

  it('gives the symbol in each space', () => {
    expect(extent('virtual', BASE + 0x5ab5, 'symbol')).toEqual({
      label: '_start',
      first: BASE + 0x5ab0,
      length: 131,
    });
    expect(extent('file', 0x4ab5, 'symbol')).toEqual({ label: '_start', first: 0x4ab0, length: 131 });
    expect(extent('physical', FILE + 0x4ab5, 'symbol')).toEqual({
      label: '_start',
      first: FILE + 0x4ab0,
      length: 131,
    });
  });

  it('gives the innermost structure, else the word that a relocation wrote', () => {
    expect(extent('virtual', BASE + 0x44, 'object')).toEqual({
      label: 'program header 0',
      first: BASE + 0x40,
      length: 56,
    });
    expect(extent('virtual', BASE + 0x9043, 'object')).toEqual({
      label: 'relocation #0',
      first: BASE + 0x9040,
      length: 8,
    });
    expect(extent('virtual', BASE + 0x9043, 'object', 30)).toBeNull();
    const root = view.rootFrame * 4096;
    expect(extent('physical', root + 11, 'object')).toEqual({ label: 'P4[1]', first: root + 8, length: 8 });
  });

  it('gives nothing behind the end of a space, and stays inside of it', () => {
    for (const kind of EXTENT_KINDS) {
      expect(extent('physical', view.frameCount * 4096, kind)).toBeNull();
      expect(extent('virtual', 2 ** 48, kind)).toBeNull();
    }
    const huge = loadSpec({ segments: [{ vaddr: 0x1000, filesz: 16, memsz: 2n ** 63n }] });
    const found = extentOf(
      huge.view,
      new Structures(new LoadHome(huge.view)),
      'virtual',
      0x1000,
      'segment',
      0,
    );
    expect(found).toEqual({ kind: 'segment', label: 'LOAD 1 R', first: 0x1000, length: 2 ** 48 - 0x1000 });
  });
});
