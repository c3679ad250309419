import { describe, expect, it } from 'vitest';
import { BlockDirectory } from '../../../../main/engine/memory/block-directory';
import { checkFrame } from '../../../../main/engine/memory/physical-memory';
import { LoadStopped } from '../../../../main/engine/base/errors';

describe('checkFrame', () => {
  it('lets the last frame pass', () => {
    checkFrame(15, 16);
  });

  it.each([16, -1, Number.NaN, 2 ** 40])('ends the load at frame %s of 16', (frame) => {
    expect(() => checkFrame(frame, 16)).toThrow(LoadStopped);
  });

  it('names the address and the size of memory', () => {
    expect(() => checkFrame(16, 16)).toThrow(
      "access to physical address 0x10000, which lies outside the machine's memory of 0x10000 bytes",
    );
  });
});

describe('BlockDirectory', () => {
  it('finds what was put under a number, until it is deleted', () => {
    const directory = new BlockDirectory<string>();
    directory.set(0, 'first');
    directory.set(255, 'last of the first piece');
    directory.set(256, 'second piece');
    directory.set(2 ** 30, 'far');
    directory.delete(255);
    directory.delete(2 ** 29);
    expect([0, 255, 256, 2 ** 30, 1, 2 ** 29].map((number) => directory.get(number))).toEqual([
      'first',
      undefined,
      'second piece',
      'far',
      undefined,
      undefined,
    ]);
  });
});
