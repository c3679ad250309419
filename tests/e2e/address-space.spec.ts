import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildElf } from '../fixtures/elf-builder';
import { expect, SAMPLE, test, type Application } from './application';
import { KernelFile } from './kernel-file';
import { KERNELS, openKernel } from './kernels';
import { BASE, fileFrame, hex, PAGE, shown } from './load-facts';
import { focusedCell, goTo, settled, toStart } from './panels';
import { breakpointForm } from './panels-breakpoints';
import { group } from './panels-memory';
import {
  chosenCentre,
  filterRanges,
  firstPage,
  mergeBy,
  openSpace,
  rangeGrid,
  rangeLines,
  rangesSubject,
  showCentre,
  shownRanges,
  strip,
} from './panels-space';
import { allTables, mappedPages, runsOf, type MappedPage, type PageRun } from './space-facts';

const facts = new KernelFile(SAMPLE);
const pages = mappedPages(facts);
/** What pages of a row have in common. */
const byRights = ({ rights }: MappedPage): string => rights;
const byOwner = ({ rights, owner }: MappedPage): string => `${rights} ${owner}`;

/** Runs as the table shows them. */
function asShown(runs: readonly PageRun[], withOwner = false): unknown[] {
  return runs.map(({ first, last, pages: count, rights, owner }) =>
    expect.objectContaining({
      range: `${first}–${last.slice(2)}`,
      pages: shown(count),
      rights,
      ...(withOwner ? { owner } : {}),
    }),
  );
}

for (const kernel of KERNELS) {
  test(`ranges are the runs of pages with equal rights (${kernel.name})`, async ({ launch, folders }) => {
    const { page } = await openKernel(kernel, launch, folders);
    await showCentre(page, 'Address space');
    const all = mappedPages(kernel.facts);
    await mergeBy(page, 'rights');
    const runs = runsOf(all, byRights);
    await expect.poll(() => shownRanges(page)).toEqual(asShown(runs));
    await expect(rangesSubject(page)).toHaveText(
      `${shown(runs.length)} ranges, ${shown(all.length)} pages in ${shown(allTables(all))} tables`,
    );
    await mergeBy(page, 'none');
    await expect(rangeGrid(page)).toHaveAttribute('aria-rowcount', String(all.length + 1));
    // The right to write goes with RELRO.
    await mergeBy(page, 'rights');
    await goTo(page, '#0');
    const before = runsOf(mappedPages(kernel.facts, BASE, 'before RELRO'), byRights);
    await expect.poll(() => shownRanges(page)).toEqual(asShown(before));
    await toStart(page);
    const region = page.getByRole('region', { name: 'Merged ranges' });
    await expect(region).toContainText('Nothing is mapped at this moment.');
  });
}

test('ranges with their owners, filtered and sorted', async ({ launch }) => {
  const { page } = await openSpace(launch);
  const runs = runsOf(pages, byOwner);
  await expect.poll(() => shownRanges(page)).toEqual(asShown(runs, true));

  const writable = runs.filter(({ rights }) => rights.includes('W'));
  const filters = page.getByRole('group', { name: 'Ranges that are shown' });
  const count = writable.reduce((sum, run) => sum + run.pages, 0);
  await filters.getByRole('button', { name: `Writable ${shown(count)} pages` }).click();
  await expect.poll(() => shownRanges(page)).toEqual(asShown(writable, true));
  await expect(rangesSubject(page)).toHaveText(
    `${writable.length} ranges, ${shown(count)} of ${shown(pages.length)} pages`,
  );

  await filterRanges(page, 'pages >= 4 && !executable');
  const large = runs.filter((run) => run.pages >= 4 && !run.rights.includes('X'));
  await expect.poll(() => shownRanges(page)).toEqual(asShown(large, true));
  await filterRanges(page, 'contains(symbol("hex_digits"))');
  await expect.poll(() => shownRanges(page)).toHaveLength(1);

  // What is wrong is said; the rows of the last right filter stay.
  await filterRanges(page, 'nonsense > 1');
  const field = page.getByLabel('Filter of the ranges');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  expect(await shownRanges(page)).toHaveLength(1);

  await filterRanges(page, 'writable && executable');
  const region = page.getByRole('region', { name: 'Merged ranges' });
  await expect(region).toContainText('No range fits the filter at this moment.');
  await region.getByRole('button', { name: 'Clear the filter' }).click();
  await expect.poll(() => shownRanges(page)).toHaveLength(runs.length);

  const size = rangeGrid(page).getByRole('columnheader', { name: 'Size' });
  const bySize = (a: PageRun, b: PageRun): number => a.pages - b.pages;
  await size.getByRole('button').click();
  await expect(size).toHaveAttribute('aria-sort', 'ascending');
  const sizes = async (): Promise<number[]> =>
    (await shownRanges(page)).map((row) => Number(row.pages.replaceAll(',', '')));
  await expect.poll(sizes).toEqual([...runs].sort(bySize).map((run) => run.pages));
  await size.getByRole('button').click();
  await expect(size).toHaveAttribute('aria-sort', 'descending');
  await expect.poll(sizes).toEqual([...runs].sort((a, b) => bySize(b, a)).map((run) => run.pages));
});

test('what is not mapped between ranges is a line of its own, where all are listed by address', async ({
  launch,
  folders,
}) => {
  const file = join(folders.work, 'gap.elf');
  const elf = buildElf({
    type: 'EXEC',
    entry: 0x400000,
    segments: [
      { vaddr: 0x400000, flags: 'rx', filesz: 0x1000 },
      { vaddr: 0x600000, flags: 'rw', filesz: 0x1800, memsz: 0x4000 },
    ],
  });
  writeFileSync(file, elf);
  const app = await launch({ file });
  await app.waitFor('ready');
  const { page } = app;
  await showCentre(page, 'Address space');
  await mergeBy(page, 'rights');
  const runs = runsOf(mappedPages(new KernelFile(file), 0n), byRights);
  await expect.poll(() => shownRanges(page)).toEqual(asShown(runs));
  const gap = rangeLines(page).filter({ hasText: 'not mapped' });
  const bytes = BigInt(runs[1]!.first) - BigInt(runs[0]!.last) - 1n;
  await expect(gap).toHaveText(`${shown(Number(bytes / 1024n))} KiB not mapped`);
  await expect(rangeLines(page).nth(1)).toHaveText(/not mapped/);
  // The keyboard passes over it.
  await rangeGrid(page).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await expect(rangeLines(page).nth(2)).toHaveAttribute('aria-selected', 'true');
  await filterRanges(page, 'pages > 0');
  await expect(gap).toHaveCount(0);
  await filterRanges(page, '');
  await expect(gap).toHaveCount(1);
  await rangeGrid(page).getByRole('button', { name: 'Size' }).click();
  await expect(gap).toHaveCount(0);

  // Addresses that are fixed leave the loader nothing to choose.
  const budget = page.getByRole('region', { name: 'Level 4 budget' });
  await expect(budget).toContainText('The kernel has fixed addresses (ET_EXEC): the loader chooses nothing.');
  await expect(budget).not.toContainText('Alignment');
});

/** Copies all ranges in a format; the lines that are in the clipboard then. */
async function copyRanges(app: Application, label: string, isIt: RegExp): Promise<string[]> {
  await app.page.getByRole('button', { name: 'Copy these ranges' }).click();
  await app.page.getByRole('menuitem', { name: new RegExp(`^${label}`) }).click();
  const text = (): Promise<string> => app.electron.evaluate(({ clipboard }) => clipboard.readText());
  await expect.poll(text).toMatch(isIt);
  return (await text()).split('\n').filter((line) => line !== '');
}

/** 16 hexadecimal digits. */
function digits(value: bigint | number): string {
  return value.toString(16).padStart(16, '0');
}

test('ranges are copied as text, CSV and JSON, and as QEMU and Linux print them', async ({ launch }) => {
  const app = await openSpace(launch);
  await mergeBy(app.page, 'rights');
  const runs = runsOf(pages, byRights);
  await expect.poll(() => shownRanges(app.page)).toHaveLength(runs.length);
  const [start] = facts.loads;
  const phys = hex(fileFrame(facts, start!.vaddr));

  const [heading, ...lines] = await copyRanges(app, 'Text', /^first +last/);
  expect(heading!.split(/ {2,}/).slice(0, 4)).toEqual(['first', 'last', 'size', 'rights']);
  const cells = lines.map((line) => line.split(/ {2,}/));
  expect(cells.map(([first, last, , rights]) => ({ first, last, rights }))).toEqual(
    runs.map(({ first, last, rights }) => ({ first, last, rights })),
  );
  expect(cells[0]![4]).toBe(phys);

  const [columns, ...rows] = await copyRanges(app, 'CSV', /^first,last,bytes,rights,/);
  expect(columns!.split(',')).toHaveLength(15);
  expect(rows.map((row) => row.split(',').slice(0, 4))).toEqual(
    runs.map((run) => [run.first, run.last, String(run.pages * PAGE), run.rights]),
  );

  const json = await copyRanges(app, 'JSON', /^\[\n/);
  expect(JSON.parse(json.join('\n'))).toEqual(
    runs.map((run, i) =>
      expect.objectContaining({
        first: run.first,
        last: run.last,
        bytes: run.pages * PAGE,
        rights: run.rights,
        leafSize: PAGE,
        ...(i === 0 ? { physical: phys } : {}),
      }),
    ),
  );

  // QEMU's are about pages and about the right to write, whatever the table merges.
  const tlb = await copyRanges(app, 'QEMU info tlb', /^[0-9a-f]{16}: [0-9a-f]{16} /);
  expect(tlb.map((line) => line.replace(/: [0-9a-f]{16} /, ' '))).toEqual(
    pages.map(({ page, rights }) => {
      const execute = rights.includes('X') ? '-' : 'X';
      return `${digits(BigInt(page) * BigInt(PAGE))} ${execute}-------${rights.includes('W') ? 'W' : '-'}`;
    }),
  );
  expect(tlb[0]).toContain(`: ${digits(BigInt(phys))} `);
  const mem = await copyRanges(app, 'QEMU info mem', /^[0-9a-f]{16}-[0-9a-f]{16} /);
  expect(mem).toEqual(
    runsOf(pages, ({ rights }) => String(rights.includes('W'))).map((run) => {
      const range = `${digits(BigInt(run.first))}-${digits(BigInt(run.last) + 1n)}`;
      return `${range} ${digits(run.pages * PAGE)} -r${run.rights.includes('W') ? 'w' : '-'}`;
    }),
  );

  const printed = await copyRanges(
    app,
    'Linux ptdump',
    /^---\[ User Space \]---\n0x[0-9a-f]{16}-0x[0-9a-f]{16} /,
  );
  const heads = printed.filter((line) => line.startsWith('---'));
  expect(heads).toEqual(['---[ User Space ]---', '---[ Kernel Space ]---']);
  const dump = printed.filter((line) => !heads.includes(line));
  const mapped = dump.map((line) => line.split(/\s+/)).filter((words) => words.length > 3);
  expect(mapped.map(([range, , ...flags]) => [range, flags.join(' ')])).toEqual(
    runs.map((run) => [
      `0x${digits(BigInt(run.first))}-0x${digits(BigInt(run.last) + 1n)}`,
      `${run.rights.includes('W') ? 'RW' : 'ro'} ${run.rights.includes('X') ? 'x' : 'NX'} pte`,
    ]),
  );
  // It leaves nothing out: each line begins where the one before ends, the second half with its head.
  const ends = dump.map((line) => line.slice(0, 37).split('-') as [string, string]);
  expect(ends.filter(([first], i) => i > 0 && first !== ends[i - 1]![1])).toEqual([]);
  expect(printed[printed.indexOf(heads[1]!) + 1]).toMatch(/^0xffff800000000000-/);
  expect([ends[0]![0], ends.at(-1)![1]]).toEqual([`0x${digits(0)}`, `0x${digits(0)}`]);
});

test('a row selects its page everywhere, and what is selected elsewhere is a row', async ({ launch }) => {
  const { page } = await openSpace(launch);
  await mergeBy(page, 'rights');
  const runs = runsOf(pages, byRights);
  await expect.poll(() => shownRanges(page)).toHaveLength(runs.length);
  const code = runs.findIndex(({ rights }) => rights === 'R X');
  await rangeLines(page).nth(code).click();
  await expect(rangeLines(page).nth(code)).toHaveAttribute('aria-selected', 'true');
  await settled(page);
  await expect(page.getByLabel(`Walk of ${runs[code]!.first}`)).toBeVisible();

  // Its bytes, and back.
  await page.keyboard.press('Enter');
  await expect(chosenCentre(page)).toHaveText('Memory and source');
  await expect(focusedCell(page)).toHaveAttribute('aria-label', new RegExp(`^${runs[code]!.first}, `));

  // A byte in the middle of the last row, selected among the bytes.
  const last = runs.at(-1)!;
  const middle = BigInt(last.first) + BigInt(Math.floor(last.pages / 2) * PAGE) + 0x123n;
  await goTo(page, `virt ${hex(middle)}`);
  await showCentre(page, 'Address space');
  await expect(rangeLines(page).nth(runs.length - 1)).toHaveAttribute('aria-selected', 'true');
  // A byte of the kernel file belongs to the page that shows it; in this frame there is only the one segment.
  const inCode = facts.loads[1]!.vaddr + BigInt(PAGE);
  await goTo(page, `file ${hex(facts.fileOffset(inCode))}`);
  await showCentre(page, 'Address space');
  await expect(rangeLines(page).nth(code)).toHaveAttribute('aria-selected', 'true');

  // The frame of a row leads to physical memory.
  const frame = fileFrame(facts, facts.loads[0]!.vaddr);
  await rangeLines(page)
    .first()
    .getByRole('button', { name: hex(frame), exact: true })
    .click();
  await expect(chosenCentre(page)).toHaveText('Memory and source');
  await expect(focusedCell(page)).toHaveAttribute('aria-label', new RegExp(`^${hex(frame)}, `));
});

test('the menu of a row leads to its frame, its table, its address and its step', async ({ launch }) => {
  const app = await openSpace(launch);
  const { page } = app;
  await mergeBy(page, 'rights');
  const runs = runsOf(pages, byRights);
  await expect.poll(() => shownRanges(page)).toHaveLength(runs.length);
  const choose = async (item: string | RegExp): Promise<void> => {
    await showCentre(page, 'Address space');
    await rangeGrid(page).focus();
    await page.keyboard.press('Home');
    await expect(rangeLines(page).first()).toHaveAttribute('aria-selected', 'true');
    await settled(page);
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menu', { name: 'Page' }).getByRole('menuitem', { name: item }).click();
    await settled(page);
  };
  await choose('Show its frame in the physical map');
  await expect(chosenCentre(page)).toHaveText('Physical map');
  await expect(page.getByRole('region', { name: 'Frame', exact: true })).toContainText(
    hex(fileFrame(facts, facts.loads[0]!.vaddr)),
  );
  await choose('Show its page table');
  const table = page.getByRole('region', { name: 'Page table', exact: true });
  await expect(table.getByRole('listbox').getByRole('option', { selected: true })).toHaveAttribute(
    'aria-label',
    new RegExp(runs[0]!.first),
  );
  await choose('Look up its address');
  await expect(page.getByRole('list', { name: `Entries on the way to ${runs[0]!.first}` })).toBeVisible();
  await choose(/^Breakpoint on the range/);
  const form = breakpointForm(page);
  await expect(form.getByLabel('First address')).toHaveValue(runs[0]!.first);
  await expect(form.getByLabel('Last address')).toHaveValue(runs[0]!.last);
});

test('the tab keeps its place: filter, merge, and what the strips show', async ({ launch }) => {
  const { page } = await openSpace(launch);
  await mergeBy(page, 'rights');
  await filterRanges(page, 'writable');
  await expect.poll(async () => (await shownRanges(page)).every(({ rights }) => rights === 'RW')).toBe(true);
  await strip(page, 'Detail').focus();
  await page.keyboard.press('End');
  const at = await firstPage(page, 'Detail');
  await showCentre(page, 'Memory and source');
  await expect(group(page)).toBeVisible();
  await showCentre(page, 'Address space');
  await expect(page.getByLabel('Filter of the ranges')).toHaveValue('writable');
  await expect(page.getByLabel('Merge by', { exact: true })).toHaveValue('rights');
  expect(await firstPage(page, 'Detail')).toBe(at);
});
