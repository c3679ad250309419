import type { CDPSession, Page } from '@playwright/test';
import axe from 'axe-core';
import { expect, SAMPLE, test } from './application';
import { readRowsOf } from './hex-view';
import { KernelFile } from './kernel-file';
import { BASE, hex } from './load-facts';
import { focusedCell, goTo, settled, showSpace } from './panels';
import { hexGrid, spoken } from './panels-memory';
import { openSearch, searchFor } from './panels-search';

const facts = new KernelFile(SAMPLE);

/** A node of the tree that screen readers are given. */
interface Spoken {
  readonly role: string;
  readonly name: string;
  readonly isFocused: boolean;
  readonly children: readonly Spoken[];
}

/** The tree of accessible things of a page, without those that it leaves out. */
async function accessibleTree(session: CDPSession): Promise<Spoken> {
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const shown = (id: string): Spoken[] => {
    const node = byId.get(id);
    if (!node) return [];
    const children = (node.childIds ?? []).flatMap(shown);
    if (node.ignored) return children;
    const isFocused = node.properties?.some(({ name, value }) => name === 'focused' && value.value === true);
    return [
      {
        role: String(node.role?.value ?? ''),
        name: String(node.name?.value ?? ''),
        isFocused: isFocused ?? false,
        children,
      },
    ];
  };
  const [root] = shown(nodes[0]?.nodeId ?? '');
  if (!root) throw new Error('no accessibility tree');
  return root;
}

function all(node: Spoken, role: string): Spoken[] {
  const own = node.role === role ? [node] : [];
  return [...own, ...node.children.flatMap((child) => all(child, role))];
}

/** What a screen reader says of the cell with the focus. */
async function spokenCell(session: CDPSession): Promise<string> {
  const cells = all(await accessibleTree(session), 'gridcell').filter(({ isFocused }) => isFocused);
  return cells.map(({ name }) => name).join(' and ');
}

/** The ring round the cell with the focus, which is drawn over the cells beside it. */
function focusRing(page: Page): Promise<string> {
  return focusedCell(page).evaluate((cell) => {
    const { borderTopWidth, borderTopStyle } = getComputedStyle(cell, '::after');
    return `${borderTopWidth} ${borderTopStyle}`;
  });
}

async function debug(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Accessibility.enable');
  return session;
}

test('screen readers are given a grid whose cells say address, byte and meaning', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  await showSpace(page, 'File');
  await goTo(page, 'file 0x0');
  const grid = hexGrid(page);
  const rows = await readRowsOf(grid);
  const session = await debug(page);
  const tree = all(await accessibleTree(session), 'grid').find(({ name }) => name === 'Kernel file');
  expect(tree).toBeDefined();

  // Every byte in sight, once, by its address, its digits, and what it is.
  const cells = all(tree!, 'gridcell').filter(({ name }) => /^0x[0-9a-f]+, [0-9a-f]{2}, \S/.test(name));
  const positions = rows.flatMap((row) => row.cells.map(({ position }) => position));
  expect(positions.length).toBeGreaterThan(100);
  expect(cells.map(({ name }) => name.split(', ').slice(0, 2))).toEqual(
    positions.map((at) => [hex(at), facts.bytes.subarray(at, at + 1).toString('hex')]),
  );
  expect(
    cells
      .filter(({ name }) => !/, file, (?:read-only|code|data|unmapped)/.test(name))
      .map(({ name }) => name),
  ).toEqual(cells.filter(({ name }) => name.includes('handed over')).map(({ name }) => name));
  // What is only painted is not read out besides.
  expect(all(tree!, 'StaticText').some(({ name }) => /^[0-9a-f]{2}(?: [0-9a-f]{2}){3}/.test(name))).toBe(
    false,
  );

  const headers = all(tree!, 'columnheader').map(({ name }) => name);
  expect(headers).toEqual([
    'Address',
    ...Array.from({ length: 16 }, (_, i) => i.toString(16).padStart(2, '0')),
    'Text',
    'Meaning',
  ]);
  expect(all(tree!, 'rowheader').map(({ name }) => name)).toEqual(rows.map(({ position }) => hex(position)));
  const count = Number(await grid.getAttribute('aria-rowcount'));
  expect(await grid.getAttribute('aria-colcount')).toBe('19');
  const indexes = rows.map(({ rowIndex }) => rowIndex);
  expect(indexes).toEqual([...indexes].sort((a, b) => a - b));
  expect(new Set(indexes).size).toBe(indexes.length);
  expect(Math.min(...indexes)).toBeGreaterThan(1);
  expect(Math.max(...indexes)).toBeLessThanOrEqual(count);
  expect(rows[0]?.cells.map(({ columnIndex }) => columnIndex)).toEqual(
    Array.from({ length: 16 }, (_, i) => i + 2),
  );
  // Rows keep their numbers when they are scrolled.
  const fourth = rows.find(({ position }) => position === 0x40);
  await grid.hover();
  await page.mouse.wheel(0, 40);
  await expect(grid.getByRole('rowheader', { name: '0x0', exact: true })).toHaveCount(0);
  const after = await readRowsOf(grid);
  expect(after.find(({ position }) => position === 0x40)?.rowIndex).toBe(fourth?.rowIndex);
});

test('every movement is spoken: the cell with the focus is the byte at the cursor', async ({ launch }) => {
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  await goTo(page, 'file 0x18');
  const session = await debug(page);
  let at = 0x18;
  for (const [key, by] of [
    ['ArrowRight', 1],
    ['ArrowDown', 16],
    ['ArrowLeft', -1],
    ['ArrowUp', -16],
    ['End', 7],
    ['PageDown', null],
    ['Home', null],
  ] as const) {
    const before = (await focusedCell(page).getAttribute('aria-label')) ?? '';
    await page.keyboard.press(key);
    await expect(focusedCell(page)).not.toHaveAttribute('aria-label', before);
    await settled(page);
    const name = await spokenCell(session);
    at = by === null ? Number(name.split(', ')[0]) : at + by;
    const byte = facts.bytes.subarray(at, at + 1).toString('hex');
    expect(name).toMatch(new RegExp(`^${hex(at)}, ${byte}, file, `));
    expect(await focusRing(page)).toBe('2px solid');
  }
  // A word that a relocation wrote, and an entry of a table, say so.
  await goTo(page, `virt ${hex(BASE + 0x9040n)}`);
  expect(await spokenCell(session)).toMatch(/^0x8000009040, 58, relocated/);
  await page.keyboard.press('Control+Alt+e');
  await page.keyboard.press('1');
  await expect(spoken(page)).toContainText(/cannot be edited/);
  await page.keyboard.press('Escape');
  await goTo(page, 'file 0x18');
  await page.keyboard.press('Insert');
  await page.keyboard.press('c');
  await expect(spoken(page)).toContainText(/second digit/);
  await page.keyboard.press('0');
  await expect(spoken(page)).toContainText('c0 at file offset 0x18');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => spokenCell(session)).toMatch(/^0x18, c0, .*edited, was b0/);
});

/** Serious and critical violations of a part of the window. */
async function violations(page: Page, part: string): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate(
    (context) => (window as unknown as { axe: typeof axe }).axe.run(context, { resultTypes: ['violations'] }),
    part,
  );
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
    );
}

test('twice as large and with high contrast everything in the memory view is there and lines up', async ({
  launch,
}) => {
  test.slow();
  const app = await launch({ file: SAMPLE });
  await app.waitFor('ready');
  const { page } = app;
  for (const theme of ['light', 'dark'] as const) {
    await app.menu(`theme.${theme}`);
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
  }
  await app.menu('theme.contrast');
  await expect(page.locator('html')).toHaveAttribute('data-theme', /^contrast/);
  // A match, a mark, a structure and an edit, all in sight.
  await goTo(page, 'file 0x40');
  await page.keyboard.press('Control+Alt+o');
  await expect(hexGrid(page).locator('[role=gridcell][aria-selected=true]').nth(1)).toBeVisible();
  await page.keyboard.press('Control+m');
  await page.keyboard.press('Escape');
  const panel = await openSearch(page);
  await searchFor(panel, { kind: 'Bytes', text: '06 00 00 00' });
  await page.keyboard.press('Control+1');
  await goTo(page, 'file 0x18');
  await page.keyboard.press('Control+Alt+e');
  await page.keyboard.type('c0');
  await settled(page);
  const grid = hexGrid(page);
  for (const what of [', edited, was b0', ', mark ', ', match', ', ELF header']) {
    expect(await grid.locator(`[role=gridcell][aria-label*="${what}"]`).count(), what).toBeGreaterThan(0);
  }
  expect(await violations(page, '[data-panel=memory]')).toEqual([]);
  await page.keyboard.press('Escape');

  const before = await page.evaluate(() => innerWidth);
  await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2),
  );
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(before / 2);
  await settled(page);
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBeLessThanOrEqual(1);
  await page.keyboard.press('Control+1');
  await goTo(page, 'file 0x18');
  for (const key of ['ArrowRight', 'ArrowDown', 'End', 'ArrowDown', 'Home']) {
    await page.keyboard.press(key);
    await settled(page);
    await expect(focusedCell(page)).toBeInViewport({ ratio: 1 });
  }
  const rows = await readRowsOf(grid);
  expect(rows.length).toBeGreaterThanOrEqual(2);
  const cells = rows.flatMap((row) => row.cells);
  expect(cells.map(({ painted }) => painted)).toEqual(cells.map(({ name }) => name[1]));
  expect(await violations(page, '[data-panel=memory]')).toEqual([]);
});
