import { describe, expect, it } from 'vitest';
import { describeChange } from '../../../main/host/file-watch';

describe('describeChange', () => {
  const loaded = { size: 100, modified: 1, inode: 7 };
  it.each([
    ['nothing', loaded, null],
    ['a deletion', null, /moved or deleted/],
    ['fewer bytes', { ...loaded, size: 99 }, /shrunk from 100 to 99 bytes/],
    ['more bytes', { ...loaded, size: 101 }, /changed/],
    ['a later time', { ...loaded, modified: 2 }, /changed/],
    ['another file of that name', { ...loaded, inode: 8 }, /changed/],
  ])('describes %s', (_name, now, says) => {
    const change = describeChange(loaded, now);
    if (says === null) expect(change).toBeNull();
    else expect(change).toMatch(says);
  });
});
