import { describe, expect, it } from 'vitest';
import { STEP_ENVIRONMENT } from '../../../../shared/expression/step-environment';
import { parseTemplate } from '../../../../shared/expression/template';

function parts(text: string) {
  const parsed = parseTemplate(text, STEP_ENVIRONMENT);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.template.parts.map((part) =>
    typeof part === 'string' ? part : [part.expression.node, part.format],
  );
}

function wrong(text: string): [string, string] {
  const parsed = parseTemplate(text, STEP_ENVIRONMENT);
  if (parsed.ok) throw new Error(`“${text}” is right`);
  const { at, length, message } = parsed.problem;
  return [text.slice(at, at + length), message];
}

describe('a template', () => {
  it('is text and expressions', () => {
    expect(parts('Hello')).toEqual(['Hello']);
    expect(parts('')).toEqual([]);
    expect(parts('#{relocation} → {value:x}!')).toEqual(['#', ['field', null], ' → ', ['field', 'x'], '!']);
    expect(parts('{step + 1 : d}')).toEqual([['arithmetic', 'd']]);
  });

  it('has doubled braces for braces, and braces in texts of expressions', () => {
    expect(parts('{{x}} {op}')).toEqual(['{x} ', ['field', null]]);
    expect(parts('{{{op}}}')).toEqual(['{', ['field', null], '}']);
    expect(parts('{label contains "}:x"}')).toEqual([['search', null]]);
  });

  it.each([
    ['at {adress}', 'adress', 'There is no field “adress”. Did you mean “address”?'],
    ['at {address', '{', 'There is no } for this {. Write {{ for a brace.'],
    ['at }', '}', 'There is no { for this }. Write }} for a brace.'],
    ['{{x}} and }', '}', 'There is no { for this }. Write }} for a brace.'],
    ['{}', '{}', 'The braces are empty. Name a field in them, such as {address}.'],
    ['{op:q}', ':q', 'Behind the colon stands x for hexadecimal, d for decimal or b for binary.'],
    ['{label:x}', ':x', 'Only numbers can be written in another way.'],
  ])('%s is wrong at its place', (text, part, message) => expect(wrong(text)).toEqual([part, message]));

  it('has a bound', () => {
    expect(wrong('{op}'.repeat(101))[1]).toContain('100 are the most');
    expect(wrong('x'.repeat(5000))[1]).toContain('4096 characters');
  });
});
