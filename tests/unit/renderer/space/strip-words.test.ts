import { describe, expect, it } from 'vitest';
import { runsOf, looksOf, lookOf, textOn } from '../../../../renderer/panels/space/strip-paint';
import { legendOf } from '../../../../renderer/panels/space/strip-legend';
import { pageText, runText, stripText } from '../../../../renderer/panels/space/strip-words';
import {
  budgetText,
  level4Legend,
  LEVEL4_KINDS,
  level4Squares,
  slotSentence,
} from '../../../../renderer/panels/space/level4-text';
import { PROVENANCE } from '../../../../shared/provenance';
import type { Level4Slot, SpacePart } from '../../../../shared/table-types';

const PARTS: readonly SpacePart[] = [
  { page: 16, pages: 4, label: 'LOAD 1', kind: 'segment', provenance: 'fileData', rights: 'RW', mapped: 4 },
  { page: 20, pages: 2, label: 'not mapped', kind: 'gap', provenance: 'free', rights: '', mapped: 0 },
  { page: 22, pages: 1, label: 'LOAD 2', kind: 'bss', provenance: 'bss', rights: 'RWX', mapped: 1 },
  { page: 16, pages: 1, label: 'RELRO', kind: 'relro', provenance: 'fileData', rights: 'R', mapped: 1 },
];
const ALL = { pages: 5, writable: 5, executable: 1, writableExecutable: 1, user: 0, tables: 4 };

describe('what strips say', () => {
  it('of a page', () => {
    expect(pageText(16, PARTS, null)).toBe('0x10000\nLOAD 1, RELRO\nread, write, no execute, 4 pages');
    expect(pageText(21, PARTS, null)).toBe('0x15000\nnot mapped, in a gap of 8 KiB');
    expect(pageText(90, PARTS, null)).toBe('0x5a000\nnot mapped');
  });

  it('of all of it, and no more parts than one listens to', () => {
    expect(stripText({ first: 16, end: 32 }, PARTS)).toBe(
      '64 KiB from 0x10000: LOAD 1 from 0x10000, 16 KiB; not mapped from 0x14000, 8 KiB; ' +
        'LOAD 2 from 0x16000, 4 KiB; RELRO from 0x10000, 4 KiB',
    );
    const many = Array.from({ length: 20 }, () => PARTS[0]!);
    expect(stripText({ first: 16, end: 32 }, many)).toContain('and 8 more');
  });

  it('of level 4 entries', () => {
    const run = { first: 2, end: 256, state: 'free', reason: '', pages: 0 } as const;
    expect(runText(run)).toBe('P4[2–255]: free\n0x10000000000–0x7fffffffffff');
  });
});

describe('colours of strips', () => {
  it('are those of owners, or of rights', () => {
    const strip = {
      owner: Uint8Array.of(0, 1 + PROVENANCE.bss),
      rights: Uint8Array.of(0, 1 | 2 | 4),
    };
    expect([...looksOf(strip, 'owner')]).toEqual([0, 1 + PROVENANCE.bss]);
    expect(lookOf(1 + PROVENANCE.bss, 'owner')).toEqual({ token: '--pc-bss', texture: 'dots' });
    expect([...looksOf(strip, 'rights')]).toEqual([0, 4]);
    expect(lookOf(4, 'rights')).toMatchObject({ token: '--error-channels', texture: 'hatch' });
    expect(lookOf(0, 'rights')).toBe(null);
  });

  it('are drawn in runs; what lies between two columns parts them', () => {
    const lefts = Float64Array.of(0, 10, 20, 60);
    const rights = Float64Array.of(10, 20, 30, 70);
    expect(runsOf(lefts, rights, Uint8Array.of(1, 1, 2, 2))).toEqual([
      { left: 0, right: 20, look: 1 },
      { left: 20, right: 30, look: 2 },
      { left: 60, right: 70, look: 2 },
    ]);
  });

  it('are told in the legend, with counts where all was counted', () => {
    expect(legendOf('owner', PARTS, ALL).map(({ label, pages }) => [label, pages])).toEqual([
      ['data', 4],
      ['bss zero', 1],
    ]);
    expect(legendOf('rights', PARTS, ALL).map(({ label, pages }) => [label, pages])).toEqual([
      ['RW', 4],
      ['RWX', 1],
    ]);
    const ofDump: SpacePart = { ...PARTS[0]!, label: 'dump', provenance: 'fileUnmapped' };
    expect(legendOf('owner', [ofDump, { ...ofDump, page: 99 }], null).map(({ label }) => label)).toEqual([
      'dump',
    ]);
    expect(legendOf('owner', PARTS, { ...ALL, pages: 6 }).every(({ pages }) => pages === null)).toBe(true);
  });

  it('have text upon them that can be read', () => {
    expect(textOn('255 255 255')).toBe('dark');
    expect(textOn('42 95 209')).toBe('light');
    expect(textOn('0 0 0')).toBe('light');
  });
});

describe('the level 4 budget', () => {
  const slot = (index: number, state: Level4Slot['state'], reason = ''): Level4Slot => ({
    index,
    virt: '0x0',
    state,
    reason,
    present: state === 'kernel',
    pages: state === 'kernel' ? 1 : 0,
    since: 0,
  });
  const slots = [slot(0, 'taken', 'It is kept.'), slot(1, 'kernel'), slot(2, 'free'), slot(3, 'free')];

  it('is a square for each entry, of a kind of its own for each state', () => {
    const squares = level4Squares(slots);
    expect(new Set(squares).size).toBe(3);
    expect(new Set(LEVEL4_KINDS.map((kind) => JSON.stringify(kind))).size).toBe(LEVEL4_KINDS.length);
    expect(level4Legend(slots).map(({ label, count }) => `${label} ${count}`)).toEqual([
      'free 2',
      'taken 1',
      'kernel segments 1',
    ]);
  });

  it('says why an entry is taken', () => {
    expect(slotSentence(slots[0]!)).toBe('P4[0], 0x0: taken. It is kept.');
    expect(slotSentence(slots[1]!)).toBe('P4[1], 0x0: kernel segments. 1 page is mapped.');
    expect(budgetText({ slots, free: 2, note: '', choice: null })).toBe('2 of 4 entries free, 512 GiB each');
  });
});
