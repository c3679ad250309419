import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { commandLine, environment, expect, ROOT, SAMPLE, test } from './application';

/** Whether every user may enter a folder and all those above it. */
function isOpenToAll(folder: string): boolean {
  const above = dirname(folder);
  return (statSync(folder).mode & 0o1) !== 0 && (above === folder || isOpenToAll(above));
}

test('opens the file of the command line and names the window after it', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  expect(await app.titles()).toEqual(['sample-kernel.elf — Loadscope']);
});

test('starts empty without a file and opens one with File → Open in the same window', async ({ launch }) => {
  const app = await launch();
  await app.waitFor('empty');
  await app.answerDialogs([SAMPLE]);
  await app.page.evaluate(() => window.loadscope.call('document.open', { path: null }));
  await app.waitFor('ready');
  expect(await app.titles()).toEqual(['sample-kernel.elf — Loadscope']);
});

test('opens a second file in a window of its own', async ({ launch, folders }) => {
  const other = join(folders.work, 'other.elf');
  copyFileSync(SAMPLE, other);
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const second = app.electron.waitForEvent('window');
  await app.page.evaluate((path) => window.loadscope.call('document.open', { path }), other);
  await app.waitFor('ready', await second);
  expect(await app.titles()).toEqual(['other.elf — Loadscope', 'sample-kernel.elf — Loadscope']);
});

test('focuses the window that has the file already, also under another name', async ({ launch, folders }) => {
  const link = join(folders.work, 'link.elf');
  symlinkSync(SAMPLE, link);
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  await app.page.evaluate((path) => window.loadscope.call('document.open', { path }), link);
  await app.page.waitForTimeout(500);
  expect(await app.titles()).toEqual(['sample-kernel.elf — Loadscope']);
});

test('a second start hands its file to the running application', async ({ launch, folders }) => {
  const app = await launch();
  await app.waitFor('empty');
  const { program, args } = commandLine(folders, { file: SAMPLE });
  const status = await new Promise((resolve) => {
    spawn(program, args, { env: environment(folders), stdio: 'ignore' }).once('exit', resolve);
  });
  expect(status).toBe(0);
  await app.waitFor('ready');
  expect(await app.titles()).toEqual(['sample-kernel.elf — Loadscope']);
});

test('opens a dropped file', async ({ launch }) => {
  const app = await launch();
  await app.waitFor('empty');
  await app.drop([SAMPLE]);
  await app.waitFor('ready');
});

test('remembers recent documents over a restart', async ({ launch }) => {
  const first = await launch({ file: SAMPLE });
  await first.waitFor('ready');
  await first.electron.close();
  const second = await launch();
  await second.waitFor('empty');
  const recent = await second.page.evaluate(() => window.loadscope.call('recent.list', undefined));
  expect(recent).toEqual({ ok: true, value: [SAMPLE] });
});

test.describe('what cannot be opened says why, and the window stays usable', () => {
  const cases: readonly { name: string; make: (path: string) => void; message: RegExp }[] = [
    { name: 'a folder', make: (path) => mkdirSync(path), message: /folder/ },
    { name: 'an empty file', make: (path) => writeFileSync(path, ''), message: /empty/ },
    { name: 'a file that is not there', make: () => undefined, message: /does not exist/ },
  ];
  for (const { name, make, message } of cases) {
    test(name, async ({ launch, folders }) => {
      const bad = join(folders.work, 'bad.elf');
      make(bad);
      const app = await launch({ file: bad });
      await app.waitFor('failed');
      await expect(app.page.locator('body')).toContainText(message);
      await app.page.evaluate((path) => window.loadscope.call('document.open', { path }), SAMPLE);
      await app.waitFor('ready');
      expect(await app.titles()).toEqual(['sample-kernel.elf — Loadscope']);
    });
  }

  test('a file without permission', async ({ launch, folders }) => {
    // The ordinary user that root becomes below must reach the application itself.
    const isClosed = process.getuid?.() === 0 && !isOpenToAll(ROOT);
    test.skip(isClosed, 'the project lies in a folder that only root may enter');
    const bad = join(folders.work, 'bad.elf');
    copyFileSync(SAMPLE, bad);
    chmodSync(bad, 0);
    const app = await launch();
    await app.waitFor('empty');
    // Root may read everything: then the application becomes an ordinary user for the moment.
    const become = (user: number) =>
      app.electron.evaluate((_electron, id) => {
        if (process.getuid?.() === 0) process.seteuid?.(id);
      }, user);
    await become(65534);
    await app.page.evaluate((path) => window.loadscope.call('document.open', { path }), bad);
    await app.waitFor('failed');
    await become(0);
    await expect(app.page.locator('body')).toContainText(/permission/i);
    await app.page.evaluate((path) => window.loadscope.call('document.open', { path }), SAMPLE);
    await app.waitFor('ready');
  });
});

test.describe('a file that changes on disk while it is open', () => {
  const changes: readonly { name: string; change: (path: string) => void; says: RegExp }[] = [
    { name: 'shrinks', change: (path) => truncateSync(path, 100), says: /shrunk/ },
    { name: 'vanishes', change: (path) => rmSync(path), says: /moved or deleted/ },
  ];
  for (const { name, change, says } of changes) {
    test(`${name}: the window says so and keeps what it has`, async ({ launch, folders }) => {
      const file = join(folders.work, 'kernel.elf');
      copyFileSync(SAMPLE, file);
      const app = await launch({ file });
      await app.waitFor('ready');
      change(file);
      await expect(app.page.locator('body')).toContainText(says);
      const where = await app.page.evaluate(() => window.loadscope.call('time.where', { moment: 1 }));
      expect(where).toMatchObject({ ok: true });
    });
  }
});
