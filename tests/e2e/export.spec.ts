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

test('the tools are whole at every width, also beside what an export says', async ({ launch, folders }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  const widths = [900, 1000, 1099, 1100, 1180, 1279, 1280, 1320, 1440];
  const fit = async (): Promise<void> => {
    for (const width of widths) {
      await app.electron.evaluate(
        ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]!.setContentSize(to, 800),
        width,
      );
      await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width);
      const bar = page.getByRole('toolbar', { name: 'Travel' });
      // Each tool lies within the window, and none upon another.
      const cut = () =>
        bar.getByRole('button').evaluateAll((tools) => {
          const boxes = tools.map((tool) => tool.getBoundingClientRect());
          return tools.flatMap((tool, i) => {
            const { left, right, top, bottom } = boxes[i]!;
            const isCovered = boxes.some(
              (one, other) =>
                other !== i && one.left < right && left < one.right && one.top < bottom && top < one.bottom,
            );
            const isWhole = left >= 0 && right <= innerWidth && !isCovered;
            return isWhole ? [] : [tool.getAttribute('aria-label') ?? tool.textContent];
          });
        });
      await expect.poll(cut, `at ${width} pixels`).toEqual([]);
    }
  };
  await fit();
  await app.answerDialogs([join(folders.work, 'an-image-with-a-rather-long-name.raw')]);
  await app.menu('export.raw');
  await expect(page.getByRole('button', { name: 'Dismiss the message' })).toBeAttached();
  await fit();
});
