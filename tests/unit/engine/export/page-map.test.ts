import { describe, expect, it } from 'vitest';
import {
  indexOfFrame,
  pageMap,
  PF_R,
  PF_W,
  PF_X,
  PHYSICAL_WINDOW,
} from '../../../../main/engine/export/page-map';
import { image, RW, RX } from './image';

describe('pageMap', () => {
  it('makes a run where virtual and physical addresses and rights go on', () => {
    const pages = [
      { page: 0x100, frame: 10, ...RX },
      { page: 0x101, frame: 11, ...RX },
      { page: 0x102, frame: 12, ...RW },
      { page: 0x103, frame: 20, ...RW },
      { page: 0x105, frame: 21, ...RW },
    ];
    const { frames, runs } = pageMap(image({ 10: 1, 11: 1, 12: 1, 20: 1, 21: 1 }, pages));
    expect([...frames]).toEqual([10, 11, 12, 20, 21]);
    expect(runs).toEqual([
      { virt: 0x100000n, frame: 10, count: 2, flags: PF_R | PF_X },
      { virt: 0x102000n, frame: 12, count: 1, flags: PF_R | PF_W },
      { virt: 0x103000n, frame: 20, count: 1, flags: PF_R | PF_W },
      { virt: 0x105000n, frame: 21, count: 1, flags: PF_R | PF_W },
    ]);
  });

  it('keeps a frame once that several pages show', () => {
    const pages = [
      { page: 1, frame: 10, ...RX },
      { page: 2, frame: 10, ...RW },
    ];
    const { frames, runs } = pageMap(image({ 10: 1 }, pages));
    expect([...frames]).toEqual([10]);
    expect(runs.map((run) => run.virt)).toEqual([0x1000n, 0x2000n]);
  });

  it('puts frames that no page shows last, at addresses that no page can have', () => {
    const pages = [{ page: 2 ** 36 - 1, frame: 11, ...RW }];
    const { frames, runs } = pageMap(image({ 10: 1, 11: 1, 12: 1, 13: 1 }, pages));
    expect([...frames]).toEqual([10, 11, 12, 13]);
    expect(runs).toEqual([
      { virt: 0xffff_ffff_ffff_f000n, frame: 11, count: 1, flags: PF_R | PF_W },
      { virt: PHYSICAL_WINDOW + 0xa000n, frame: 10, count: 1, flags: PF_R | PF_W },
      { virt: PHYSICAL_WINDOW + 0xc000n, frame: 12, count: 2, flags: PF_R | PF_W },
    ]);
  });

  it('has the bytes of mapped frames that were never touched, but none beyond memory', () => {
    const pages = [
      { page: 1, frame: 30, ...RW },
      { page: 2, frame: 64, ...RW },
    ];
    const { frames, runs } = pageMap(image({ 10: 1 }, pages));
    expect([...frames]).toEqual([10, 30]);
    expect(runs.map((run) => run.frame)).toEqual([30, 10]);
  });

  it('does not join the last page of the lower half and the first of the upper', () => {
    const pages = [
      { page: 2 ** 35 - 1, frame: 10, ...RW },
      { page: 2 ** 35, frame: 11, ...RW },
    ];
    const { runs } = pageMap(image({}, pages));
    expect(runs.map((run) => run.virt)).toEqual([0x7fff_ffff_f000n, 0xffff_8000_0000_0000n]);
  });
});

describe('indexOfFrame', () => {
  it('finds every frame', () => {
    const frames = Float64Array.from([2, 3, 7, 2 ** 33, 2 ** 34]);
    expect(Array.from(frames, (frame) => indexOfFrame(frames, frame))).toEqual([0, 1, 2, 3, 4]);
  });
});
