import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, SAMPLE, test } from './application';
import { KernelFile } from './kernel-file';
import { momentOf, settled, travel } from './panels';

/** R_X86_64_64, which the loader does not know. */
const UNSUPPORTED_TYPE = 1;
const BAD_RELOCATION = 100;
/** The bootloader's own text. */
const MESSAGE = 'not implemented: relocation type 1 not supported';

test('a load that fails keeps its trace, and a mended file loads with Reload', async ({
  launch,
  folders,
}) => {
  const file = join(folders.work, 'kernel.elf');
  const sample = new KernelFile(SAMPLE);
  writeFileSync(file, sample.withRelocationType(BAD_RELOCATION, UNSUPPORTED_TYPE));
  const app = await launch({ file });
  await app.waitFor('ready');
  const { page } = app;
  const verdict = page.getByRole('alert', { name: 'Verdict' });
  await expect(verdict).toContainText(MESSAGE);

  // Every moment up to the failure is there; the failure is the last step.
  await settled(page);
  const last = await momentOf(page);
  await travel(page, 'Control+F10');
  expect(await momentOf(page)).toBeLessThan(last);
  await travel(page, 'Control+End');
  expect(await momentOf(page)).toBe(last);

  writeFileSync(file, sample.bytes);
  await verdict.getByRole('button', { name: 'Reload' }).click();
  await expect(verdict).toHaveCount(0);
  await app.waitFor('ready');
  await settled(page);
  expect(await app.titles()).toEqual(['kernel.elf — Loadscope']);
});

test('bytes that are no ELF file fail with the bootloader’s own text', async ({ launch, folders }) => {
  const file = join(folders.work, 'notes.txt');
  writeFileSync(
    file,
    'these are no kernel but some text that is longer than a header of an ELF file would be',
  );
  const app = await launch({ file });
  await app.waitFor('ready');
  await expect(app.page.getByRole('alert', { name: 'Verdict' })).toContainText(
    'Did not find ELF magic number',
  );
});
