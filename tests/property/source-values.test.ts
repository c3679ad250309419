/** The values beside the loader's source, held against the ops themselves: of each case of the corpus by both releases. */
import { describe, expect, it } from 'vitest';
import { stackFrames } from '../../main/engine/session/source/call-stack';
import { LoaderSource } from '../../main/engine/session/source/loader-source';
import { sourceValues } from '../../main/engine/session/source/source-values';
import { entryValue, frameOf } from '../../main/engine/paging/page-table';
import { opKind } from '../../main/engine/trace/codes';
import { relocatedValue } from '../../main/engine/trace/describe-span';
import { hex, pageOfVirt } from '../../shared/address';
import type { SourceValue } from '../../shared/debugger-types';
import { LOADER_VERSIONS } from '../../shared/machine';
import { flagNames } from '../../shared/page-flags';
import { kernels, loadKernelFile } from '../fixtures/loaded';
import type { Loaded } from '../fixtures/loaded';

const source = new LoaderSource();
const TEXTS = new Map(source.names().map((name) => [name, source.file(name, []).text.split('\n')]));

/** A statement reaches over a few lines where it is long. */
const STATEMENT_LINES = 6;

/** What is wrong with the place of a value: it must be in the text there, at or before the frame's line. */
function placeProblem(value: SourceValue, file: string, line: number): string | null {
  if (value.line > line) return `${value.name} comes after line ${line}`;
  if (value.line === 0 || /^P\d\[/.test(value.name)) return null;
  const text = TEXTS.get(file)!
    .slice(value.line - 1, value.line - 1 + STATEMENT_LINES)
    .join('\n');
  const [last] = value.name.split('.').slice(-1);
  return new RegExp(`\\b${last!}\\b`).test(text) ? null : `${value.name} is not at line ${value.line}`;
}

/** A frame of the stack with its values by name. */
interface Shown {
  readonly name: string;
  readonly values: ReadonlyMap<string, string>;
}

function shownAt({ view }: Loaded, op: number): { stack: Shown[]; problems: string[] } {
  const problems: string[] = [];
  const frames = stackFrames(view, source, op)?.frames ?? [];
  const stack = frames.map(({ fn, line }, index) => {
    const values = sourceValues(view, source, op, index);
    for (const value of values) {
      const problem = placeProblem(value, fn.file, line);
      if (problem !== null) problems.push(problem);
      if (!/^[A-Z0-9‘“'].*\.$/s.test(value.meaning) || /undefined|NaN|null\./.test(value.meaning))
        problems.push(value.meaning);
      if (/undefined|NaN|^$/.test(value.value)) problems.push(`${value.name} = ${value.value}`);
    }
    return { name: fn.name, values: new Map(values.map(({ name, value }) => [name, value])) };
  });
  return { stack, problems };
}

/** What the values must be, by what the op did. */
function expectedOf(
  { view }: Loaded,
  op: number,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const { ops, spans } = view.trace;
  const frame = hex(ops.frame[op]! * 4096);
  const [low, high] = [ops.low[op]!, ops.high[op]!];
  switch (opKind(ops.kind[op]!)) {
    case 'entryWritten': {
      const entry = entryValue(low, high);
      const written = {
        frame: hex(frameOf(low, high) * 4096),
        flags: flagNames(entry).join(' | ') || 'none',
      };
      const place = { tableFrame: frame, index: String(ops.at[op]!) };
      return {
        mapToWithTableFlags: { ...written, ...place },
        updateFlags: { ...written, ...place },
        createNextTable: { ...place, frame: written.frame, insertFlags: written.flags },
        unmap: place,
      };
    }
    case 'frameAllocated':
      return {
        makeMut: { newFrame: frame },
        createNextTable: { frame },
        handleBssSection: { frame },
      };
    case 'frameCopied':
      return { makeMut: { newFrame: frame, frame: hex(ops.at[op]! * 4096) } };
    case 'frameZeroed':
      return { handleBssSection: { frame }, createNextTable: { frame } };
    case 'bytesZeroed':
      return { handleBssSection: { newFrame: frame, dataBytesBeforeZero: hex(ops.at[op]!) } };
    case 'bytesWritten': {
      const value = relocatedValue(view, ops.span[op]!);
      const offset = hex(ops.at[op]! & 0xffff);
      return {
        copyTo: { 'last.frame': frame, offset, buf: value === null ? '' : hex(value) },
        copyToPages: { frame, start: offset, copyLen: String(ops.at[op]! >>> 16) },
        applyRelocation: {
          value: value === null ? '' : hex(value),
          idx: String(spans.subject[ops.span[op]!]!),
        },
      };
    }
    default:
      return {};
  }
}

/** What differs between the innermost frames' values and what the op did. */
function truthProblems(loaded: Loaded, op: number, stack: readonly Shown[]): string[] {
  const expected = expectedOf(loaded, op);
  const problems: string[] = [];
  stack.forEach(({ name, values }, index) => {
    // Further out the same function may be at another of its statements.
    if (index > 0 && name !== 'applyRelocation') return;
    for (const [key, wanted] of Object.entries(expected[name] ?? {})) {
      if (wanted !== '' && values.get(key) !== wanted)
        problems.push(`${name}: ${key} = ${values.get(key)}, not ${wanted}`);
    }
  });
  return problems;
}

/** Whether the page and the frame that a LOAD's loop is at are those of the entry that the step ends with. */
function mappingProblem({ view }: Loaded, op: number, stack: readonly Shown[]): string | null {
  const values = stack.find(({ name }) => name === 'handleLoadSegment')?.values;
  const page = values?.get('page');
  if (page === undefined) return null;
  const { ops, spans } = view.trace;
  const end = spans.endOp(ops.span[op]!);
  const mapped = view.tables.translate(pageOfVirt(BigInt(page)), end);
  // A step that failed ends without an entry, or with another segment's.
  if (end === view.trace.opCount && view.message !== null) return null;
  return mapped !== null && hex(mapped.frame * 4096) === values?.get('frame')
    ? null
    : `page ${page} does not show ${values?.get('frame')}`;
}

const LOADS = kernels().flatMap((kernel) =>
  LOADER_VERSIONS.map(
    (loader) =>
      [`${kernel.name} by ${loader}`, { ...kernel, machine: { ...kernel.machine, loader } }] as const,
  ),
);

describe.each(LOADS)('%s', (_, kernel) => {
  it('values stand where they are assigned, are said in words, and are what the ops did', () => {
    const loaded = loadKernelFile(kernel);
    const last = loaded.view.trace.opCount;
    const problems: string[] = [];
    for (let op = 0; op < last; op++) {
      // Of a long load the beginning, samples, and the end.
      if (op > 150 && op < last - 50 && op % 97 !== 0) continue;
      const { stack, problems: found } = shownAt(loaded, op);
      const mapping = mappingProblem(loaded, op, stack);
      const all = [...found, ...truthProblems(loaded, op, stack), ...(mapping === null ? [] : [mapping])];
      problems.push(...all.map((problem) => `op ${op}: ${problem}`));
    }
    expect(problems.slice(0, 10)).toEqual([]);
  });
});
