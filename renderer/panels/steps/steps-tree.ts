/**
 * The steps tree as flat rows: which spans, ops and groups of spans are in it at a moment, given what is open.
 *
 * A span with many children (two million relocations, say) shows them in groups: those before the cursor, the one
 * at the cursor, the next one, those after it. Rows are loaded as they are opened.
 */
import type { OpRow, SpanRow } from '../../../shared/view-types';

/** The load itself: its children are the stages. */
const ROOT_SPAN = 0;
/** Children listed one by one; more are grouped. */
const LIST_LIMIT = 100;
/** Ops of a step that are looked at for the ones outside its parts. */
const MAX_STEP_OPS = 1024;

/** Where rows come from; answers may be cached, a trace never changes. */
export interface StepsSource {
  /** Children of the load itself; about ten, but a file can have 65,535 segments. */
  readonly stageCount: number;
  spans(parent: number, first: number, count: number): Promise<readonly SpanRow[]>;
  ops(firstMoment: number, count: number): Promise<readonly OpRow[]>;
}

interface RowBase {
  /** Stable while the trace is: what is open and selected is remembered by it. */
  readonly key: string;
  readonly depth: number;
  readonly firstMoment: number;
  readonly lastMoment: number;
  /** `null`: a leaf. */
  readonly expanded: boolean | null;
}

export type StepsRow =
  | (RowBase & { readonly type: 'span'; readonly span: SpanRow })
  | (RowBase & { readonly type: 'group'; readonly label: string; readonly count: number })
  | (RowBase & { readonly type: 'op'; readonly op: OpRow });

interface Builder {
  readonly source: StepsSource;
  readonly moment: number;
  /** What the user opened or closed, by key; the rest is open where the cursor is. */
  readonly toggled: ReadonlyMap<string, boolean>;
  readonly rows: StepsRow[];
}

/** A run of children of one span. */
interface Children {
  readonly parent: number;
  readonly first: number;
  readonly count: number;
}

/** The visible rows of the tree at `moment`, from top to bottom. */
export async function buildSteps(
  source: StepsSource,
  moment: number,
  toggled: ReadonlyMap<string, boolean>,
): Promise<StepsRow[]> {
  const builder: Builder = { source, moment, toggled, rows: [] };
  const stages = { parent: ROOT_SPAN, first: 0, count: source.stageCount };
  if (stages.count <= LIST_LIMIT || moment === 0) await addChildren(builder, stages, 0);
  else await addRoundCursor(builder, stages, 0);
  return builder.rows;
}

/** Index of the row at the cursor: the innermost visible one that the moment lies in; -1 where there is none. */
export function currentRow(rows: readonly StepsRow[], moment: number): number {
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index];
    if (row !== undefined && row.firstMoment <= moment && moment <= row.lastMoment) return index;
  }
  return -1;
}

/** Index of the parent of a row, or -1. */
export function parentRow(rows: readonly StepsRow[], index: number): number {
  const depth = rows[index]?.depth ?? 0;
  for (let above = index - 1; above >= 0; above -= 1) {
    if ((rows[above]?.depth ?? 0) < depth) return above;
  }
  return -1;
}

function holds(moment: number, first: number, last: number): boolean {
  return first <= moment && moment <= last;
}

async function addSpan(builder: Builder, span: SpanRow, depth: number): Promise<void> {
  const { firstMoment, lastMoment } = span;
  const key = `s${span.span}`;
  const leaf = span.childSpans === 0 && lastMoment <= firstMoment;
  const onPath = holds(builder.moment, firstMoment, lastMoment);
  const expanded = leaf ? null : (builder.toggled.get(key) ?? onPath);
  builder.rows.push({ type: 'span', key, depth, firstMoment, lastMoment, expanded, span });
  if (expanded !== true) return;
  if (span.childSpans > LIST_LIMIT) await addManyChildren(builder, span, depth + 1);
  else await addFewChildren(builder, span, depth + 1);
}

/** Child spans one by one, and the span's own ops between them. */
async function addFewChildren(builder: Builder, span: SpanRow, depth: number): Promise<void> {
  const opCount = span.lastMoment - span.firstMoment + 1;
  const spans = span.childSpans === 0 ? [] : await builder.source.spans(span.span, 0, span.childSpans);
  const ops = opCount > MAX_STEP_OPS ? [] : await builder.source.ops(span.firstMoment, opCount);
  const own = ops.filter((op) => op.span === span.span);
  let next = 0;
  const addOpsBefore = (moment: number): void => {
    for (let op = own[next]; op !== undefined && op.moment < moment; op = own[next]) {
      const key = `o${op.moment}`;
      const at = { firstMoment: op.moment, lastMoment: op.moment };
      builder.rows.push({ type: 'op', key, depth, ...at, expanded: null, op });
      next += 1;
    }
  };
  for (const child of spans) {
    addOpsBefore(child.firstMoment);
    await addSpan(builder, child, depth);
  }
  addOpsBefore(Infinity);
}

async function addManyChildren(builder: Builder, span: SpanRow, depth: number): Promise<void> {
  const all = { parent: span.span, first: 0, count: span.childSpans };
  if (holds(builder.moment, span.firstMoment, span.lastMoment)) await addRoundCursor(builder, all, depth);
  else await addChildren(builder, all, depth);
}

/** The child at the cursor and the next one, the others in a group before and one after them. */
async function addRoundCursor(builder: Builder, all: Children, depth: number): Promise<void> {
  const { parent, count } = all;
  const current = await childAt(builder.source, parent, count, builder.moment);
  await addGroup(builder, { parent, first: 0, count: current }, `g${parent}:before`, depth);
  for (const child of await builder.source.spans(parent, current, 2)) await addSpan(builder, child, depth);
  const after = Math.min(current + 2, count);
  await addGroup(builder, { parent, first: after, count: count - after }, `g${parent}:after`, depth);
}

/** A run of children: listed where they are few, else as groups of a size that keeps those few. */
async function addChildren(builder: Builder, run: Children, depth: number): Promise<void> {
  const { parent, first, count } = run;
  if (count <= LIST_LIMIT) {
    for (const child of await builder.source.spans(parent, first, count))
      await addSpan(builder, child, depth);
    return;
  }
  let size = LIST_LIMIT;
  while (count / size > LIST_LIMIT) size *= LIST_LIMIT;
  // Groups begin at round numbers, so that they stay the same ones while the cursor moves.
  for (let at = first; at < first + count;) {
    const end = Math.min((Math.floor(at / size) + 1) * size, first + count);
    await addGroup(builder, { parent, first: at, count: end - at }, `g${parent}:${size}:${at}`, depth);
    at = end;
  }
}

async function addGroup(builder: Builder, run: Children, key: string, depth: number): Promise<void> {
  if (run.count === 0) return;
  const [firstChild] = await builder.source.spans(run.parent, run.first, 1);
  const [lastChild] = await builder.source.spans(run.parent, run.first + run.count - 1, 1);
  if (firstChild === undefined || lastChild === undefined) return;
  if (run.count === 1) {
    await addSpan(builder, firstChild, depth);
    return;
  }
  const { firstMoment } = firstChild;
  const { lastMoment } = lastChild;
  const expanded = builder.toggled.get(key) ?? holds(builder.moment, firstMoment, lastMoment);
  const label = groupLabel(firstChild, lastChild);
  builder.rows.push({
    type: 'group',
    key,
    depth,
    firstMoment,
    lastMoment,
    expanded,
    label,
    count: run.count,
  });
  if (expanded) await addChildren(builder, run, depth + 1);
}

/** `#0 … #213`; where the labels do not tell the ends apart, with what follows them. */
function groupLabel(first: SpanRow, last: SpanRow): string {
  const [from, to] = [shortLabel(first.label), shortLabel(last.label)];
  return from === to ? `${from} ${first.detail} … ${last.detail}` : `${from} … ${to}`;
}

/** The number alone of a numbered step, e.g. `#1,214` of `#1,214 19020 ← 800000c4a0`. */
function shortLabel(label: string): string {
  return /^#[\d,]*\d/.exec(label)?.[0] ?? label;
}

/** Index of the last child that begins at or before `moment`, by bisection. */
async function childAt(source: StepsSource, parent: number, count: number, moment: number): Promise<number> {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const [child] = await source.spans(parent, middle, 1);
    if (child !== undefined && child.firstMoment <= moment) low = middle;
    else high = middle - 1;
  }
  return low;
}
