import type { Page } from '@playwright/test';
import { expect, test } from './application';
import type { KernelFile } from './kernel-file';
import { KERNELS, openKernel } from './kernels';
import {
  BASE,
  bssPages,
  copiedPages,
  fileFrame,
  filePages,
  hex,
  isMadeReadOnly,
  PAGE,
  shown,
  timesCopied,
  timesMapped,
} from './load-facts';
import { momentOf, toStart, travel, goTo } from './panels';
import {
  addBreakpoint,
  breakpointForm,
  breakpointNames,
  breakpointRow,
  breakpointsPanel,
  chooseFor,
  fillIn,
  keep,
  type Draft,
} from './panels-breakpoints';
import { clickGutter, lineOf, selectCall, sourcePanel } from './panels-source';

/** The statement that writes a relocated value. */
const WRITES = lineOf('relocations.ts', 'copyTo(inner, page, address.pageOffset');

/** A breakpoint of each kind: how it is called, and how often it must hit. */
function eachKind(kernel: KernelFile): readonly [draft: Draft, name: string, hits: number][] {
  const [first] = kernel.loads;
  const { offset } = kernel.relocation(3);
  const virt = BASE + offset;
  const digits = virt.toString(16);
  const frame = fileFrame(kernel, offset);
  const end = (virt + 7n).toString(16).slice(-2);
  const pages = kernel.loads.reduce((sum, load) => sum + filePages(load), 0);
  return [
    [
      { on: 'Source line', fields: { File: 'relocations.ts', Line: String(WRITES) } },
      `relocations.ts:${WRITES}`,
      kernel.relocationCount,
    ],
    [{ on: 'Function', fields: { Name: 'make_mut' } }, 'make_mut()', copiedPages(kernel).size],
    [{ on: 'Kind of step', fields: { Kind: 'mapPage' } }, 'Map page', pages],
    [
      // It begins with a frame for a page table, before its first page is mapped.
      { on: 'Segment', fields: { Segment: '1' }, events: ['begun', 'mapped'] },
      'LOAD 1 begun, mapped',
      1 + filePages(first!) + bssPages(first!),
    ],
    [
      { on: 'Relocations', fields: { 'First relocation': '5', 'Last relocation': '9' } },
      'Relocations #5–#9',
      5,
    ],
    [
      {
        on: 'Address range',
        fields: { Space: 'virtual', 'First address': hex(virt), 'Last address': hex(virt + 7n) },
        events: ['mapped', 'copied', 'written'],
      },
      `Map, copy, write ${digits}–${end}`,
      3,
    ],
    [
      {
        on: 'Address range',
        fields: { Space: 'physical', 'First address': hex(frame), 'Last address': hex(frame + PAGE - 1) },
        events: ['mapped', 'copied'],
      },
      `Map, copy physical ${frame.toString(16)}–fff`,
      timesMapped(kernel, frame) + timesCopied(kernel, frame),
    ],
    [
      // Mapped, cleared, mapped to the copy, perhaps made read-only, and COPIED taken away.
      { on: 'Page-table entry', fields: { Level: '1', 'Virtual address': hex(virt) } },
      `P1 entry of ${digits}`,
      4 + Number(isMadeReadOnly(kernel, offset)),
    ],
    [
      {
        on: 'Frame',
        fields: { 'Physical address': hex(fileFrame(kernel, first!.vaddr)) },
        events: ['mapped'],
      },
      `Frame ${fileFrame(kernel, first!.vaddr).toString(16)} mapped`,
      timesMapped(kernel, fileFrame(kernel, first!.vaddr)),
    ],
  ];
}

/** Goes from the start to the end by "continue", and back; the moments of the stops on each way. */
async function stopsBothWays(page: Page): Promise<[there: number[], back: number[]]> {
  await toStart(page);
  const ways: [number[], number[]] = [[], []];
  for (const [way, key] of [
    [ways[0], 'F5'],
    [ways[1], 'Control+F5'],
  ] as const) {
    const reason = page.getByRole('contentinfo');
    do {
      await travel(page, key);
      if (/Breakpoint/.test(await reason.innerText())) way.push(await momentOf(page));
      else break;
    } while (way.length < 100);
  }
  return ways;
}

for (const kernel of KERNELS) {
  test(`every kind of breakpoint hits as often as it must (${kernel.name})`, async ({ launch, folders }) => {
    const { page } = await openKernel(kernel, launch, folders);
    await toStart(page);
    const all = eachKind(kernel.facts);
    for (const [draft] of all) await addBreakpoint(page, draft);
    const names = await breakpointNames(page);
    expect(names).toEqual(
      all.map(([, name, hits]) => expect.stringMatching(named(name, `0 of ${shown(hits)}`))),
    );
    await travel(page, 'Control+End');
    const passed = await breakpointNames(page);
    expect(passed).toEqual(
      all.map(([, name, hits]) => expect.stringMatching(named(name, `${shown(hits)} of ${shown(hits)}`))),
    );
  });

  test(`stops at each hit in both directions, and goes on from where it stands (${kernel.name})`, async ({
    launch,
    folders,
  }) => {
    const { page } = await openKernel(kernel, launch, folders);
    const fields = { 'First relocation': '5', 'Last relocation': '9' };
    await addBreakpoint(page, { on: 'Relocations', fields });
    const [there, back] = await stopsBothWays(page);
    expect(there).toHaveLength(5);
    expect(back).toEqual([...there].reverse());

    // Forward from a hit goes on to the next; back from it ignores the hit that it stands on.
    await goTo(page, `op ${there[2]}`);
    const row = breakpointRow(page, 'Relocations #5–#9');
    await expect(row).toHaveAttribute('aria-label', 'Relocations #5–#9, hit 3 of 5');
    await travel(page, 'F5');
    expect(await momentOf(page)).toBe(there[3]);
    await expect(row).toHaveAttribute('aria-label', 'stopped here, Relocations #5–#9, hit 4 of 5');
    await travel(page, 'Control+F5');
    await travel(page, 'Control+F5');
    expect(await momentOf(page)).toBe(there[1]);
    // The moments beside a hit are no hits: the border belongs to the next run.
    await travel(page, 'Control+F11');
    await travel(page, 'F5');
    expect(await momentOf(page)).toBe(there[1]);
    await travel(page, 'F11');
    await travel(page, 'Control+F5');
    expect(await momentOf(page)).toBe(there[1]);
    // Stepping does not stop at breakpoints.
    await travel(page, 'Shift+F11');
    await expect(page.getByRole('contentinfo')).not.toContainText('Breakpoint');

    // In the list: Enter goes to the next hit, Shift+Enter to the last one before.
    await toStart(page);
    await row.focus();
    await travel(page, 'Enter');
    await travel(page, 'Enter');
    expect(await momentOf(page)).toBe(there[1]);
    await travel(page, 'Shift+Enter');
    expect(await momentOf(page)).toBe(there[0]);
  });

  test(`the gutter and F9 set breakpoints on lines of the source (${kernel.name})`, async ({
    launch,
    folders,
  }) => {
    const { page } = await openKernel(kernel, launch, folders);
    await goTo(page, '#3');
    await selectCall(page, 'applyRelocation');
    const source = sourcePanel(page);
    const row = breakpointRow(page, `relocations.ts:${WRITES}`);
    await page.keyboard.press('F9');
    const count = shown(kernel.facts.relocationCount);
    await expect(row).toHaveAttribute(
      'aria-label',
      `relocations.ts:${WRITES}, in applyRelocation, hit 4 of ${count}`,
    );
    await expect(source.locator('.source-glyph.break')).toHaveCount(1);
    await travel(page, 'F5');
    await expect(page.getByRole('region', { name: 'Inspector' })).toContainText('Relocation #4');
    await selectCall(page, 'applyRelocation');
    await clickGutter(page, WRITES);
    await expect(row).toHaveCount(0);
    await expect(source.locator('.source-glyph.break')).toHaveCount(0);
    // A comment is no place to stop at: the breakpoint binds to the next one.
    await clickGutter(page, lineOf('relocations.ts', '// Write the relocated value to memory'));
    await expect(row).toHaveCount(1);
  });

  test(`breakpoints are switched, edited, grouped, removed and brought back (${kernel.name})`, async ({
    launch,
    folders,
  }) => {
    const { page } = await openKernel(kernel, launch, folders);
    await toStart(page);
    await addBreakpoint(page, { on: 'Relocations', fields: { 'First relocation': '5' }, group: 'Words' });
    await addBreakpoint(page, { on: 'Relocations', fields: { 'First relocation': '8' }, group: 'Words' });
    const five = breakpointRow(page, 'Relocation #5');
    const eight = breakpointRow(page, 'Relocation #8');
    const group = breakpointRow(page, 'Group Words');
    await five.getByRole('switch').click();
    await expect(five).toHaveAttribute('aria-label', 'Relocation #5, off');
    await travel(page, 'F5');
    await expect(eight).toHaveAttribute('aria-current', 'step');
    await group.getByRole('checkbox').click();
    await expect(group).toHaveAttribute('aria-checked', 'true');
    await group.getByRole('checkbox').click();
    await expect(eight).toHaveAttribute('aria-checked', 'false');
    await expect(five).toHaveAttribute('aria-checked', 'false');
    await five.focus();
    await page.keyboard.press('Space');
    await expect(five).toHaveAttribute('aria-checked', 'true');

    await five.focus();
    await page.keyboard.press('F2');
    await fillIn(breakpointForm(page), { 'Last relocation': '6' });
    await keep(breakpointForm(page));
    const edited = breakpointRow(page, 'Relocations #5–#6');
    await expect(edited).toHaveAttribute('aria-label', /2 of 2$/);

    await chooseFor(edited, 'Remove');
    await expect(breakpointsPanel(page).getByRole('treeitem')).toHaveCount(2);
    await breakpointsPanel(page).getByRole('button', { name: /Undo/ }).click();
    await expect(edited).toBeVisible();
    await group.focus();
    await page.keyboard.press('Delete');
    await expect(breakpointsPanel(page).getByRole('treeitem')).toHaveCount(0);
    await page.keyboard.press('Control+z');
    await expect(breakpointsPanel(page).getByRole('treeitem')).toHaveCount(3);
  });
}

/** The name of a row: what it waits for, and what stands at its right end. */
function named(name: string, hits: string): RegExp {
  const plain = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${plain(name)}.*, ${plain(hits)}$`);
}
