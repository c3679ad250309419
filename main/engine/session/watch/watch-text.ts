import { hex, hexDigits, isCanonical, offsetInPage, PAGE_SIZE, pageOfVirt } from '../../../../shared/address';
import type { Value } from '../../../../shared/expression/evaluate';
import { formatNumber } from '../../../../shared/expression/format';
import type { Expression } from '../../../../shared/expression/types';
import type { LinkTarget } from '../../../../shared/view-types';
import type { LoadView } from '../../trace/load-view';
import { ownerTitle } from '../pages/page-provenance';
import { rightsOfPage } from '../rights';

/** Functions whose name says the type of what they give. */
const READ = /^[ui](8|16|32|64)$/;
/** Below it a number says more in decimal than as an address. */
const SMALL = 1_000_000n;

/** A value as text. */
export function valueText(value: Exclude<Value, null>, expression: Expression): string {
  if (typeof value === 'bigint') return formatNumber(value, expression.type);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return calls(expression, 'string') ? quoted(value) : value;
  return Array.from(value, (byte) => hexDigits(byte, 2)).join(' ');
}

/** The type of an expression in words. */
export function typeText(expression: Expression): string {
  const { type } = expression;
  if (expression.node === 'call' && READ.test(expression.name)) return expression.name;
  if (isAddress(expression) || calls(expression, 'translate')) return 'address';
  switch (type.kind) {
    case 'number':
      if (type.shown === 'entry') return 'entry';
      return type.signed ? 'i64' : type.shown === 'hex' ? 'u64' : 'number';
    case 'text':
      return calls(expression, 'flags') ? 'flags' : 'string';
    case 'name':
      return type.set;
    default:
      return type.kind;
  }
}

/** What is worth a second look: the symbol at a value, the owner of a frame, the characters of bytes. */
export function detailText(
  view: LoadView,
  value: Exclude<Value, null>,
  expression: Expression,
  moment: number,
): string {
  if (value instanceof Uint8Array) return Array.from(value, character).join('');
  if (typeof value !== 'bigint') return '';
  if (calls(expression, 'translate')) {
    return ownerTitle(view.owners.ownerOf(Math.floor(Number(value) / PAGE_SIZE), moment), null);
  }
  if (expression.type.kind === 'number' && expression.type.shown === 'entry') {
    return value === 0n ? 'empty' : hex(value);
  }
  if (isAddress(expression)) return rightsOfPage(view, pageOfVirt(value), moment);
  if (value < SMALL) return value > 9n && !isDecimal(expression) ? value.toString() : '';
  return view.symbolAt(value) ?? '';
}

/** Where an address leads; what was read has a place of its own. */
export function addressLink(value: Value, expression: Expression): LinkTarget | null {
  if (typeof value !== 'bigint') return null;
  if (calls(expression, 'translate')) {
    const page = Math.floor(Number(value) / PAGE_SIZE);
    return { type: 'memory', space: 'physical', page, offset: offsetInPage(value) };
  }
  if (!isAddress(expression) || !isCanonical(value)) return null;
  return { type: 'memory', space: 'virtual', page: pageOfVirt(value), offset: offsetInPage(value) };
}

/** A text in quotes, with everything that cannot be seen spelled out. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f]/g,
    (character) => `\\u${hexDigits(character.charCodeAt(0), 4)}`,
  );
}

function calls(expression: Expression, name: string): boolean {
  return expression.node === 'call' && expression.name === name;
}

/** Whether an expression is a symbol, plain or with something added. */
function isAddress(expression: Expression): boolean {
  if (expression.node === 'symbol' || calls(expression, 'symbol')) return true;
  if (expression.node === 'field') return expression.name === 'address' || expression.name === 'page';
  if (expression.node !== 'arithmetic' || (expression.operator !== '+' && expression.operator !== '-'))
    return false;
  return isAddress(expression.left) !== isAddress(expression.right);
}

function isDecimal({ type }: Expression): boolean {
  return type.kind === 'number' && type.shown === 'decimal';
}

function character(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
}
