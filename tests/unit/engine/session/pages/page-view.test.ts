import { describe, expect, it } from 'vitest';
import { changeOf, frameBehind, pageView } from '../../../../../main/engine/session/pages/page-view';
import { OP } from '../../../../../main/engine/trace/codes';
import type { MemorySpace } from '../../../../../shared/view-types';
import { DEFAULT_MACHINE } from '../../../../../shared/machine';
import { PROVENANCE, PROVENANCE_NAMES } from '../../../../../shared/provenance';
import { corpusCase, loadKernelFile, loadSpec, SAMPLE_ELF } from '../../../../fixtures/loaded';
import type { Loaded } from '../../../../fixtures/loaded';

const sample = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const { view } = sample;
const LAST = view.trace.opCount;

describe('pageView', () => {
  const at = (space: MemorySpace, page: number, moment = LAST, of = view): ReturnType<typeof pageView> =>
    pageView(of, space, page, moment);

  it('has nothing where nothing is', () => {
    expect(at('virtual', 0)).toMatchObject({ bytes: null, frame: null, owner: { title: 'not mapped' } });
    expect(at('physical', view.frameCount)).toMatchObject({
      bytes: null,
      owner: { title: 'no memory here' },
    });
    expect(at('file', 10_000)).toMatchObject({ length: 0, owner: { title: 'behind the end of the file' } });
    const [first] = [...view.tables.mappedPages(LAST)];
    expect(at('virtual', first!.page, 0).owner).toMatchObject({
      title: 'not mapped',
      detail: 'will be LOAD 1',
    });
  });

  it('ends with the file', () => {
    const last = Math.floor((SAMPLE_ELF.length - 1) / 4096);
    const page = at('file', last);
    expect(page.length).toBe(SAMPLE_ELF.length - last * 4096);
    expect(page.bytes).toEqual(SAMPLE_ELF.slice(last * 4096));
    expect(page.provenance).toHaveLength(page.length);
  });

  it('has untouched memory behind the end of the file, in its last frame and through a page that shows it', () => {
    const loaded = loadSpec({ segments: [{ vaddr: 0x400000, filesz: 0x1800 }] });
    const { elf, firstFileFrame, endFileFrame, trace } = loaded.view;
    const own = elf.length % 4096;
    expect(own).toBeGreaterThan(0);
    const around = (space: MemorySpace, page: number, moment: number): string[] => {
      const { provenance, bytes } = at(space, page, moment, loaded.view);
      expect(bytes!.subarray(own)).toEqual(new Uint8Array(4096 - own));
      return [0, own - 1, own, 4095].map((offset) => PROVENANCE_NAMES[provenance![offset]!]!);
    };
    expect(around('physical', endFileFrame - 1, 0)).toEqual(['fileUnmapped', 'fileUnmapped', 'free', 'free']);
    const shown = ['fileReadOnly', 'fileReadOnly', 'free', 'free'];
    expect(around('physical', endFileFrame - 1, trace.opCount)).toEqual(shown);
    const page = loaded.view.owners.everyMappingOf(endFileFrame - 1)[0]!.page;
    expect(around('virtual', page, trace.opCount)).toEqual(shown);
    const { provenance } = at('physical', firstFileFrame, trace.opCount, loaded.view);
    expect(provenance!.includes(PROVENANCE.free)).toBe(false);
  });

  it('knows where in the file its bytes come from, as they lie there and copied', () => {
    const fromFile = new Set([
      'fileReadOnly',
      'fileCode',
      'fileData',
      'fileUnmapped',
      'handedOver',
      'copied',
    ]);
    const offsets = new Set<number>();
    let checked = 0;
    const check = (page: ReturnType<typeof pageView>): void => {
      const { bytes, provenance, fileOffset = null } = page;
      if (bytes === null || provenance === null || fileOffset === null) return;
      offsets.add(fileOffset);
      for (let i = 0; i < page.length; i++) {
        if (!fromFile.has(PROVENANCE_NAMES[provenance[i] as number] ?? '')) continue;
        // Behind the end of the file there is memory nevertheless.
        expect(bytes[i]).toBe(SAMPLE_ELF[fileOffset + i] ?? 0);
        checked++;
      }
    };
    for (const moment of [Math.floor(LAST * 0.9), LAST]) {
      for (const { page, frame } of view.tables.mappedPages(moment)) {
        if (page % 8 !== 0 && frame > 0x1100) continue;
        check(at('virtual', page, moment));
        check(at('physical', frame, moment));
      }
    }
    expect(offsets.size).toBeGreaterThan(5);
    expect(checked).toBeGreaterThan(20_000);
    expect(at('virtual', 0).fileOffset).toBeNull();
    expect(at('physical', view.rootFrame).fileOffset).toBeNull();
  });

  it('shows the same bytes physically and virtually', () => {
    for (const { page, frame } of [...view.tables.mappedPages(LAST)].slice(0, 30)) {
      expect(at('virtual', page).bytes).toEqual(at('physical', frame).bytes);
      expect(frameBehind(view, 'virtual', page, LAST)).toBe(frame);
    }
  });

  it('marks what the op at the moment changed, with the bytes before, and what comes next', () => {
    const { ops } = view.trace;
    const op = ops.kind.indexOf(OP.bytesWritten, ops.kind.indexOf(OP.bytesWritten) + 1);
    const change = changeOf(view, op)!;
    const now = at('physical', change.frame, op + 1);
    expect(now.change).toEqual({
      offset: change.offset,
      old: at('physical', change.frame, op).bytes!.slice(change.offset, change.offset + 8),
    });
    expect(now.owner.note).toBe('8 bytes changed by this op');
    expect(at('physical', change.frame, op).next).toEqual({ offset: change.offset, length: 8 });
    expect(at('physical', view.rootFrame, op + 1).change).toBeNull();
  });

  it('notes a whole frame, an entry', () => {
    const { ops } = view.trace;
    const note = (kind: number): string => {
      const op = ops.kind.indexOf(kind);
      return at('physical', ops.frame[op]!, op + 1).owner.note;
    };
    expect([OP.entryWritten, OP.frameCopied, OP.frameZeroed].map(note)).toEqual([
      '1 entry changed by this op',
      'copied by this op',
      'zeroed by this op',
    ]);
  });
});

/**
 * ```text
 *   page 0x400   file bytes, mapped read-only      |RRRR|
 *   page 0x500   data, bss edge, a relocation      |WWWW....| → a copy, relocated bytes in it, a cleared tail
 *   page 0x501   bss                               |........|
 * ```
 */
describe('provenance and owners', () => {
  const loaded: Loaded = loadSpec({
    segments: [
      { vaddr: 0x400000, filesz: 0x1000 },
      { vaddr: 0x500000, flags: 'rw', filesz: 0x800, memsz: 0x2000 },
      { vaddr: 0x600000, flags: 'rx', filesz: 0x1000 },
    ],
    rela: { at: 0x400000, entries: [{ offset: 0x500010, addend: 0x600000 }] },
    dynamic: { at: 0x400800 },
  });
  const last = loaded.view.trace.opCount;
  const names = (page: number, offsets: readonly number[]): string[] => {
    const { provenance } = pageView(loaded.view, 'virtual', page, last);
    return offsets.map((offset) => PROVENANCE_NAMES[provenance![offset]!]!);
  };

  it('are told byte by byte', () => {
    expect(names(0x400, [0, 4095])).toEqual(['fileReadOnly', 'fileReadOnly']);
    expect(names(0x600, [0])).toEqual(['fileCode']);
    expect(names(0x500, [0, 0x0f, 0x10, 0x17, 0x18, 0x7ff, 0x800, 4095])).toEqual([
      'copied',
      'copied',
      'relocated',
      'relocated',
      'copied',
      'copied',
      'bss',
      'bss',
    ]);
    expect(names(0x501, [0, 4095])).toEqual(['bss', 'bss']);
  });

  it('have a title and a place', () => {
    const owner = (space: MemorySpace, page: number): string => {
      const { title, detail, note } = pageView(loaded.view, space, page, last).owner;
      return `${title} | ${detail} | ${note}`;
    };
    const { frame: copy } = loaded.view.tables.translate(0x500, last)!;
    expect(owner('virtual', 0x500)).toMatch(/^LOAD 2 copy \| of frame 0x\w+ → frame 0x\w+ \| RW$/);
    expect(owner('physical', copy)).toMatch(/^LOAD 2 copy \| of frame 0x\w+ → page 0x500000 \| $/);
    expect(owner('virtual', 0x501)).toMatch(/^LOAD 2 bss \| → frame 0x\w+ \| RW$/);
    expect(owner('virtual', 0x600)).toMatch(/^LOAD 3 file \| → frame 0x\w+ \| R X$/);
    expect(owner('physical', loaded.view.rootFrame)).toBe(
      'page table P4 | of 0x0–0xffffffffffffffff | 1 of 512 entries used',
    );
    expect(owner('physical', loaded.view.firstFileFrame)).toBe('kernel file, unmapped | file offset 0x0 | ');
    expect(owner('physical', 0)).toBe('never touched |  | ');
  });

  it('of a file frame with two segments, each byte the colour of its own', () => {
    const shared = loadKernelFile(corpusCase('shared-file-page'));
    const page = pageView(shared.view, 'physical', shared.view.firstFileFrame + 1, shared.view.trace.opCount);
    expect([0x233, 0x234].map((offset) => page.provenance![offset])).toEqual([
      PROVENANCE.fileReadOnly,
      PROVENANCE.fileCode,
    ]);
    expect(page.owner.title).toBe('LOAD 1 and 2 file');
  });

  it('have remarks on rows: entries of a table, relocations', () => {
    const root = pageView(loaded.view, 'physical', loaded.view.rootFrame, last);
    expect(root.meanings).toEqual([
      { offset: 0, text: expect.stringMatching(/^\[0\] table P3 0x/) as string },
    ]);
    const page = pageView(loaded.view, 'virtual', 0x500, last);
    expect(page.meanings).toEqual([]);
    expect(page.relocations).toEqual({ rows: Uint32Array.of(0x10, 0, 0, 0), names: [] });
    expect(pageView(loaded.view, 'virtual', 0x500, 0).relocations).toBeNull();
  });
});

describe('the meaning of a page that two segments share', () => {
  // LOAD 1 and 2 share file page 4: mapped at page 4 for the texts, at page 5 for the code.
  const shared = view.firstFileFrame + 4;
  const meaningAt = (space: MemorySpace, page: number, offset: number): string | undefined =>
    pageView(view, space, page, LAST).meanings.find((meaning) => meaning.offset === offset)?.text;

  it('names the symbols of each segment in its own bytes', () => {
    expect(meaningAt('physical', shared, 0xab0)).toBe('_start');
    expect(meaningAt('file', 4, 0xab0)).toBe('_start');
    expect(meaningAt('virtual', 0x8000005, 0xab0)).toBe('_start');
  });

  it('does not name what a page shows of its neighbour only', () => {
    expect(meaningAt('virtual', 0x8000004, 0xab0)).toBeUndefined();
  });
});

describe('a page of the file that many segments show', () => {
  // As `ld` never writes it: every segment is the same page of the file, at an address of its own.
  const COUNT = 3000;
  const many = loadSpec({
    segments: Array.from({ length: COUNT }, (_, i) => ({
      vaddr: 0x400000 + i * 0x1000,
      offset: 0x40000,
      filesz: 0x1000 - i,
      memsz: 0x1000,
    })),
  });
  const end = many.view.trace.opCount;

  it('is counted from one segment at each byte', () => {
    expect(many.load.result.message).toBeNull();
    // In the end only the first one shows the file: all others have a bss edge, and so a copy.
    for (const [moment, number] of [
      [0, COUNT],
      [end, 1],
    ] as const) {
      const { bases } = pageView(many.view, 'file', 0x40, moment);
      const offsets = bases!.segments.map(({ offset }) => offset);
      expect(new Set(offsets).size).toBe(offsets.length);
      expect(bases!.segments[0]).toEqual({ offset: 0, name: `LOAD ${number}`, into: 0 });
    }
    const last = pageView(many.view, 'virtual', 0x400 + COUNT - 1, end).bases;
    expect(last?.segments).toEqual([{ offset: 0, name: `LOAD ${COUNT}`, into: 0 }]);
  });
});
