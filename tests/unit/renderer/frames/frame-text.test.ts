import { describe, expect, it } from 'vitest';
import {
  framesText,
  lookText,
  pictureText,
  scaleText,
  squareText,
  typedFrame,
  type KnownSquare,
} from '../../../../renderer/panels/frames/frame-text';
import { legendRows, legendText, ownedExtent } from '../../../../renderer/panels/frames/legend-rows';
import { overviewRuns } from '../../../../renderer/panels/frames/overview-paint';
import { playedTo, playTime } from '../../../../renderer/panels/frames/usePlay';
import {
  FRAME_OWNERS,
  type FrameCount,
  type FrameOwnerName,
  type FrameView,
} from '../../../../shared/frame-types';

const SHAPE = { columns: 64, rows: 16, pitch: 10 };

function code(owner: FrameOwnerName): number {
  return FRAME_OWNERS.indexOf(owner);
}

function known(per: number, owners: readonly FrameOwnerName[], owned: readonly number[]): KnownSquare {
  return {
    window: { first: 4096, per },
    total: 2 ** 20,
    strip: {
      owner: Uint8Array.from(owners, code),
      frame: Float64Array.from(owners, (_, i) => 4096 + i * per),
      owned: Float64Array.from(owned),
      changed: Uint8Array.from(owners, (_, i) => (i === 1 ? 1 : 0)),
      touched: 4096 + per,
      copiedFrom: -1,
    },
  };
}

const LOOK: FrameView = {
  frame: 4096,
  address: '0x1000000',
  owner: 'copied',
  title: 'LOAD 3 copy',
  detail: 'copy of frame 0x1009000 for page 0x800000a000',
  region: '',
  shared: [],
  aliases: 3,
  firstAliases: ['0x800000a000', '0x800000b000', '0x800000c000'].map((virt) => ({
    page: 0,
    virt,
    rights: 'RW',
    words: 'LOAD 3',
    writtenAt: 7,
  })),
  takenAt: 25,
  takenBy: 'Map page 800000a000',
  writtenAt: 3169,
  writtenBy: '#422 a2c8',
  writes: 79,
  fileOffset: 0x9000,
  copiedFrom: 0x1009,
  table: null,
};

describe('texts of frames', () => {
  it('say what a square and a row stand for', () => {
    expect(scaleText({ first: 0, per: 1 }, SHAPE)).toBe('one square is one frame of 4 KiB; a row is 256 KiB');
    expect(scaleText({ first: 0, per: 2 ** 18 }, SHAPE)).toBe(
      'one square is 262,144 frames, 1 GiB; a row is 64 GiB',
    );
  });

  it('name a square of one frame by its colour, and by all that is known of the frame', () => {
    const one = known(1, ['bss', 'pageTable1'], [1, 1]);
    expect(squareText(one, 0, null)).toBe('0x1000000\nbss zero');
    expect(squareText(one, 1, LOOK)).toBe('0x1001000\npage tables P1\ntouched by the last op');
    expect(squareText(one, 0, LOOK)).toBe(lookText(LOOK));
    expect(lookText(LOOK).split('\n')).toEqual([
      '0x1000000 LOAD 3 copy',
      'copy of frame 0x1009000 for page 0x800000a000',
      'shown by 0x800000a000 RW, 0x800000b000 RW and 1 more pages',
      'written last by op 3,169: #422 a2c8',
    ]);
    expect(lookText({ ...LOOK, aliases: 0, writtenAt: null, detail: '' })).toBe('0x1000000 LOAD 3 copy');
  });

  it('name a square of many frames by how many are taken, and the machine’s end', () => {
    const many = known(16, ['bss', 'free'], [12, 0]);
    expect(squareText(many, 0, LOOK)).toBe(
      '0x1000000–0x100ffff\n16 frames: 12 of them taken, most by bss zero',
    );
    expect(squareText(many, 1, null)).toBe('0x1010000–0x101ffff\n16 frames: free\ntouched by the last op');
    expect(squareText({ ...many, total: 4106 }, 0, null)).toMatch(/^0x1000000–0x1009fff\n10 frames:/);
    expect(pictureText(many, 2)).toBe('Frames 0x1000000–0x101ffff: 12 of 32 taken');
    expect(framesText(0, 1)).toBe('0x0–0xfff');
  });

  it('read a frame that is typed', () => {
    const total = 2 ** 20;
    expect(typedFrame('0x1000fff', total)).toBe(4096);
    expect(typedFrame('1000000', total)).toBe(4096);
    expect(typedFrame('#4096', total)).toBe(4096);
    expect(typedFrame(' # 0x1000 ', total)).toBe(4096);
    expect(typedFrame('0xffffffff', total)).toBe(total - 1);
    expect(typedFrame('0x100000000', total)).toBeNull();
    expect(typedFrame('#1048576', total)).toBeNull();
    expect(typedFrame('_start', total)).toBeNull();
    expect(typedFrame('', total)).toBeNull();
  });
});

describe('the legend', () => {
  const counts: readonly FrameCount[] = [
    { owner: 'free', label: 'free', frames: 900, first: 0, last: 999 },
    { owner: 'fileReadOnly', label: 'file, LOAD 1', frames: 5, first: 16, last: 20 },
    { owner: 'fileReadOnly', label: 'file, LOAD 4', frames: 2, first: 30, last: 31 },
    { owner: 'fileCode', label: 'file, LOAD 2', frames: 9, first: 21, last: 29 },
    { owner: 'bss', label: 'bss zero', frames: 34, first: 40, last: 73 },
  ];

  it('has one row for an owner, with its segments, and the rest of the machine', () => {
    const rows = legendRows(counts, 1000, new Set());
    expect(rows.map(({ label, frames }) => [label, frames])).toEqual([
      ['file, read-only', 7],
      ['file, code: LOAD 2', 9],
      ['bss zero', 34],
      ['free', 900],
      ['no memory', 50],
    ]);
    expect(rows[0]).toMatchObject({ first: 16, last: 31, bytes: '28 KiB' });
    expect(legendText(rows[0] as (typeof rows)[number])).toBe(
      'file, read-only: 7 frames, 28 KiB\nLOAD 1: 5\nLOAD 4: 2',
    );
  });

  it('keeps the owners of a filter that have no frames yet', () => {
    const rows = legendRows(counts, 950, new Set<FrameOwnerName>(['copied']));
    expect(rows.find(({ owner }) => owner === 'copied')).toMatchObject({ frames: 0, last: -1 });
    expect(rows.some(({ owner }) => owner === 'absent')).toBe(false);
  });

  it('knows where the owned frames lie', () => {
    expect(ownedExtent(counts)).toEqual({ first: 16, last: 73 });
    expect(ownedExtent(counts.slice(0, 1))).toBeNull();
  });
});

describe('the overview', () => {
  it('puts neighbouring intervals of one owner together', () => {
    const owners = Uint8Array.from(['free', 'free', 'bss', 'absent', 'free'] as const, code);
    expect(overviewRuns(owners)).toEqual([
      { owner: 'free', first: 0, count: 2 },
      { owner: 'bss', first: 2, count: 1 },
      { owner: 'absent', first: 3, count: 1 },
      { owner: 'free', first: 4, count: 1 },
    ]);
  });
});

describe('the film', () => {
  it('takes some seconds, less for a short load, and ends at the last moment', () => {
    expect(playTime(2_000_000)).toBe(8000);
    expect(playTime(50)).toBe(2000);
    expect(playedTo(0, 0, 1000)).toBe(0);
    expect(playedTo(0, 4000, 1000)).toBe(500);
    expect(playedTo(400, 4000, 1000)).toBe(900);
    expect(playedTo(0, 1e6, 1000)).toBe(1000);
  });
});
