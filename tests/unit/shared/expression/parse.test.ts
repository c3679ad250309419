import { describe, expect, it } from 'vitest';
import { evaluate, type Resolver } from '../../../../shared/expression/evaluate';
import { formatNumber } from '../../../../shared/expression/format';
import { parseCondition, parseExpression } from '../../../../shared/expression/parse';
import { STEP_ENVIRONMENT } from '../../../../shared/expression/step-environment';
import { WATCH_ENVIRONMENT } from '../../../../shared/expression/watch-environment';

const NOTHING: Resolver = { field: () => null, symbol: () => null, call: () => null };

/** The value of a text that needs nothing from a load. */
function valueOf(text: string) {
  const parsed = parseExpression(text, STEP_ENVIRONMENT);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return evaluate(parsed.expression, NOTHING);
}

/** What is wrong with a text: the part that is underlined, and the message. */
function wrong(text: string, environment = STEP_ENVIRONMENT): [string, string] {
  const parsed = parseCondition(text, environment);
  if (parsed.ok) throw new Error(`“${text}” is right`);
  const { at, length, message } = parsed.problem;
  return [text.slice(at, at + length), message];
}

describe('numbers', () => {
  it.each([
    ['0x18000', 0x18000n],
    ["0x8000'0000_0000", 0x8000_0000_0000n],
    ['18_000', 18_000n],
    ['0b101', 5n],
    ['4K', 4096n],
    ['2M', 2n ** 21n],
    ['1g', 2n ** 30n],
    ['-1', 2n ** 64n - 1n],
    ['~0', 2n ** 64n - 1n],
  ])('%s is read', (text, value) => expect(valueOf(text)).toBe(value));

  it('say what is no number', () => {
    expect(wrong('address == 800000c4a0')).toEqual([
      '800000c4a0',
      '“800000c4a0” is not a number. Write hexadecimal numbers with 0x: 0x800000c4a0.',
    ]);
    expect(wrong('address == 0x')[1]).toBe('“0x” has no digits.');
    expect(wrong('address == 0x10000000000000000')[1]).toContain('larger than 64 bits');
  });
});

describe('operators', () => {
  it.each([
    ['1 + 2 * 3', 7n],
    ['(1 + 2) * 3', 9n],
    ['10 - 2 - 3', 5n],
    ['1 << 4 + 1', 32n],
    ['6 & 3 | 8', 10n],
    ['5 ^ 1 & 3', 4n],
    ['0 - 1', 2n ** 64n - 1n],
    ['0xffffffffffffffff + 2', 1n],
    ['1 << 64', 0n],
    ['0xff >> 4', 15n],
    ['-16 >> 2', 2n ** 64n - 4n],
    ['-7 / 2', 2n ** 64n - 3n],
    ['-7 % 4', 2n ** 64n - 3n],
    ['6 & 2 == 2', true],
    ['1 < 2 && 2 < 3 || false', true],
    ['true || false && false', true],
    ['!(1 == 1)', false],
    ['-1 < 0', true],
    ['0xffffffffffffffff < 1', false],
    ['5 in 5..7', true],
    ['8 in 5..7', false],
    ['-3 in -5..5', true],
    ['"Boot" contains "OO"', true],
    ['"kernel_main" matches "k?rnel*"', true],
    ['"kernel_main" matches "main"', false],
    ['"a\\"b" == "a\\"b"', true],
    ['(1 == 1) == (2 == 2)', true],
  ])('%s', (text, value) => expect(valueOf(text)).toBe(value));

  it('have no result where a number is not there', () => {
    expect(valueOf('addend + 1')).toBe(null);
    expect(valueOf('1 / level')).toBe(null);
    expect(valueOf('addend == 0')).toBe(false);
    expect(valueOf('addend != 0')).toBe(false);
    expect(valueOf('!(addend == 0)')).toBe(true);
    expect(valueOf('addend in 0..0xffffffffffffffff')).toBe(false);
  });
});

describe('a wrong expression', () => {
  it.each([
    ['adress == 1', 'adress', 'There is no field “adress”. Did you mean “address”?'],
    ['kind == relocaton', 'relocaton', 'There is no kind of step “relocaton”. Did you mean “relocation”?'],
    [
      'kind == 4',
      'kind == 4',
      /^A kind of step cannot be compared with a number. Compare with one of check, /,
    ],
    ['kind < relocation', '<', 'Only numbers have an order. Use == or != with a kind of step.'],
    ['mapPage', 'mapPage', '“mapPage” is a kind of step, not a field. Compare with it: kind == mapPage.'],
    ['address = 4', '=', 'To compare, write ==.'],
    [
      'address',
      'address',
      'A condition is true or false; this is a number. Compare it, such as … == 0x1000.',
    ],
    ['1 <', '<', 'A value is missing behind this.'],
    ['== 1', '==', 'A value is missing in front of this.'],
    ['', '', 'There is no expression yet. Type one, such as kind == mapPage.'],
    ['(op == 1', '(', 'There is no ) for this (.'],
    ['op == 1)', ')', 'There is no ( for this ).'],
    ['op == 1 and step == 2', 'and', 'Write && for “and”.'],
    ['op == 1 step == 2', 'step', 'An operator is missing in front of this, such as == or &&.'],
    ['1 < op < 3', '<', 'Comparisons cannot be chained: write a < b && b < c.'],
    ['op in 1', '1', /^A range has two ends/],
    ['op in 7..3', '3', 'The range ends before it begins.'],
    ['label contains "x', '"x', 'The text does not end. Put a " behind it.'],
    ['label contains failure', 'failure', 'Write what to look for in double quotes: contains "text".'],
    ['op contains "x"', 'op', 'contains looks into a text; this is a number.'],
    ['contains(0x1000)', 'contains', 'A value is missing in front of this.'],
    ['contains "x"', 'contains', 'A value is missing in front of this.'],
    ['op + label == 1', 'label', 'A number is needed here; this is a text.'],
    ['op / 0 == 1', '0', 'Nothing can be divided by zero.'],
    ['gaind(COPIED)', 'gaind', 'There is no function “gaind”. Did you mean “gained”?'],
    ['gained(COPID)', 'COPID', 'There is no page flag “COPID”. Did you mean “COPIED”?'],
    ['gained(1)', '1', /^“flag” of gained is a page flag: PRESENT, /],
    ['gained()', 'gained()', 'Write gained(flag).'],
    ['gained', 'gained', '“gained” is a function: write gained(flag).'],
    ['symbol(label) == 1', 'label', 'Write “name” in double quotes.'],
    ['op == 1 # 2', '#', '“#” has no meaning here.'],
  ] as [string, string, string | RegExp][])('%s says where and why', (text, part, message) => {
    const [underlined, said] = wrong(text);
    expect(underlined).toBe(part);
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
  });

  it('is one that is too long or nests too deeply', () => {
    expect(wrong(`op == ${'1'.repeat(5000)}`)[1]).toContain('4096 characters');
    expect(wrong(`${'('.repeat(100)}op == 1${')'.repeat(100)}`)[1]).toContain('64 levels');
    expect(wrong(`op == 1${'+1'.repeat(600)}`)[1]).toContain('500 operators');
    expect(wrong(`label contains "${'x'.repeat(300)}"`)[1]).toContain('200 characters');
  });
});

describe('a watch', () => {
  const tree = (text: string) => {
    const parsed = parseExpression(text, WATCH_ENVIRONMENT);
    if (!parsed.ok) throw new Error(parsed.problem.message);
    return parsed.expression;
  };

  it('takes words that it does not know for symbols of the kernel', () => {
    expect(tree('core::fmt::write')).toMatchObject({ node: 'symbol', name: 'core::fmt::write' });
    expect(tree('u64(_ZN4core3fmt17h0E.llvm.12 + 8)')).toMatchObject({
      node: 'call',
      arguments: [{ node: 'arithmetic', left: { name: '_ZN4core3fmt17h0E.llvm.12' } }],
    });
    expect(tree('moment')).toMatchObject({ node: 'field' });
  });

  it('reads functions with optional parameters', () => {
    expect(tree('u32(0x1000, physical)').type).toMatchObject({ kind: 'number', signed: false });
    expect(tree('i8(main) < 0').type).toEqual({ kind: 'boolean' });
    expect(tree('bytes(main, 16)').type).toEqual({ kind: 'bytes' });
    expect(parseExpression('bytes(main)', WATCH_ENVIRONMENT)).toMatchObject({
      problem: { message: 'Write bytes(address, count[, space]).' },
    });
    expect(wrong('u8(main, memory) == 1', WATCH_ENVIRONMENT)[1]).toContain('There is no space “memory”.');
  });

  it('compares no bytes', () => {
    expect(wrong('bytes(1, 2) == bytes(3, 4)', WATCH_ENVIRONMENT)[1]).toContain('Bytes cannot be compared');
  });
});

it('writes numbers as their types have them', () => {
  expect(formatNumber(255n, { kind: 'number', signed: false, shown: 'hex' })).toBe('0xff');
  expect(formatNumber(255n, { kind: 'number', signed: false, shown: 'decimal' })).toBe('255');
  expect(formatNumber(2n ** 64n - 16n, { kind: 'number', signed: true, shown: 'hex' })).toBe('-0x10');
  expect(formatNumber(5n, { kind: 'number', signed: false, shown: 'hex' }, 'b')).toBe('0b101');
  const entry = { kind: 'number', signed: false, shown: 'entry' } as const;
  expect(formatNumber(0x8000_0000_0143_f203n, entry)).toBe('0x143f000 PRESENT WRITABLE COPIED NO_EXECUTE');
  expect(formatNumber(0n, entry)).toBe('0');
});
