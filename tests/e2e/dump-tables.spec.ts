import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, type Folders } from './application';
import { hex, PAGE } from './load-facts';
import { settled } from './panels';
import { chosenRow, openTablePanel, tablePanel, walkTree } from './panels-tables';

/** Physical addresses of the tables of {@link tablesImage}. */
const ROOT = 0x1000n;
const [PRESENT, WRITABLE, HUGE] = [1n, 2n, 0x80n];
const NO_EXECUTE = 1n << 63n;

/** Memory with tables that no loader made: pages of all three sizes, and a slot that leads back to the root. */
function tablesImage({ work }: Folders): string {
  const bytes = Buffer.alloc(16 * PAGE);
  const write = (table: bigint, index: number, entry: bigint): void => {
    bytes.writeBigUInt64LE(entry, Number(table) + index * 8);
  };
  write(ROOT, 0, 0x2000n | PRESENT | WRITABLE);
  write(ROOT, 510, ROOT | PRESENT | WRITABLE);
  write(0x2000n, 0, 0x3000n | PRESENT | WRITABLE);
  write(0x2000n, 1, 0x40000000n | PRESENT | WRITABLE | HUGE | NO_EXECUTE);
  write(0x3000n, 0, 0x4000n | PRESENT);
  write(0x3000n, 1, 0x200000n | PRESENT | HUGE);
  write(0x4000n, 5, 0x5000n | PRESENT | WRITABLE | NO_EXECUTE);
  const path = join(work, 'tables.raw');
  writeFileSync(path, bytes);
  return path;
}

test('tables of a dump: pages of 2 MiB and 1 GiB, and a recursive slot that is not followed', async ({
  launch,
  folders,
}) => {
  const app = await openTablePanel(launch, 'Tree');
  const { page } = app;
  await app.answerDialogs([tablesImage(folders)]);
  await app.menu('compare.dump');
  const form = page.getByRole('form', { name: 'Place of the dump' });
  await form.getByLabel('from address').fill('0x0');
  await form.getByRole('button', { name: 'Choose file…' }).click();
  const of = tablePanel(page).getByLabel('Page tables of');
  await of.selectOption({ label: (await of.getByRole('option').last().innerText()).trim() });
  const root = tablePanel(page).getByLabel('Physical address of the level 4 table');
  await root.fill(hex(ROOT));
  await root.press('Enter');
  await settled(page);
  const names = await walkTree(page);
  const parts: readonly (readonly [string, string])[] = [
    ['P4, root table 1000', '2 of 512 used'],
    ['P4 [0], 0x0, table 0x2000', 'read, write, execute'],
    ['P3 [0], 0x0, table 0x3000', 'read, write, execute'],
    ['P2 [0], 0x0, table 0x4000', 'read, execute'],
    // Write is withheld above.
    ['P1 [5], 0x5000, maps 0x5000', 'read, no execute'],
    ['P2 [1], 0x200000, maps 0x200000, page of 2 MiB', 'read, execute'],
    ['P3 [1], 0x40000000, maps 0x40000000, page of 1 GiB', 'read, write, no execute'],
    ['P4 [510], 0xffffff0000000000, recursive, leads back to the table 0x1000', 'read, write, execute'],
  ];
  expect(names).toHaveLength(parts.length);
  for (const [i, [start, rights]] of parts.entries()) {
    expect(names[i]!.slice(0, start.length)).toBe(start);
    expect(names[i]).toContain(rights);
  }
  // It can be followed to the bytes of the table, but has nothing below it.
  await page.keyboard.press('End');
  await expect(chosenRow(page)).toHaveAttribute('aria-label', /^P4 \[510\]/);
  await expect(chosenRow(page)).not.toHaveAttribute('aria-expanded');
  await expect(tablePanel(page).getByRole('region', { name: 'Entry P4[510]' })).toContainText(
    'It points to a table on the way to itself',
  );
});
