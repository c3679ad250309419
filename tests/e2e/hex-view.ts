/** What a memory view paints and what it tells screen readers, for the end-to-end tests. */
import { expect, type Locator, type Page } from '@playwright/test';
import { settled } from './panels';

/** A cell of a row: a byte, or a group that is drawn as one number. */
export interface ShownCell {
  /** Position of its first byte in the space. */
  readonly position: number;
  /** Its name for screen readers, in parts: address, text, …. */
  readonly name: readonly string[];
  /** The characters that are painted over it. */
  readonly painted: string;
  readonly columnIndex: number;
}

export interface ShownRow {
  readonly position: number;
  readonly rowIndex: number;
  /** Name of the row's header. */
  readonly header: string;
  readonly address: string;
  readonly symbol: string;
  /** In drawn order. */
  readonly cells: readonly ShownCell[];
  /** Painted in the text column, by the byte that it stands at. */
  readonly text: Readonly<Record<number, string>>;
  readonly textName: string;
  readonly meaning: string;
}

/** Waits until nothing is awaited, and reads all rows of bytes that are in sight. */
export async function readRowsOf(grid: Locator): Promise<ShownRow[]> {
  await settled(grid.page());
  await expect(grid.locator('[role=row][aria-busy=true]:not(.spare):visible')).toHaveCount(0);
  return grid.evaluate(rowsOfGrid);
}

/** Runs in the page. What is painted is found by where it is on the screen, not by how the grid is built. */
function rowsOfGrid(root: Element): ShownRow[] {
  /** Each character of the layers of text in an element, with the middle of its box. */
  function characters(host: Element | null): { readonly text: string; readonly x: number }[] {
    const found: { text: string; x: number }[] = [];
    for (const layer of Array.from(host?.querySelectorAll(':scope > .tone, :scope > .boxes > .box') ?? [])) {
      const node = layer.firstChild;
      if (!(node instanceof Text) || node.data === '') continue;
      const range = document.createRange();
      if (layer.classList.contains('box')) {
        found.push({ text: node.data, x: layer.getBoundingClientRect().left + 1 });
        continue;
      }
      for (let at = 0; at < node.data.length; at++) {
        if (node.data[at] === ' ') continue;
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const box = range.getBoundingClientRect();
        found.push({ text: node.data[at] ?? '', x: box.left + box.width / 2 });
      }
    }
    return found.sort((a, b) => a.x - b.x);
  }

  const rows = Array.from(root.querySelectorAll<HTMLElement>('[role=row][data-row]'));
  // Elements of rows that were in sight are kept for those that will be.
  const inSight = rows.filter((row) => row.offsetHeight > 0 && row.ariaHidden !== 'true');
  return inSight.map((row) => {
    const cells = Array.from(row.querySelectorAll<HTMLElement>('[data-col]'));
    const rowBytes = cells.length * Math.max(1, cells[0]?.childElementCount ?? 1);
    const position = Number(row.dataset['row']) * rowBytes;
    const digits = characters(row.querySelector('.hb'));
    const header = row.querySelector('[role=rowheader]');
    const chars = row.querySelector('.chars');
    const place = (chars?.getBoundingClientRect().width ?? 0) / rowBytes;
    const text: Record<number, string> = {};
    for (const one of characters(chars)) {
      text[Math.floor((one.x - (chars?.getBoundingClientRect().left ?? 0)) / place)] = one.text;
    }
    return {
      position,
      rowIndex: Number(row.getAttribute('aria-rowindex')),
      header: header?.getAttribute('aria-label') ?? '',
      address: header?.textContent ?? '',
      symbol: row.querySelector('.sy')?.textContent ?? '',
      cells: cells.map((cell) => {
        const box = cell.getBoundingClientRect();
        const over = digits.filter(({ x }) => x > box.left && x < box.right);
        return {
          position: position + Number(cell.dataset['col']),
          name: (cell.getAttribute('aria-label') ?? '').split(', '),
          painted: over.map((one) => one.text).join(''),
          columnIndex: Number(cell.getAttribute('aria-colindex')),
        };
      }),
      text,
      textName: row.querySelector('.as')?.getAttribute('aria-label') ?? '',
      meaning: row.querySelector('.hn')?.textContent ?? '',
    };
  });
}

/** The row that begins at a position; it has to be in sight. */
export function rowAt(rows: readonly ShownRow[], position: number): ShownRow {
  const row = rows.find((one) => one.position === position);
  if (!row)
    throw new Error(`no row at 0x${position.toString(16)}: ${rows.map((one) => one.header).join(' ')}`);
  return row;
}

/** A change of a view's settings: a value of a line of them, or what is shown or not. */
export type SettingChange = readonly [setting: string, value: string | boolean];

/** Changes settings of the memory view at hand. */
export async function changeSettings(page: Page, changes: readonly SettingChange[]): Promise<void> {
  await page.getByRole('button', { name: 'Settings of this memory view' }).click();
  const dialog = page.getByRole('dialog', { name: 'Settings of this memory view' });
  for (const [setting, value] of changes) {
    if (typeof value === 'boolean') {
      await dialog.getByLabel(setting, { exact: true }).setChecked(value);
    } else {
      const group = dialog.getByRole('radiogroup', { name: setting, exact: true });
      await group.getByRole('radio', { name: value, exact: true }).check();
    }
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await settled(page);
}
