import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, ROOT, test } from './application';
import { KernelFile } from './kernel-file';
import {
  breakOn,
  goTo,
  littleEndian,
  momentOf,
  showSpace,
  shownBytes,
  toStart,
  travel,
  walkThrough,
} from './panels';

const TEXT = 0xffffffff81000000n;
/** Where the default machine has the kernel file. */
const KERNEL_ADDRESS = 0x1000000;
const FETCH_TIMEOUT = 600_000;

/** Debian's Linux, fetched by the project's script into the cache folder; where it cannot be had, all is skipped. */
let vmlinux = '';

test.beforeAll(() => {
  test.setTimeout(FETCH_TIMEOUT);
  const script = join(ROOT, 'scripts', 'fetch-kernels.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, 'vmlinux'], { encoding: 'utf8' });
  vmlinux = status === 0 ? (stdout.trim().split('\n').at(-1) ?? '') : '';
  if (vmlinux === '') console.warn(`!! Debian's kernel could not be fetched: ${stderr.trim()}`);
});

test.beforeEach(() => {
  test.skip(vmlinux === '', 'Debian’s kernel could not be fetched');
  test.setTimeout(180_000);
});

test('Debian’s kernel loads and shows its text', async ({ launch }) => {
  const app = await launch({ file: vmlinux });
  await app.waitFor('ready');
  const { page } = app;
  const kernel = new KernelFile(vmlinux);
  await showSpace(page, 'Virtual');
  await goTo(page, `0x${TEXT.toString(16)}`);
  expect(await shownBytes(page, TEXT, 32)).toEqual(kernel.bytesAt(TEXT, 32));
});

test('steps through the mapping of its text and back', async ({ launch }) => {
  const app = await launch({ file: vmlinux });
  await app.waitFor('ready');
  const { page } = app;
  const kernel = new KernelFile(vmlinux);
  const last = await momentOf(page);
  await toStart(page);
  await breakOn(page, 'Map page');
  await travel(page, 'F5');
  // Frame, link and zeroed table for P3, P2 and P1, then the page's own entry; the first op is already done.
  const seen = await walkThrough(page, 'F11', 9);
  const [text] = kernel.loads;
  const frame = BigInt(KERNEL_ADDRESS + text!.offset);
  const present = 1n;
  expect(seen.at(-1)!.walk).toContain(`P1[0] → 0x${frame.toString(16)} mapped gained +PRESENT`);
  expect(seen.at(-1)!.change).toMatchObject({ bytes: littleEndian(frame | present), was: littleEndian(0n) });
  const back = await walkThrough(page, 'Control+F11', 9);
  expect(back.reverse()).toEqual(seen);
  await travel(page, 'Control+End');
  expect(await momentOf(page)).toBe(last);
});
