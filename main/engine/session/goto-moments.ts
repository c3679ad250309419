/** Moments by what people call them: numbers of ops, steps and relocations, shares of the load, names. */
import type { GotoKind, GotoTarget } from '../../../shared/view-types';
import type { SpanKind } from '../../../shared/trace-types';
import { partitionPoint } from '../../../shared/partition-point';
import { SPAN } from '../trace/codes';
import { count, spanTitle } from '../trace/describe-span';
import type { LoadView } from '../trace/load-view';

/** Names of what a step does, as one might type them. */
const STEP_NAMES: readonly (readonly [SpanKind, string])[] = [
  ['mapPage', 'map page'],
  ['bssEdge', 'bss edge'],
  ['bssPage', 'bss page'],
  ['relocation', 'relocation'],
  ['copyOnWrite', 'copy-on-write'],
  ['readOnly', 'read-only'],
  ['flagCleared', 'flag cleared'],
  ['checkHeader', 'header check'],
  ['chooseOffset', 'offset chosen'],
  ['markSegments', 'mark level 4 entries'],
  ['tlsTemplate', 'tls template'],
  ['entryPoint', 'entry point'],
  ['failure', 'failure'],
];
/** Fewer letters mean too much. */
const LEAST_LETTERS = 3;

/** `#n`, `relocation n`, `op n`, `step n`, `50%`; `null` where the text is none of these. */
export function numberedMoments(view: LoadView, typed: string): GotoTarget[] | null {
  const { opCount } = view.trace;
  const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(typed);
  if (percent) {
    const target = Math.round((opCount * Math.min(100, Number(percent[1]))) / 100);
    return [momentTarget('moment', `${typed} of the load`, `op ${count(target)}`, target)];
  }
  const match = /^(#|relocation|op|moment|step)\s*([\d,]+)$/i.exec(typed);
  if (!match) return null;
  const number = Number((match[2] ?? '').replace(/,/g, ''));
  const word = (match[1] ?? '').toLowerCase();
  if (word === 'op' || word === 'moment') return opNumbered(view, number);
  return word === 'step' ? stepNumbered(view, number) : relocationNumbered(view, number);
}

/** What a bare number may count: a step, an op, a relocation. */
export function countedMoments(view: LoadView, typed: string): GotoTarget[] {
  if (!/^\d[\d,]*$/.test(typed)) return [];
  const number = Number(typed.replace(/,/g, ''));
  return [...stepNumbered(view, number), ...opNumbered(view, number), ...relocationNumbered(view, number)];
}

function opNumbered(view: LoadView, number: number): GotoTarget[] {
  const { opCount } = view.trace;
  if (number > opCount) return [];
  return [momentTarget('moment', `Op ${count(number)}`, `of ${count(opCount)}`, number)];
}

function stepNumbered(view: LoadView, number: number): GotoTarget[] {
  const { steps, spans } = view.trace;
  if (number < 1 || number > steps.length) return [];
  const span = steps.span(number - 1);
  return [momentTarget('step', `Step ${count(number)}`, spanTitle(view, span).label, spans.endOp(span))];
}

/** The relocation with this index in each table: in a stage their steps ascend by it. */
function relocationNumbered(view: LoadView, number: number): GotoTarget[] {
  const { spans, stages, steps } = view.trace;
  const found: GotoTarget[] = [];
  stages.forEach((stage, place) => {
    if (spans.kind[stage] !== SPAN.dynamic) return;
    const behind = stages[place + 1] ?? spans.length;
    const first = stage - steps.othersBefore(stage);
    const end = behind - steps.othersBefore(behind);
    const before = partitionPoint(end - first, (i) => {
      const span = steps.span(first + i);
      return spans.kind[span] !== SPAN.relocation ? i === 0 : (spans.subject[span] as number) < number;
    });
    if (first + before >= end) return;
    const span = steps.span(first + before);
    if (spans.kind[span] !== SPAN.relocation || spans.subject[span] !== number) return;
    found.push(
      momentTarget('relocation', `Relocation ${spanTitle(view, span).label}`, '', spans.endOp(span)),
    );
  });
  return found;
}

/** Stages whose name begins with the text: their first op. */
export function stagesNamed(view: LoadView, typed: string): GotoTarget[] {
  const wanted = typed.toLowerCase();
  const { stages, spans } = view.trace;
  return stages
    .map((span) => ({ span, ...spanTitle(view, span) }))
    .filter(({ label }) => label.toLowerCase().startsWith(wanted))
    .map(({ span, label, detail }) =>
      momentTarget('stage', label, detail, (spans.firstOp[span] as number) + 1),
    );
}

/** The next step behind a moment of each kind that the text names, else the first one of the load. */
export function stepsNamed(view: LoadView, typed: string, moment: number): GotoTarget[] {
  const wanted = typed.toLowerCase();
  if (wanted.length < LEAST_LETTERS) return [];
  return STEP_NAMES.filter(([, name]) => name.startsWith(wanted) || name.includes(` ${wanted}`)).flatMap(
    ([kind, name]) => {
      const { spans } = view.trace;
      const behind = partitionPoint(spans.length, (span) => (spans.firstOp[span] as number) < moment);
      const next = spans.kind.indexOf(SPAN[kind], behind);
      const span = next >= 0 ? next : spans.kind.indexOf(SPAN[kind]);
      if (span < 0) return [];
      const detail = `${next >= 0 ? 'next' : 'first'} ${name}`;
      return [momentTarget('step', spanTitle(view, span).label, detail, (spans.firstOp[span] as number) + 1)];
    },
  );
}

function momentTarget(kind: GotoKind, label: string, detail: string, moment: number): GotoTarget {
  return { kind, label, detail, target: { type: 'moment', moment } };
}
