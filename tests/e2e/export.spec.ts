import { closeSync, existsSync, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, leftovers, SAMPLE, test } from './application';

/** Physical address of the kernel file on the default machine. */
const KERNEL_ADDRESS = 16 * 2 ** 20;

test('exports the memory image to the path of the dialog', async ({ launch, folders }) => {
  const path = join(folders.work, 'image.raw');
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  await app.answerDialogs([path]);
  const answer = await app.page.evaluate(() =>
    window.loadscope.call('document.export', { format: 'raw', moment: 0 }),
  );
  expect(answer).toMatchObject({ ok: true, value: { path } });
  // Sparse: as long as the machine's memory, yet no bigger on the disk than what was touched.
  const { size, blocks } = statSync(path);
  expect(size).toBeGreaterThan(4 * 2 ** 30);
  expect(blocks * 512).toBeLessThan(64 * 2 ** 20);
  const kernel = readFileSync(SAMPLE);
  const found = Buffer.alloc(kernel.length);
  const fd = openSync(path, 'r');
  readSync(fd, found, 0, found.length, KERNEL_ADDRESS);
  closeSync(fd);
  expect(found.equals(kernel)).toBe(true);
});

test('a cancelled dialog exports nothing', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  await app.answerDialogs(null);
  const answer = await app.page.evaluate(() =>
    window.loadscope.call('document.export', { format: 'raw', moment: 0 }),
  );
  expect(answer).toEqual({ ok: true, value: null });
});

test('an export that fails leaves the old file and nothing else', async ({ launch, folders }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const kept = join(folders.work, 'kept.raw');
  writeFileSync(kept, 'precious');
  // A path below a file cannot be written by anyone, root included.
  await app.answerDialogs([join(kept, 'below.raw')]);
  const answer = await app.page.evaluate(() =>
    window.loadscope.call('document.export', { format: 'raw', moment: 0 }),
  );
  expect(answer).toMatchObject({ ok: false });
  expect(readFileSync(kept, 'utf8')).toBe('precious');
  expect(existsSync(join(kept, 'below.raw'))).toBe(false);
  expect(leftovers(folders).length).toBeLessThanOrEqual(1);
});
