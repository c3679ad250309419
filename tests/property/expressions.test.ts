/** Conditions over steps: batches of columns against one value at a time; and what is typed at random. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StepQuery } from '../../main/engine/query/step-query';
import { StepTemplate } from '../../main/engine/query/step-template';
import { complete, completeTemplate } from '../../shared/expression/complete';
import { evaluate } from '../../shared/expression/evaluate';
import { ABSENT, formatNumber } from '../../shared/expression/format';
import { parseCondition, parseExpression } from '../../shared/expression/parse';
import { STEP_ENVIRONMENT } from '../../shared/expression/step-environment';
import { parseTemplate } from '../../shared/expression/template';
import type { Expression } from '../../shared/expression/types';
import { WATCH_ENVIRONMENT } from '../../shared/expression/watch-environment';
import { DEFAULT_MACHINE } from '../../shared/machine';
import { kernels, loadKernelFile, SAMPLE_ELF } from '../fixtures/loaded';
import { stepResolver } from '../fixtures/step-fields';
import { SEED } from './settings';

const sample = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE }).view;
/** Loads that are short, whole and failed: each of their ops is looked at. */
const short = kernels()
  .map((kernel) => loadKernelFile(kernel).view)
  .filter(({ trace }) => trace.opCount < 400);

const { fields } = STEP_ENVIRONMENT;
const numberFields = fields.filter(({ type }) => type.kind === 'number').map(({ name }) => name);
const textFields = fields.filter(({ type }) => type.kind === 'text').map(({ name }) => name);
const truthFields = fields.filter(({ type }) => type.kind === 'boolean').map(({ name }) => name);

/** Numbers that ops have, numbers beside them, and those at which arithmetic turns. */
const knownNumbers = [0n, 1n, 2n, 7n, 63n, 64n, 4096n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 63n]
  .concat(2n ** 53n - 1n, 2n ** 63n - 1n, 2n ** 64n - 1n, sample.offset, BigInt(sample.kernelAddress))
  .concat(
    [0.001, 0.01, 0.9, 0.99].flatMap((share) =>
      numberFields.flatMap((name) => {
        const value = stepResolver(sample, Math.floor(share * sample.trace.opCount)).field(name);
        return typeof value === 'bigint' ? [value] : [];
      }),
    ),
  );
const literal = fc
  .oneof(fc.constantFrom(...knownNumbers), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt(0n, 100n))
  .chain((value) => fc.constantFrom(String(value), `0x${value.toString(16)}`));
const word = fc.constantFrom('page', 'map', '18', 'LOAD', 'f', '_', 'copied', 'zzz', '');

const { condition } = fc.letrec<{ number: string; condition: string }>((tie) => ({
  number: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(...numberFields),
    literal,
    fc.constant('symbol("_start")'),
    fc.tuple(fc.constantFrom('-', '~'), tie('number')).map(([sign, of]) => `${sign}(${of})`),
    fc
      .tuple(
        tie('number'),
        fc.constantFrom('+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>'),
        tie('number'),
      )
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
  ),
  condition: fc.oneof(
    { maxDepth: 3 },
    fc
      .tuple(tie('number'), fc.constantFrom('==', '!=', '<', '<=', '>', '>='), tie('number'))
      .map((parts) => parts.join(' ')),
    fc.tuple(fc.constantFrom(...numberFields), literal).map(([name, value]) => `${name} == ${value}`),
    fc.tuple(tie('number'), tie('number'), tie('number')).map(([v, a, b]) => `${v} in ${a}..${b}`),
    fc.constantFrom(...truthFields, 'true', 'false'),
    fc
      .tuple(fc.constantFrom('kind', 'stage', 'action'), fc.constantFrom('==', '!='), fc.nat(20))
      .map(([set, operator, pick]) => {
        const { names } = STEP_ENVIRONMENT.sets[set]!;
        return `${set} ${operator} ${names[pick % names.length]!.name}`;
      }),
    fc
      .tuple(
        fc.constantFrom('flag', 'gained', 'lost'),
        fc.constantFrom('PRESENT', 'WRITABLE', 'COPIED', 'NO_EXECUTE', 'ACCESSED'),
      )
      .map(([name, flag]) => `${name}(${flag})`),
    fc.tuple(tie('number')).map(([of]) => `has(${of})`),
    fc
      .tuple(
        fc.constantFrom(...textFields),
        fc.constantFrom('==', '!=', 'contains', 'startsWith', 'endsWith', 'matches'),
        word,
      )
      .map(
        ([name, operator, text]) => `${name} ${operator} "${operator === 'matches' ? `*${text}?*` : text}"`,
      ),
    fc.constantFrom('symbol == place', 'stage == stage', '(present == writable)', 'writable != (op > 1)'),
    fc.tuple(tie('condition')).map(([of]) => `!(${of})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition'))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
  ),
}));

/** The tree of a text that must be right, but that nothing may be divided by a zero that stands there. */
function read(text: string): Expression | null {
  const parsed = parseCondition(text, STEP_ENVIRONMENT);
  if (parsed.ok) return parsed.expression;
  expect(parsed.problem.message).toMatch(/divided by zero|range ends/);
  return null;
}

describe('conditions over steps', () => {
  it('are true of the same ops in batches as one by one', () => {
    fc.assert(
      fc.property(condition, fc.array(fc.nat(sample.trace.opCount), { maxLength: 200 }), (text, list) => {
        const expression = read(text);
        if (expression === null) return;
        const moments = Uint32Array.from([...new Set(list)]).sort();
        const expected = moments.filter(
          (moment) => moment > 0 && evaluate(expression, stepResolver(sample, moment - 1)) === true,
        );
        const query = StepQuery.compile(sample, expression);
        expect(query.select(moments)).toEqual(expected);
        const all = new Set(query.selectAll());
        expect(moments.filter((moment) => all.has(moment))).toEqual(expected);
      }),
      { seed: SEED, numRuns: 600 },
    );
  });

  it('are so for short loads, whole and failed, and let their steps through', () => {
    fc.assert(
      fc.property(fc.constantFrom(...short), condition, (view, text) => {
        const expression = read(text);
        if (expression === null) return;
        const moments = Array.from({ length: view.trace.opCount }, (_, op) => op + 1);
        const expected = moments.filter(
          (moment) => evaluate(expression, stepResolver(view, moment - 1)) === true,
        );
        const query = StepQuery.compile(view, expression);
        expect(Array.from(query.selectAll())).toEqual(expected);
        const steps = new Set(
          expected.map((moment) => Number(stepResolver(view, moment - 1).field('step')) - 1),
        );
        expect(Array.from(query.selectSteps())).toEqual([...steps]);
      }),
      { seed: SEED, numRuns: 600 },
    );
  });

  it('have every field at every op of the sample', () => {
    for (const { name, type } of fields) {
      const parsed = parseTemplate(`{${name}}`, STEP_ENVIRONMENT);
      if (!parsed.ok) throw new Error(parsed.problem.message);
      const template = StepTemplate.compile(sample, parsed.template);
      for (let op = 0; op < sample.trace.opCount; op += 3) {
        const value = stepResolver(sample, op).field(name);
        const expected =
          typeof value === 'bigint' ? formatNumber(value, type) : value === null ? ABSENT : String(value);
        expect(`${name} ${template.render(op + 1)}`).toBe(`${name} ${expected || ABSENT}`);
      }
    }
  });
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    ...[
      'kind',
      '==',
      'addend',
      '0x1',
      '(',
      ')',
      '&&',
      '||',
      '!',
      '-',
      '"',
      'in',
      '..',
      '{',
      '}',
      ':x',
      ',',
      '\\',
    ],
    ...[
      'contains',
      'gained',
      'u64',
      'main',
      '~',
      '<<',
      'relocation',
      'true',
      "1'0",
      '9K',
      '0x',
      '=',
      '::',
      '.',
      ' ',
    ],
  );
  const garbage = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.array(pieces, { maxLength: 25 }).map((list) => list.join(' ')),
    fc.array(pieces, { maxLength: 25 }).map((list) => list.join('')),
  );

  it('is an expression, or wrong at a place of it', () => {
    fc.assert(
      fc.property(garbage, (text) => {
        for (const environment of [STEP_ENVIRONMENT, WATCH_ENVIRONMENT]) {
          for (const parsed of [parseExpression(text, environment), parseTemplate(text, environment)]) {
            if (parsed.ok) continue;
            const { at, length, message } = parsed.problem;
            expect(message).not.toBe('');
            expect(at).toBeGreaterThanOrEqual(0);
            expect(at + length).toBeLessThanOrEqual(text.length);
          }
        }
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });

  it('can be completed at any place, by what puts the cursor into it', () => {
    fc.assert(
      fc.property(garbage, fc.nat(60), (text, place) => {
        const cursor = Math.min(place, text.length);
        for (const ask of [complete, completeTemplate]) {
          const { from, to, items } = ask(text, cursor, WATCH_ENVIRONMENT);
          if (items.length === 0) continue;
          expect(from).toBeLessThanOrEqual(cursor);
          expect(to).toBeGreaterThanOrEqual(cursor);
        }
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it('is read in a time that grows with its length, however it nests', () => {
    const texts = [
      '('.repeat(4096),
      '!'.repeat(4096),
      '-'.repeat(4096),
      'u8('.repeat(1300),
      '"\\'.repeat(2048),
    ]
      .concat('1+'.repeat(2000) + '1', 'true&&'.repeat(600) + 'true', `${'9'.repeat(4096)}`, '{'.repeat(4095))
      .concat(`label matches "${'*a'.repeat(100)}"`, '_::'.repeat(1300), 'x '.repeat(5000));
    for (const text of texts) {
      const started = performance.now();
      parseExpression(text, WATCH_ENVIRONMENT);
      parseTemplate(text, STEP_ENVIRONMENT);
      complete(text, text.length, STEP_ENVIRONMENT);
      expect(performance.now() - started).toBeLessThan(500);
    }
  });
});
