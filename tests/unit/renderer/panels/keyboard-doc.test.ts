import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PANEL_KEYS } from '../../../../renderer/panels/keys/panel-keys';
import { COMMAND_GROUPS, COMMANDS } from '../../../../shared/commands';

/** A row of a table as Markdown has it, whatever its columns are padded with. */
function row(label: string, keys: readonly string[]): string {
  return `| ${label.replace('…', '')} | ${keys.map((key) => `\`${key}\``).join(', ')} |`;
}

/** The keys of commands and of single panels, section by section, as docs/keyboard.md has to list them. */
function expectedRows(): Map<string, string[]> {
  const commands = COMMAND_GROUPS.map((group): [string, string[]] => [
    group,
    COMMANDS.filter((one) => one.group === group && one.keys.length > 0).map(({ label, keys }) =>
      row(label, keys),
    ),
  ]);
  const panels = PANEL_KEYS.map(({ panel, rows }): [string, string[]] => [
    panel,
    rows.map(({ label, keys }) => row(label, keys)),
  ]);
  return new Map([...commands, ...panels].filter(([, rows]) => rows.length > 0));
}

it('docs/keyboard.md lists every key, and no other', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../../docs/keyboard.md'), 'utf8');
  const sections = text.split(/^### /m).slice(1);
  const listed = sections.map((section): [string, string[]] => {
    const [heading = '', ...lines] = section.split('\n');
    const rows = lines.filter((line) => /^\|.*`/.test(line)).map((line) => line.replace(/ +/g, ' '));
    return [heading, rows];
  });
  expect(new Map(listed)).toEqual(expectedRows());
});
