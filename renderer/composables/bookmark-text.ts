import type { MomentAnchor } from '../../shared/notes';
import { formatCount } from './format';
import { spanKindLabel } from './span-kind';

/** What a step is about, where that tells it from others: an address as the file has it, or a relocation. */
function subjectText({ step }: MomentAnchor): string {
  if (step === null) return '';
  if (step.subject.startsWith('0x')) return step.subject;
  return step.kind === 'relocation' ? `#${formatCount(Number(step.subject))}` : '';
}

/** The step that an anchor stands in: `Map page 0x5000`. It is also the name of a bookmark that was given none. */
export function anchorStep(anchor: MomentAnchor): string {
  if (anchor.step === null) return 'Before the load';
  const parts = [spanKindLabel(anchor.step.kind), subjectText(anchor)];
  return parts.filter((part) => part !== '').join(' ');
}

/** Where in the load an anchor stands: `LOAD 2, op 3`. */
export function anchorPlace({ step }: MomentAnchor): string {
  return step === null ? '' : `${step.stage}, op ${formatCount(step.op)}`;
}
