import { hex, hexDigits } from '../../../../shared/address';
import type { Fact, Inspection } from '../../../../shared/view-types';
import { OP, SPAN } from '../../trace/codes';
import { count, relocatedValue, relocationOffset } from '../../trace/describe-span';
import type { LoadView } from '../../trace/load-view';
import { writesTo } from '../history/frame-events';
import { virtualLink } from '../links';
import { OpContext } from '../source/op-context';

/** base + addend = value, in the loader's own arithmetic; nothing where the step did not write all of it. */
export function relocationSum(view: LoadView, step: number, state: string): Inspection['sum'] {
  const value = relocatedValue(view, step);
  if (value === null) return [];
  const addend = BigInt.asUintN(64, value - view.offset);
  return [
    { label: 'base', value: word(BigInt.asUintN(64, view.offset)), note: 'offset' },
    { label: '+ addend', value: word(addend), note: view.symbolAt(value) ?? '' },
    { label: '= value', value: word(value), note: state },
  ];
}

/** What a relocation's value points to, where it went, and where its entry stands. */
export function relocationFacts(view: LoadView, step: number): Fact[] {
  const facts: Fact[] = [];
  const value = relocatedValue(view, step);
  const pointsTo = value === null ? null : view.symbolAt(value);
  if (value !== null && pointsTo !== null) {
    facts.push({ label: 'Points to', value: pointsTo, link: virtualLink(value), mono: true });
  }
  const target = BigInt.asUintN(64, relocationOffset(view, step) + view.offset);
  facts.push({ label: 'Target', value: hex(target), link: virtualLink(target), mono: true });
  const holder = view.symbolAt(target);
  if (holder !== null) facts.push({ label: 'In', value: holder, mono: true });
  const { firstOp, parent, subject } = view.trace.spans;
  const path = [0, parent[step] as number, step];
  const entry = new OpContext(view, firstOp[step] as number, path).entryAddress(subject[step] as number);
  if (entry !== null) facts.push({ label: 'Entry', value: hex(entry), link: virtualLink(entry), mono: true });
  return facts;
}

/** What a byte that a relocation wrote is part of: for the inspector of bytes. */
export function relocatedFacts(view: LoadView, step: number): Fact[] {
  const { spans, ops } = view.trace;
  const made = spans.endOp(step);
  const facts: Fact[] = [
    {
      label: 'Relocation',
      value: `#${count(spans.subject[step] as number)}`,
      link: { type: 'moment', moment: made },
      mono: true,
    },
    ...relocationFacts(view, step).filter(({ label }) => label !== 'In'),
  ];
  const old: string[] = [];
  for (let op = spans.firstOp[step] as number; op < made; op++) {
    if (ops.kind[op] !== OP.bytesWritten) continue;
    const [offset, length] = [(ops.at[op] as number) & 0xffff, (ops.at[op] as number) >>> 16];
    const before = view.frames.bytes(ops.frame[op] as number, op).subarray(offset, offset + length);
    old.push(...Array.from(before, (byte) => hexDigits(byte, 2)));
  }
  facts.push({ label: 'Old value', value: `0x${old.reverse().join('')}`, mono: true });
  return facts;
}

/** The bytes that the relocation wrote which wrote a byte of a frame last; `null` where something else did. */
export function relocationWord(
  view: LoadView,
  frame: number,
  offset: number,
  moment: number,
): {
  readonly step: number;
  readonly number: number;
  readonly offset: number;
  readonly length: number;
} | null {
  const op = relocationWrite(view, frame, offset, moment);
  if (op === null) return null;
  const { spans, ops } = view.trace;
  const step = ops.span[op] as number;
  const at = ops.at[op] as number;
  return { step, number: spans.subject[step] as number, offset: at & 0xffff, length: at >>> 16 };
}

/** The relocation step that wrote a byte of a frame last, at a moment; `null` where something else did. */
export function relocationOfByte(
  view: LoadView,
  frame: number,
  offset: number,
  moment: number,
): number | null {
  const op = relocationWrite(view, frame, offset, moment);
  return op === null ? null : (view.trace.ops.span[op] as number);
}

/** The op by which a relocation wrote a byte of a frame last, at a moment; `null` where something else did. */
function relocationWrite(view: LoadView, frame: number, offset: number, moment: number): number | null {
  const { spans, ops } = view.trace;
  const writes = view.image.index.writesBefore(frame, moment);
  let last = writes.length - 1;
  while (last >= 0 && !writesTo(view, writes[last] as number, offset, 1)) last--;
  const op = writes[last];
  if (op === undefined || ops.kind[op] !== OP.bytesWritten) return null;
  return spans.kind[ops.span[op] as number] === SPAN.relocation ? op : null;
}

function word(value: bigint): string {
  return `0x${hexDigits(value, 16)}`;
}
