import { describe, expect, it } from 'vitest';
import type { MenuItem } from '../../../../../renderer/components/menu-item';
import { formatOf } from '../../../../../renderer/panels/memory/copy/formats';
import { MAX_SEARCHED, selectionItems } from '../../../../../renderer/panels/memory/select/selection-menu';
import { COMMANDS } from '../../../../../shared/commands';

const items = (length: number): MenuItem[] => selectionItems({ length, format: formatOf('rust') });
const flat = (list: readonly MenuItem[]): MenuItem[] =>
  list.flatMap((item) => [item, ...flat(item.items ?? [])]);
const byId = (length: number, id: string): MenuItem | undefined =>
  flat(items(length)).find((item) => item.id === id);

describe('the menu of selected bytes', () => {
  it('has every command once, under ids of their own', () => {
    const ids = flat(items(8)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const selects = COMMANDS.filter(({ command }) => command.startsWith('memory.select.'));
    for (const { command } of selects) expect(ids).toContain(command);
  });

  it('says what Ctrl+C copies', () => {
    expect(byId(8, 'copy')).toMatchObject({ label: 'Copy as Rust array', keys: 'Ctrl+C', disabled: false });
  });

  it('offers without a selection only what needs none', () => {
    const possible = flat(items(0)).filter(({ disabled, items: inner }) => disabled !== true && !inner);
    expect(possible.map(({ id }) => id).filter((id) => !id.startsWith('follow.'))).toEqual([
      'memory.select.all',
      'memory.select.range',
    ]);
    expect(byId(0, 'follow')?.disabled).toBe(true);
  });

  it('searches only for what can be found again', () => {
    expect(byId(MAX_SEARCHED, 'search')?.disabled).toBe(false);
    expect(byId(MAX_SEARCHED + 1, 'search')?.disabled).toBe(true);
  });
});
