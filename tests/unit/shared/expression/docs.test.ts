import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCondition, parseExpression } from '../../../../shared/expression/parse';
import { RANGE_ENVIRONMENT } from '../../../../shared/expression/range-environment';
import { STEP_ENVIRONMENT } from '../../../../shared/expression/step-environment';
import { parseTemplate } from '../../../../shared/expression/template';
import { WATCH_ENVIRONMENT } from '../../../../shared/expression/watch-environment';
import { signature } from '../../../../shared/expression/words';

const text = readFileSync(new URL('../../../../docs/expressions.md', import.meta.url), 'utf8');
/** Cells of all tables, without the spaces that line them up. */
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
const [conditions, templates, watches, ranges] = [...text.matchAll(/```\n([^`]*)\n```/g)].map((match) =>
  match[1]!.split('\n'),
);

describe('docs/expressions.md', () => {
  it.each([
    ['fields', STEP_ENVIRONMENT.fields.map(({ name, meaning }) => [name, meaning])],
    ['functions', STEP_ENVIRONMENT.functions.map((known) => [signature(known), known.meaning])],
    ['fields of ranges', RANGE_ENVIRONMENT.fields.map(({ name, meaning }) => [name, meaning])],
    ['functions of ranges', RANGE_ENVIRONMENT.functions.map((known) => [signature(known), known.meaning])],
    ['watch functions', WATCH_ENVIRONMENT.functions.map((known) => [signature(known), known.meaning])],
    ...Object.entries(STEP_ENVIRONMENT.sets)
      .filter(([name]) => name !== 'flag')
      .map(([name, { names }]) => [name, names.map((one) => [one.name, one.meaning])]),
  ] as [string, [string, string][]][])('has the %s as they are', (_what, known) => {
    for (const [name, meaning] of known) {
      expect(
        rows.some((cells) => cells[0] === `\`${name}\`` && cells.at(-1) === meaning),
        name,
      ).toBe(true);
    }
  });

  it('has flags and fields of watches', () => {
    const names = [...STEP_ENVIRONMENT.sets['flag']!.names, ...WATCH_ENVIRONMENT.fields];
    for (const { name } of names) expect(text).toContain(`\`${name}\``);
  });

  it('has examples that are right', () => {
    expect([conditions!.length, templates!.length, watches!.length, ranges!.length]).toEqual([4, 1, 4, 4]);
    for (const line of conditions!)
      expect(parseCondition(line, STEP_ENVIRONMENT)).toMatchObject({ ok: true });
    for (const line of ranges!) expect(parseCondition(line, RANGE_ENVIRONMENT)).toMatchObject({ ok: true });
    for (const line of templates!) expect(parseTemplate(line, STEP_ENVIRONMENT)).toMatchObject({ ok: true });
    for (const line of watches!) expect(parseExpression(line, WATCH_ENVIRONMENT)).toMatchObject({ ok: true });
  });
});
