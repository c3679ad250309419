/** What a user sees and does in a window with a loaded kernel, for the end-to-end tests. */
import { expect, type Locator, type Page } from '@playwright/test';

/** Kinds of steps under the names of the breakpoints panel. */
export type StepName = 'Map page' | 'Bss edge page' | 'Relocation';

/** A change that a hex view marks: its first address, the new bytes, the old bytes. */
export interface ShownChange {
  readonly address: number;
  readonly bytes: readonly number[];
  readonly was: readonly number[];
}

/** What the window shows of one moment. */
export interface Snapshot {
  readonly moment: number;
  /** The walk of the step's page through the tables, in words; `null` where the step is about no page. */
  readonly walk: string | null;
  /** The marked bytes, where they are few enough to be on the screen together. */
  readonly change: ShownChange | null;
}

/** More marked bytes than this do not fit the view. */
const MOST_MARKED = 16;

/** Waits until every panel shows the current moment. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-pending', '0');
  // Rows that were scrolled into sight quickly have the names of their cells a little later.
  await expect(page.locator('[role=row][aria-busy=true]:has(> .hb:not(.awaited)):not(.spare)')).toHaveCount(
    0,
  );
}

/** The current moment. */
export async function momentOf(page: Page): Promise<number> {
  const html = page.locator('html');
  // While the answer about a new moment is awaited there is none.
  await expect(html).toHaveAttribute('data-moment', /^\d+$/);
  return Number(await html.getAttribute('data-moment'));
}

/** Presses a key that moves in time and waits for the arrival. */
export async function travel(page: Page, key: string): Promise<void> {
  const before = await momentOf(page);
  await page.keyboard.press(key);
  await expect(page.locator('html')).not.toHaveAttribute('data-moment', String(before));
  await settled(page);
}

/** Holds a key down until it has been repeated so often. */
export async function hold(page: Page, key: string, presses: number): Promise<void> {
  const keys = key.split('+');
  const last = keys.pop()!;
  for (const modifier of keys) await page.keyboard.down(modifier);
  for (let i = 0; i < presses; i += 1) await page.keyboard.down(last);
  for (const one of [last, ...keys]) await page.keyboard.up(one);
}

/** Types into the one field of a box that has the focus, and presses Enter. */
export async function typeInto(box: Locator, text: string): Promise<void> {
  const field = box.getByRole('textbox').or(box.getByRole('combobox'));
  await expect(field).toBeFocused();
  await field.fill(text);
  await field.press('Enter');
}

/** Goes to the start of the load, wherever the window is. */
export async function toStart(page: Page): Promise<void> {
  if ((await momentOf(page)) !== 0) await travel(page, 'Control+Home');
}

/** Sets the one breakpoint, on a kind of step, in the breakpoints panel. */
export async function breakOn(page: Page, step: StepName): Promise<void> {
  const panel = page.getByRole('region', { name: 'Breakpoints' });
  await panel.getByRole('button', { name: 'Add breakpoint' }).first().click();
  await page.getByRole('menuitem', { name: 'Kind of step…' }).click();
  await panel.getByLabel('Kind', { exact: true }).selectOption({ label: step });
  await panel.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(panel.getByRole('treeitem')).toContainText(step);
  await settled(page);
}

/** What the window shows now. */
export async function snapshot(page: Page): Promise<Snapshot> {
  await settled(page);
  const [walk] = await page.locator('[aria-label^="Walk of"]').allInnerTexts();
  return {
    moment: await momentOf(page),
    walk: walk?.replace(/\s+/g, ' ') ?? null,
    change: await shownChange(page),
  };
}

/** Steps `count` times with a key; the snapshots before the first and after each step. */
export async function walkThrough(page: Page, key: string, count: number): Promise<Snapshot[]> {
  const seen = [await snapshot(page)];
  for (let i = 0; i < count; i += 1) {
    await travel(page, key);
    seen.push(await snapshot(page));
  }
  return seen;
}

async function shownChange(page: Page): Promise<ShownChange | null> {
  const names = await cellNames(page.locator('[role=gridcell].chg').filter({ visible: true }));
  if (names.length === 0 || names.length > MOST_MARKED) return null;
  const cells = names.map((name) => ({ ...readCell(name), was: wasOf(name) }));
  return {
    address: Number(cells[0]!.address),
    bytes: cells.map(({ byte }) => byte),
    was: cells.map(({ was }) => was),
  };
}

/** The byte of the hex views at an address, where it is in sight. */
export function hexCell(page: Page, address: bigint): Locator {
  return page.locator(`[role=gridcell][aria-label^="0x${address.toString(16)}, "]`).filter({ visible: true });
}

/** The byte that has the keyboard. */
export function focusedCell(page: Page): Locator {
  return page.locator('[role=gridcell]:focus');
}

/** What cells are called: `ADDRESS, BYTE, MEANING…`. Their texts are drawn over them and belong to no cell. */
export function cellNames(cells: Locator): Promise<string[]> {
  return cells.evaluateAll((all) => all.map((cell) => cell.getAttribute('aria-label') ?? ''));
}

/** Address and byte in the name of a cell. */
function readCell(name: string): { address: bigint; byte: number } {
  const [, address, byte] = /^(0x[0-9a-f]+), ([0-9a-f]{2}), /.exec(name) ?? [];
  if (address === undefined || byte === undefined) throw new Error(`no byte has the name: ${name}`);
  return { address: BigInt(address), byte: parseInt(byte, 16) };
}

/** What the byte of a cell was before the op at the moment, by the cell's name. */
function wasOf(name: string): number {
  const [, was] = /, changed, was ([0-9a-f]{2})\b/.exec(name) ?? [];
  if (was === undefined) throw new Error(`no changed byte has the name: ${name}`);
  return parseInt(was, 16);
}

/** Goes to an address or a moment with the go-to field. */
export async function goTo(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+g');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  // The field is left once the place is known.
  await expect(page.locator('#goto-field')).toHaveValue('');
  await settled(page);
}

/** Chooses a tab of the memory panel. */
export async function showSpace(page: Page, title: 'Physical' | 'Virtual' | 'File'): Promise<void> {
  await page.getByRole('tab', { name: title, exact: true }).click();
  await settled(page);
}

/** The bytes that the hex view shows from an address on; they have to be in sight. */
export async function shownBytes(page: Page, address: bigint, count: number): Promise<number[]> {
  const bytes: number[] = [];
  for (let i = 0n; i < count; i += 1n) {
    bytes.push(readCell((await hexCell(page, address + i).getAttribute('aria-label')) ?? '').byte);
  }
  return bytes;
}

/** A 64-bit value as it lies in memory. */
export function littleEndian(value: bigint): number[] {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return [...bytes];
}
