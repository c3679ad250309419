import { spawn } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, environment, expect, leftovers, SAMPLE, test, type Application } from './application';

const PAGE = 4096;
const HEADER = 64;
const PROGRAM_HEADER = 56;
/** Each segment maps the whole file once more: some sixteen million steps, which no computer does in a moment. */
const SEGMENTS = 1000;
const SEGMENT_SIZE = 2 ** 26;
const FIRST_ADDRESS = 0x80_0000_0000n;

/** Writes an ELF file that is small on the disk (a hole) and long to load. */
function writeLongKernel(path: string): void {
  const bytes = Buffer.alloc(HEADER + SEGMENTS * PROGRAM_HEADER);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.writeUInt16LE(2, 16); // ET_EXEC
  bytes.writeUInt16LE(62, 18); // x86-64
  bytes.writeUInt32LE(1, 20);
  bytes.writeBigUInt64LE(FIRST_ADDRESS, 24);
  bytes.writeBigUInt64LE(BigInt(HEADER), 32);
  [HEADER, PROGRAM_HEADER, SEGMENTS].forEach((value, index) => bytes.writeUInt16LE(value, 52 + 2 * index));
  for (let index = 0; index < SEGMENTS; index += 1) {
    const at = HEADER + index * PROGRAM_HEADER;
    bytes.writeUInt32LE(1, at); // PT_LOAD
    bytes.writeUInt32LE(5, at + 4); // R-X
    bytes.writeBigUInt64LE(FIRST_ADDRESS + BigInt(index) * BigInt(SEGMENT_SIZE), at + 16);
    bytes.writeBigUInt64LE(BigInt(SEGMENT_SIZE), at + 32);
    bytes.writeBigUInt64LE(BigInt(SEGMENT_SIZE), at + 40);
    bytes.writeBigUInt64LE(BigInt(PAGE), at + 48);
  }
  const file = openSync(path, 'wx');
  writeSync(file, bytes);
  ftruncateSync(file, SEGMENT_SIZE + PAGE);
  closeSync(file);
}

/** The window says that the load was cancelled, nothing is left of it, and another file can be opened. */
async function expectCancelled(app: Application, temporary: string): Promise<void> {
  await app.waitFor('failed');
  await expect(app.page.locator('body')).toContainText('cancelled');
  await expect.poll(() => readdirSync(temporary).filter((name) => name.endsWith('.img'))).toEqual([]);
  await app.page.evaluate((path) => window.loadscope.call('document.open', { path }), SAMPLE);
  await app.waitFor('ready');
  expect(await app.titles()).toEqual(['sample-kernel.elf — Loadscope']);
}

for (const [way, cancel] of [
  ['a click', (app: Application) => app.page.getByRole('button', { name: 'Cancel' }).click()],
  ['the keyboard', (app: Application) => app.page.getByRole('button', { name: 'Cancel' }).press('Enter')],
] as const) {
  test(`a long load shows its progress and is cancelled by ${way}`, async ({ launch, folders }) => {
    const file = join(folders.work, 'long.elf');
    writeLongKernel(file);
    const app = await launch({ file });
    await app.waitFor('loading');
    await expect(app.page.getByRole('main', { name: 'Loading' }).getByRole('status')).toContainText(
      /[1-9][\d,]* ops · \d+ %/,
    );
    await cancel(app);
    await expectCancelled(app, folders.temporary);
  });
}

test('the window answers while it loads, and closing it ends the load', async ({ launch, folders }) => {
  const file = join(folders.work, 'long.elf');
  writeLongKernel(file);
  const app = await launch({ file });
  await app.waitFor('loading');
  await expect(app.page.getByRole('main', { name: 'Loading' }).getByRole('status')).toContainText('ops');
  const state = await app.page.evaluate(() => window.loadscope.call('document.get', undefined));
  expect(state).toMatchObject({ ok: true, value: { kind: 'loading', name: 'long.elf' } });
  const ended = new Promise((resolve) => app.electron.process().once('exit', resolve));
  const browserWindow = await app.electron.browserWindow(app.page);
  await browserWindow.evaluate((browser) => void setTimeout(() => browser.close(), 50));
  await ended;
  expect(leftovers(folders)).toEqual([]);
});

/** More than the application needs with nothing loaded, less than with the trace of the long kernel, in bytes. */
const HALF_LOADED = 450 * 2 ** 20;

/** Memory that a process has in use, in bytes. */
function residentBytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kibibytes?.[1] ?? 0) * 1024;
}

// Without Playwright's debugger: attached to a process that ends with a worker in it, the debugger's own thread in
// Electron 22 crashes once in some hundred times, and the status would be its, not ours.
test('an application that is told to end while it loads ends in order', async ({ folders }) => {
  const file = join(folders.work, 'long.elf');
  writeLongKernel(file);
  const { program, args } = commandLine(folders, { file });
  const application = spawn(program, args, { env: environment(folders), stdio: 'ignore' });
  const ended = new Promise((resolve) =>
    application.once('exit', (code, signal) => resolve({ code, signal })),
  );
  await expect
    .poll(() => residentBytes(application.pid!), { timeout: 20_000, intervals: [20] })
    .toBeGreaterThan(HALF_LOADED);
  application.kill('SIGTERM');
  expect(await ended).toEqual({ code: 0, signal: null });
  expect(leftovers(folders)).toEqual([]);
});
