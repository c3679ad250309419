/** The loader's source, the call stack and what else shows the moment, for the end-to-end tests. */
import { expect, type Locator, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './application';
import { settled, snapshot, type Snapshot } from './panels';

/** A line of the loader's source by its text, from the file itself; 1-based. */
export function lineOf(file: string, text: string): number {
  const lines = readFileSync(join(ROOT, 'main', 'engine', 'loader', file), 'utf8').split('\n');
  const found = lines.flatMap((line, index) => (line.includes(text) ? [index + 1] : []));
  if (found.length !== 1) throw new Error(`${found.length} lines of ${file} have ${text}`);
  return found[0]!;
}

/** The source panel. */
export function sourcePanel(page: Page): Locator {
  return page.getByRole('region', { name: 'Loader source' });
}

/** The tab of the file that the source panel shows. */
export function sourceFile(page: Page): Locator {
  const files = sourcePanel(page).getByRole('tablist', { name: 'Source files' });
  return files.getByRole('tab', { selected: true });
}

/** Clicks in the gutter beside a line that is in sight. */
export async function clickGutter(page: Page, line: number): Promise<void> {
  const numbers = sourcePanel(page).locator('.margin .line-numbers');
  await numbers.filter({ hasText: new RegExp(`^${line}$`) }).click();
  await settled(page);
}

/** Calls of the stack, innermost first, as the panel writes them. */
export async function callStack(page: Page): Promise<string[]> {
  const frames = page.getByRole('listbox', { name: 'Frames, innermost first' }).getByRole('option');
  return (await frames.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
}

/** Selects a call of the stack by its function; its line comes to the front. */
export async function selectCall(page: Page, name: string): Promise<void> {
  const frames = page.getByRole('listbox', { name: 'Frames, innermost first' }).getByRole('option');
  await frames.filter({ hasText: new RegExp(`^\\s*${name}\\b`) }).click();
  await settled(page);
}

/** What all views show of one moment. */
export interface Views extends Snapshot {
  readonly stack: readonly string[];
  readonly inspector: string;
  /** Title and place in time of the current row of the tree of steps. */
  readonly step: string;
}

/** What all views show; that they show the same moment is checked. */
export async function views(page: Page): Promise<Views> {
  const seen = await snapshot(page);
  const op = seen.moment.toLocaleString('en-US');
  await expect(page.getByRole('status', { name: 'Position' })).toContainText(new RegExp(`op\\s*${op}\\s*of`));
  await expect(page.getByRole('slider', { name: 'Current moment' })).toHaveAttribute(
    'aria-valuenow',
    String(seen.moment),
  );
  const stack = await callStack(page);
  const [, file, line] = /([\w-]+\.ts):(\d+)$/.exec(stack[0] ?? '') ?? [];
  await expect(sourceFile(page)).toHaveText(file ?? '');
  // A line that is wrapped has a number beside its first row only.
  const numbers = sourcePanel(page).locator('.source-now-number').filter({ hasText: /\d/ });
  await expect(numbers).toHaveText(line ?? '');
  const inspector = page.getByRole('region', { name: 'Inspector' });
  const current = page.getByRole('tree', { name: 'Steps of the load' }).locator('[aria-current=step]');
  return {
    ...seen,
    stack,
    inspector: await inspector.getByRole('heading', { level: 3 }).innerText(),
    step: (await current.innerText()).replace(/\s+/g, ' '),
  };
}
