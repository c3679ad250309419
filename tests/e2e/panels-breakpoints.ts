/** The breakpoints panel, for the end-to-end tests. */
import { expect, type Locator, type Page } from '@playwright/test';
import { settled } from './panels';

/** A breakpoint as a user fills in its form: fields by their labels. */
export interface Draft {
  readonly on:
    | 'Source line'
    | 'Function'
    | 'Kind of step'
    | 'Segment'
    | 'Relocations'
    | 'Address range'
    | 'Page-table entry'
    | 'Frame';
  readonly fields?: Readonly<Record<string, string>>;
  /** All that are checked. */
  readonly events?: readonly string[];
  readonly condition?: string;
  readonly log?: string;
  readonly group?: string;
}

/** The panel. */
export function breakpointsPanel(page: Page): Locator {
  return page.getByRole('region', { name: 'Breakpoints' });
}

/** The form of a breakpoint, new or old. */
export function breakpointForm(page: Page): Locator {
  return page.getByRole('form', { name: /^(New|Edit) (breakpoint|logpoint)$/ });
}

/** Opens the form for a new breakpoint. */
export async function openForm(page: Page, on: Draft['on']): Promise<Locator> {
  await breakpointsPanel(page).getByRole('button', { name: 'Add breakpoint' }).first().click();
  await page.getByRole('menuitem', { name: `${on}…`, exact: true }).click();
  return breakpointForm(page);
}

/** Fills in fields of a form, whether they are typed into or chosen from. */
export async function fillIn(form: Locator, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) {
    const field = form.getByLabel(label, { exact: true });
    if (await field.evaluate((element) => element instanceof HTMLSelectElement)) {
      await field.selectOption(value);
    } else await field.fill(value);
  }
}

async function check(form: Locator, events: readonly string[]): Promise<void> {
  for (const box of await form.getByRole('checkbox').all()) {
    const wanted = events.includes((await box.innerText()).trim());
    if (wanted !== ((await box.getAttribute('aria-checked')) === 'true')) await box.click();
  }
  await expect(form.getByRole('checkbox', { checked: true })).toHaveCount(events.length);
}

/** Presses the button that keeps what the form says; the form closes. */
export async function keep(form: Locator): Promise<void> {
  await form.getByRole('button', { name: /^(Add|Save)$/ }).click();
  await expect(form).toHaveCount(0);
  await settled(form.page());
}

/** Adds a breakpoint. */
export async function addBreakpoint(page: Page, draft: Draft): Promise<void> {
  const form = await openForm(page, draft.on);
  await fillIn(form, draft.fields ?? {});
  if (draft.events) await check(form, draft.events);
  if (draft.condition !== undefined) await fillIn(form, { Condition: draft.condition });
  if (draft.log !== undefined) {
    await form.getByRole('radio', { name: 'Log' }).click();
    await fillIn(form, { 'Text to log': draft.log });
  }
  if (draft.group !== undefined) await fillIn(form, { Group: draft.group });
  await keep(form);
}

/** The row of a breakpoint, or of a group, by a part of its name. */
export function breakpointRow(page: Page, name: string): Locator {
  return breakpointsPanel(page).getByRole('treeitem', { name });
}

/** Names of all rows, in their order. */
export async function breakpointNames(page: Page): Promise<string[]> {
  const rows = breakpointsPanel(page).getByRole('treeitem');
  return rows.evaluateAll((all) => all.map((row) => row.getAttribute('aria-label') ?? ''));
}

/** Chooses from the menu of a row. */
export async function chooseFor(row: Locator, item: string): Promise<void> {
  await row.click({ button: 'right' });
  await row.page().getByRole('menuitem', { name: item }).click();
}
