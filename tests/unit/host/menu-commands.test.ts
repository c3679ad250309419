import { describe, expect, it } from 'vitest';
import { MENU_COMMANDS, menuTitle } from '../../../main/host/menu-commands';
import { COMMAND_GROUPS, COMMANDS } from '../../../shared/commands';
import { VIEW_NAMES } from '../../../shared/contract';

describe('the commands of the menus', () => {
  it('are every command, each once', () => {
    expect([...MENU_COMMANDS].sort()).toEqual(COMMANDS.map(({ command }) => command).sort());
  });

  it('show every view', () => {
    expect(MENU_COMMANDS).toEqual(expect.arrayContaining(VIEW_NAMES.map((view) => `view.${view}`)));
  });

  it('have labels that tell them apart, in known groups', () => {
    expect(new Set(COMMANDS.map(({ group, label }) => `${group} ${label}`)).size).toBe(COMMANDS.length);
    for (const { group } of COMMANDS) expect(COMMAND_GROUPS).toContain(group);
  });

  it('are written as titles', () => {
    expect(menuTitle('Step over back')).toBe('Step Over Back');
    expect(menuTitle('Run back to last write')).toBe('Run Back to Last Write');
    expect(menuTitle('Export steps as JSON lines…')).toBe('Export Steps as JSON Lines…');
  });
});
