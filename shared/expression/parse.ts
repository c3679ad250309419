import { checkSyntax, notTrue } from './check';
import { readSyntax } from './syntax';
import { fail, problemOf, type Environment, type Parsed } from './types';

/** Reads and checks an expression of any type. Never throws. */
export function parseExpression(text: string, environment: Environment): Parsed {
  try {
    return { ok: true, expression: checkSyntax(readSyntax(text), environment) };
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}

/** Reads and checks an expression that must be true or false: a condition or a filter. Never throws. */
export function parseCondition(text: string, environment: Environment): Parsed {
  const parsed = parseExpression(text, environment);
  if (!parsed.ok || parsed.expression.type.kind === 'boolean') return parsed;
  try {
    return fail(parsed.expression, notTrue(parsed.expression.type, environment));
  } catch (error) {
    return { ok: false, problem: problemOf(error) };
  }
}
