import { readFileSync } from 'node:fs';
import { expect, SAMPLE, test } from './application';
import { KernelFile } from './kernel-file';
import { BASE, fileFrame, hex, PAGE, shown } from './load-facts';
import { goTo, settled } from './panels';
import { byteAt, hexGrid, selectedAddresses } from './panels-memory';
import { arriveAt, plain } from './panels-views';
import { chosenCentre, chosenFrame } from './panels-space';
import {
  chosenEntry,
  chosenRow,
  entryFacts,
  leafOf,
  openTablePanel,
  showTables,
  tablePanel,
  tablePicture,
  tableTree,
  walkTree,
} from './panels-tables';
import { allTables, mappedPages, tablesFor, type Rights } from './space-facts';

const facts = new KernelFile(SAMPLE);
const pages = mappedPages(facts);

/** Where the ELF header has the address of the entry point. */
const ENTRY_FIELD = 24;

/** Rights as rows read them aloud. */
const WORDS: Readonly<Record<string, Rights>> = {
  'read, no execute': 'R',
  'read, write, no execute': 'RW',
  'read, execute': 'R X',
  'read, write, execute': 'RWX',
};

/** The pages that rows of level 1 tables name, each with its rights and owner. */
function pagesOfRows(names: readonly string[]): typeof pages {
  return names.flatMap((name) => {
    const [, first, last, virt, words = '', rest = ''] =
      /^P1 \[(\d+)(?:–(\d+))?\], (0x[0-9a-f]+), maps 0x[0-9a-f]+, ((?:read|write|execute|no execute|, )+)(.*)$/.exec(
        name,
      ) ?? [];
    if (virt === undefined) return [];
    const rights = WORDS[words.replace(/, $/, '')]!;
    const owner = rest.split(', ')[0]!;
    const start = Number(BigInt(virt) / BigInt(PAGE));
    const count = Number(last ?? first) - Number(first) + 1;
    return Array.from({ length: count }, (_, i) => ({ page: start + i, rights, owner }));
  });
}

test('the tree has every table and every page, with effective rights and counts', async ({ launch }) => {
  const { page } = await openTablePanel(launch, 'Tree');
  await expect(tablePanel(page)).toContainText(
    `${shown(pages.length)} pages in ${shown(allTables(pages))} tables`,
  );
  const names = await walkTree(page);
  expect(pagesOfRows(names)).toEqual(pages);
  expect(names[0]).toMatch(/^P4, root table [0-9a-f]+, 1 of 512 used$/);
  const counted = names.flatMap((name) => / table 0x[0-9a-f]+, (.+ below), /.exec(name)?.[1] ?? []);
  const tables = [3, 2, 1].map((level) => tablesFor(pages, level));
  const all = `${shown(pages.length)} pages in`;
  const below = (counts: readonly number[]): string => {
    const sum = counts.reduce((one, other) => one + other, 0);
    return `${all} ${sum} ${sum === 1 ? 'table' : 'tables'} below`;
  };
  // One table of level 3 and one of level 2 hold all, each row counts what it points to.
  expect(tables.slice(0, 2)).toEqual([1, 1]);
  const inTable = new Map<number, number>();
  for (const { page: number } of pages) {
    const table = Math.floor(number / 512);
    inTable.set(table, (inTable.get(table) ?? 0) + 1);
  }
  expect(counted).toEqual([
    `${tables[1]} of 512 used, ${below(tables)}`,
    `${tables[2]} of 512 used, ${below(tables.slice(1))}`,
    ...[...inTable.values()].map((count) => `${count} of 512 used, ${shown(count)} pages in 1 table below`),
  ]);
});

test('quick filters list what leads to pages with the rights', async ({ launch }) => {
  const { page } = await openTablePanel(launch, 'Tree');
  const filters = page.getByRole('group', { name: 'Entries with the rights' });
  for (const [name, has] of [
    ['W', (rights: Rights) => rights.includes('W')],
    ['X', (rights: Rights) => rights.includes('X')],
  ] as const) {
    const button = filters.getByRole('button', { name, exact: true });
    await button.click();
    await expect(button).toHaveAttribute('aria-pressed', 'true');
    const wanted = pages.filter(({ rights }) => has(rights));
    await expect(button).toHaveAttribute('title', new RegExp(`: ${shown(wanted.length)} pages?$`));
    expect(pagesOfRows(await walkTree(page))).toEqual(wanted);
  }
  await filters.getByRole('button', { name: 'W+X', exact: true }).click();
  await expect(tableTree(page)).toContainText(
    'No page has the rights W+X through all levels at this moment.',
  );
  await tableTree(page).getByRole('button', { name: 'Show all' }).click();
  await expect(filters.getByRole('button', { name: 'All' })).toHaveAttribute('aria-pressed', 'true');
  await expect(tableTree(page).getByRole('treeitem').nth(1)).toHaveAttribute('aria-label', /^P4 \[1\], /);
});

test('a row leads to its step, where its entry is marked, and to its frame', async ({ launch }) => {
  const { page } = await openTablePanel(launch, 'Tree');
  const load = facts.loads[1]!;
  const virt = BASE + load.vaddr - (load.vaddr % BigInt(PAGE));
  await goTo(page, `virt ${hex(virt)}`);
  const row = new RegExp(`^P1 \\[\\d+(–\\d+)?\\], ${hex(virt)}, maps ${hex(fileFrame(facts, load.vaddr))}, `);
  await expect(chosenRow(page)).toHaveAttribute('aria-label', row);
  await chosenRow(page)
    .getByRole('button', { name: hex(fileFrame(facts, load.vaddr)).slice(2) })
    .click();
  await expect.poll(() => selectedAddresses(hexGrid(page))).toEqual([hex(fileFrame(facts, load.vaddr))]);

  // The op that wrote the page's own entry; a row of several pages has the last of theirs.
  await goTo(page, `virt ${hex(virt)}`);
  const { row: entry } = await leafOf(page, hex(virt));
  await showTables(page, 'Table');
  const facet = entryFacts(page, entry.index);
  await facet.getByRole('button', { name: `Go to op ${shown(entry.writtenAt)}, which wrote it` }).click();
  await arriveAt(page, entry.writtenAt);
  await showTables(page, 'Tree');
  const marked = tableTree(page).locator('[role=treeitem][aria-current=step]');
  await expect(marked.last()).toHaveAttribute(
    'aria-label',
    new RegExp(`^P1 \\[${entry.index}\\], ${hex(virt)}, maps .*, mapped by this op`),
  );
});

test('the picture of a table is walked by keys: along its squares, down and up the levels', async ({
  launch,
}) => {
  const { page } = await openTablePanel(launch, 'Table');
  const load = facts.loads[1]!;
  const virt = BASE + load.vaddr - (load.vaddr % BigInt(PAGE));
  const index = Number((load.vaddr / BigInt(PAGE)) % 512n);
  await goTo(page, `virt ${hex(virt)}`);
  await expect(tablePicture(page)).toHaveAttribute('aria-label', new RegExp(`^P1 table from ${hex(BASE)}: `));
  await expect(chosenEntry(page)).toHaveAttribute(
    'aria-label',
    new RegExp(`^P1\\[${index}\\], ${hex(virt)}: 4 KiB, .*, read, execute$`),
  );

  // What is said of the next entry is what the engine has.
  await tablePicture(page).focus();
  await page.keyboard.press('ArrowRight');
  const next = virt + BigInt(PAGE);
  await expect(chosenEntry(page)).toHaveAttribute(
    'aria-label',
    new RegExp(`^P1\\[${index + 1}\\], ${hex(next)}: `),
  );
  const leaf = await leafOf(page, hex(next));
  const said = entryFacts(page, index + 1);
  await expect(said.getByRole('button', { name: `Bytes at ${leaf.entryAddress}` })).toBeVisible();
  const text = plain(await said.innerText());
  expect(text).toContain(`Entry ${index + 1} ${hex(next)}–${hex(next + BigInt(PAGE) - 1n)}`);
  expect(text).toContain(`Target ${leaf.row.target}`);
  expect(text).toContain(`Owner ${leaf.row.owner}`);
  const moments = [...leaf.writes.last].reverse().map(shown).join(', ');
  expect(text).toContain(
    `${leaf.writes.count === 1 ? 'once' : `${leaf.writes.count} times`}, at op ${moments}`,
  );
  for (const flag of leaf.row.flags) expect(text).toContain(flag);

  for (const [level, at] of [
    [2, 0],
    [3, 0],
    [4, 1],
  ] as const) {
    await page.keyboard.press('Backspace');
    await expect(chosenEntry(page)).toHaveAttribute(
      'aria-label',
      new RegExp(`^P${level}\\[${at}\\], ${hex(BASE)}: `),
    );
    await settled(page);
  }
  for (const level of [3, 2, 1]) {
    await page.keyboard.press('Enter');
    await expect(chosenEntry(page)).toHaveAttribute(
      'aria-label',
      new RegExp(`^P${level}\\[0\\], ${hex(BASE)}: `),
    );
    await settled(page);
  }
  await page.keyboard.press('End');
  const end = BASE + BigInt(511 * PAGE);
  await expect(chosenEntry(page)).toHaveAttribute(
    'aria-label',
    new RegExp(`^P1\\[511\\], ${hex(end)}: 4 KiB, `),
  );
  // Behind the last square is the first one of the next table.
  await settled(page);
  await page.keyboard.press('ArrowRight');
  await expect(chosenEntry(page)).toHaveAttribute(
    'aria-label',
    new RegExp(`^P1\\[0\\], ${hex(end + BigInt(PAGE))}: 4 KiB, `),
  );
  await settled(page);
  await page.keyboard.press('End');
  await expect(chosenEntry(page)).toHaveAttribute('aria-label', /^P1\[511\], 0x[0-9a-f]+: empty$/);
});

test('table, frame, bytes and step are one click from each other', async ({ launch }) => {
  const { page } = await openTablePanel(launch, 'Table');
  // A page that was copied: its entry was written more than once.
  const { offset } = facts.relocation(0);
  const virt = BASE + offset - (offset % BigInt(PAGE));
  await goTo(page, `virt ${hex(virt)}`);
  const leaf = await leafOf(page, hex(virt));
  const said = entryFacts(page, leaf.row.index);
  await said.getByRole('button', { name: 'Frame', exact: true }).click();
  await expect(chosenCentre(page)).toHaveText('Physical map');
  await expect(chosenFrame(page)).toHaveAttribute(
    'aria-label',
    new RegExp(`^${leaf.row.target} LOAD \\d copy`),
  );
  await page
    .getByRole('region', { name: 'Frame', exact: true })
    .getByRole('button', { name: 'Show in page table' })
    .click();
  await expect(chosenEntry(page)).toHaveAttribute('aria-label', new RegExp(`, ${hex(virt)}: `));

  await said.getByRole('button', { name: `Bytes at ${leaf.entryAddress}` }).click();
  await expect(chosenCentre(page)).toHaveText('Memory and source');
  const low = Number(BigInt(leaf.row.entry) & 0xffn)
    .toString(16)
    .padStart(2, '0');
  await expect.poll(() => selectedAddresses(hexGrid(page))).toEqual([leaf.entryAddress]);
  const first = byteAt(hexGrid(page), BigInt(leaf.entryAddress));
  await expect(first).toHaveAttribute('aria-label', new RegExp(`, ${low}, `));

  await goTo(page, `virt ${hex(virt)}`);
  const [last, before] = [...leaf.writes.last].reverse() as [number, number];
  for (const moment of [last, before]) {
    await said.getByRole('button', { name: `Go to op ${shown(moment)}, which wrote it` }).click();
    await arriveAt(page, moment);
    await expect(chosenEntry(page)).toHaveAttribute('aria-label', /, written by this op$/);
    await page.keyboard.press('Control+End');
    await settled(page);
    await goTo(page, `virt ${hex(virt)}`);
  }
});

test('the path and the details of the tree lead to table, frame and bytes, by keys too', async ({
  launch,
}) => {
  const { page } = await openTablePanel(launch, 'Path');
  const { offset } = facts.relocation(0);
  const virt = BASE + offset - (offset % BigInt(PAGE));
  await goTo(page, `virt ${hex(virt)}`);
  const { row } = await leafOf(page, hex(virt));
  const entry = tablePanel(page).getByRole('button', { name: `P1[${row.index}]`, exact: true });
  const choose = async (item: string): Promise<void> => {
    await entry.focus();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: item, exact: true }).press('Enter');
    await settled(page);
  };
  await choose('Show its frame in the physical map');
  await expect(chosenFrame(page)).toHaveAttribute('aria-label', new RegExp(`^${row.target} `));
  await goTo(page, `virt ${hex(virt)}`);
  await choose(`Show P1[${row.index}] in the picture of its table`);
  await expect(chosenEntry(page)).toHaveAttribute('aria-label', new RegExp(`, ${hex(virt)}: `));

  await showTables(page, 'Tree');
  await expect(chosenRow(page)).toHaveAttribute('aria-label', new RegExp(`maps ${row.target}`));
  const details = tablePanel(page).getByRole('region', { name: /^Entry P1/ });
  await details.getByRole('button', { name: 'Show its frame in the physical map' }).click();
  await expect(chosenCentre(page)).toHaveText('Physical map');
  await goTo(page, `virt ${hex(virt)}`);
  await details.getByRole('button', { name: 'Show in the picture of its table' }).click();
  await expect(chosenEntry(page)).toHaveAttribute('aria-label', new RegExp(`, ${hex(virt)}: `));
});

test('without a choice the picture is that of the step, its page or the entry that it writes', async ({
  launch,
}) => {
  const { page } = await openTablePanel(launch, 'Table');
  // The last step enters the kernel at this page.
  const start = readFileSync(SAMPLE).readBigUInt64LE(ENTRY_FIELD);
  const entry = BASE + start - (start % BigInt(PAGE));
  await expect(chosenEntry(page)).toHaveAttribute('aria-label', new RegExp(`^P1\\[\\d+\\], ${hex(entry)}: `));
  await page.keyboard.press('Control+F10');
  await expect(chosenEntry(page)).toHaveAttribute('aria-label', /^P1\[.*, written by this op$/);
  // Nothing leads to a page yet: the way to it ends in the root.
  await page.keyboard.press('Control+Home');
  await settled(page);
  await expect(tablePicture(page)).toHaveAttribute('aria-label', /^P4 table from 0x0: /);
  await page.keyboard.press('Control+End');
  await expect(chosenEntry(page)).toHaveAttribute('aria-label', new RegExp(`, ${hex(entry)}: `));

  // What one went to oneself stays.
  await tablePicture(page).focus();
  await page.keyboard.press('Backspace');
  await expect(chosenEntry(page)).toHaveAttribute('aria-label', new RegExp(`^P2\\[0\\], ${hex(BASE)}: `));
  await settled(page);
  await showTables(page, 'Path');
  await showTables(page, 'Table');
  await expect(chosenEntry(page)).toHaveAttribute('aria-label', /^P2\[0\], /);
});

test('Enter goes from a leaf of the tree to its bytes and leaves its row selected', async ({ launch }) => {
  const { page } = await openTablePanel(launch, 'Tree');
  const load = facts.loads[1]!;
  const frame = hex(fileFrame(facts, load.vaddr));
  // The way to the row is open because it is selected, and by nothing else.
  await goTo(page, `virt ${hex(BASE + load.vaddr - (load.vaddr % BigInt(PAGE)))}`);
  const name = new RegExp(`^P1 \\[.*, maps ${frame}, `);
  await expect(chosenRow(page)).toHaveAttribute('aria-label', name);
  for (const key of ['Enter', 'Control+F10', 'Enter', 'F10']) {
    await tableTree(page).focus();
    await page.keyboard.press(key);
    await settled(page);
    if (key === 'Enter') await expect.poll(() => selectedAddresses(hexGrid(page))).toEqual([frame]);
    await expect(chosenRow(page)).toHaveAttribute('aria-label', name);
  }
});
