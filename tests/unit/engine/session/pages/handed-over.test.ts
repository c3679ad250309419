import { describe, expect, it } from 'vitest';
import { handedOverRanges } from '../../../../../main/engine/elf/handed-over';
import type { ProgramHeader } from '../../../../../main/engine/elf/program-header';
import { handedOverBytes, handedOverIn } from '../../../../../main/engine/session/pages/handed-over';
import { pageView } from '../../../../../main/engine/session/pages/page-view';
import { PROVENANCE_NAMES } from '../../../../../shared/provenance';
import type { MemorySpace } from '../../../../../shared/view-types';
import { loadSpec } from '../../../../fixtures/loaded';
import { PT } from '../../../../fixtures/elf-constants';

/** A writable segment with a template in it, of which a relocation writes a word; and a configuration. */
const { view } = loadSpec({
  segments: [
    { vaddr: 0x400000, filesz: 0x1000 },
    { vaddr: 0x500000, flags: 'rw', filesz: 0x1800 },
    { type: PT.TLS, vaddr: 0x500100, offset: 0x2100, filesz: 0x40, memsz: 0x80 },
  ],
  rela: { at: 0x400000, entries: [{ offset: 0x500110, addend: 0x400000 }] },
  dynamic: { at: 0x400800 },
  sections: [{ name: '.bootloader-config', bytes: new Uint8Array(124) }],
});
const last = view.trace.opCount;

function names(space: MemorySpace, page: number, moment: number, offsets: readonly number[]): string[] {
  const { provenance } = pageView(view, space, page, moment);
  return offsets.map((offset) => PROVENANCE_NAMES[provenance![offset]!]!);
}

describe('what kernel and bootloader hand to each other', () => {
  it('is found: the template in the program headers, the configuration by its name', () => {
    const [template, config] = view.handedOver;
    expect(view.handedOver).toHaveLength(2);
    expect(template).toEqual({ start: 0x2100, end: 0x2140 });
    expect(config!.end - config!.start).toBe(124);
  });

  it('has its own colour in the file and in its frame, mapped or not', () => {
    const offsets = [0xff, 0x100, 0x110, 0x13f, 0x140];
    const seen = (rest: string): string[] => [rest, 'handedOver', 'handedOver', 'handedOver', rest];
    expect(names('file', 2, last, offsets)).toEqual(seen('fileUnmapped'));
    expect(names('physical', view.firstFileFrame + 2, 0, offsets)).toEqual(seen('fileUnmapped'));
    const config = view.handedOver[1]!.start;
    expect(names('file', Math.floor(config / 4096), last, [config % 4096])).toEqual(['handedOver']);
  });

  it('keeps it through a page, and in a copy, except where a relocation wrote', () => {
    const mapped = view.owners.everyMappingOf(view.firstFileFrame + 2)[0]!;
    expect(names('virtual', 0x500, mapped.moment, [0xff, 0x100, 0x13f])).toEqual([
      'fileData',
      'handedOver',
      'handedOver',
    ]);
    expect(names('virtual', 0x500, last, [0xff, 0x100, 0x10f, 0x110, 0x117, 0x118, 0x140])).toEqual([
      'copied',
      'handedOver',
      'handedOver',
      'relocated',
      'relocated',
      'handedOver',
      'copied',
    ]);
  });

  it('is counted by frame', () => {
    expect(handedOverIn(view, view.firstFileFrame + 2)).toEqual([{ first: 0x100, end: 0x140 }]);
    expect(handedOverBytes(view, view.firstFileFrame + 2)).toBe(0x40);
    expect(handedOverIn(view, view.firstFileFrame)).toEqual([]);
    expect(handedOverIn(view, 0)).toEqual([]);
  });
});

describe('ranges that are handed over', () => {
  const header = (offset: bigint, fileSize: bigint): ProgramHeader => ({ offset, fileSize }) as ProgramHeader;

  it('are ascending, inside the file and without overlap', () => {
    const headers = [
      header(0x300n, 0x100n),
      header(0x100n, 0x80n),
      header(0x350n, 0x20n),
      header(0xff0n, 2n ** 63n),
    ];
    expect(handedOverRanges({ start: 0x180, end: 0x190 }, headers, 0x1000)).toEqual([
      { start: 0x100, end: 0x190 },
      { start: 0x300, end: 0x400 },
      { start: 0xff0, end: 0x1000 },
    ]);
    expect(handedOverRanges(null, [header(0x2000n, 8n), header(0x10n, 0n)], 0x1000)).toEqual([]);
  });
});
