import type { SourceValue } from '../../../../shared/debugger-types';
import type { LoadView } from '../../trace/load-view';
import { stackFrames, type StackFrame } from './call-stack';
import type { LoaderSource, SourceFunction } from './loader-source';
import type { OpContext } from './op-context';
import { LOAD_KERNEL_VALUES } from './values/load-kernel-values';
import { MAPPER_VALUES, writtenEntryName } from './values/mapper-values';
import { RELOCATION_VALUES } from './values/relocation-values';
import type { ValueRule } from './values/rule';
import { SEGMENT_VALUES } from './values/segment-values';

/** What every name of the loader's source stands for that follows from the trace. */
export const VALUE_RULES: readonly ValueRule[] = [
  ...LOAD_KERNEL_VALUES,
  ...SEGMENT_VALUES,
  ...RELOCATION_VALUES,
  ...MAPPER_VALUES,
].flatMap(({ rules }) => rules);

const keyOf = ({ file, name }: SourceFunction): string => `${file} ${name}`;

const BY_FUNCTION: ReadonlyMap<string, readonly ValueRule[]> = VALUE_RULES.reduce(
  (map, rule) => map.set(keyOf(rule.fn), [...(map.get(keyOf(rule.fn)) ?? []), rule]),
  new Map<string, ValueRule[]>(),
);

/**
 * What the names in the source of a frame of the call stack stand for while an op is done: arguments, then locals by
 * the line that gave them their value. A name without a value yet is not among them.
 *
 * @param stackFrame place in the call stack, 0 the innermost; one that does not exist has no values
 */
export function sourceValues(
  view: LoadView,
  source: LoaderSource,
  op: number,
  stackFrame: number,
): SourceValue[] {
  const stack = stackFrames(view, source, op);
  const frame = stack?.frames[stackFrame];
  if (stack === null || frame === undefined) return [];
  const found = new Map<string, SourceValue>();
  for (const rule of BY_FUNCTION.get(keyOf(frame.fn)) ?? []) {
    const line = lineOfRule(rule, source);
    if (!isKnown(rule, line, frame, stackFrame === 0, source)) continue;
    const value = valueOf(rule, line, stack.context);
    // Of two statements that give a name its value the later one counts.
    if (value !== null && (found.get(value.name)?.line ?? -1) <= line) found.set(value.name, value);
  }
  return [...found.values()].sort((a, b) => a.line - b.line);
}

/** Line of the statement that a rule is about, 0 for an argument. */
function lineOfRule({ fn, at }: ValueRule, source: LoaderSource): number {
  return at === null ? 0 : source.lineOf(fn, at);
}

function isKnown(
  { fn, known, until }: ValueRule,
  line: number,
  frame: StackFrame,
  innermost: boolean,
  source: LoaderSource,
): boolean {
  if (until !== null && frame.line >= source.lineOf(fn, until)) return false;
  if (line < frame.line) return true;
  if (line > frame.line) return false;
  return known === 'used' || (known === 'done' && innermost && !frame.throws);
}

function valueOf(rule: ValueRule, line: number, context: OpContext): SourceValue | null {
  const name = rule.name === '' ? writtenEntryName(context) : rule.name;
  const reading = rule.read(context);
  return name === null || reading === null ? null : { line, name, ...reading };
}
