import { hex, virtOfPage } from '../../../shared/address';
import { spanKind } from '../trace/codes';
import { count, spanTitle } from '../trace/describe-span';
import type { LoadView } from '../trace/load-view';
import { ownerTitle } from './page-provenance';

/** One sentence on a failed load for people: what was asked for, and what stood in the way. */
export function explainFailure(view: LoadView): string {
  const { steps, spans, stages } = view.trace;
  const step = steps[steps.length - 1];
  if (step === undefined) return 'The file was refused before anything was loaded.';
  const kind = spanKind(spans.kind[step] as number);
  const stage = stages[stages.length - 1];
  const where = stage === undefined ? 'The load' : spanTitle(view, stage).label;
  const after = `Nothing after step ${count(steps.length)} was done.`;
  if (kind === 'mapPage' || kind === 'bssPage') return `${pageConflict(view, step, where)} ${after}`;
  if (kind === 'relocation') {
    return `Relocation #${count(spans.subject[step] as number)} cannot be applied. ${after}`;
  }
  if (stage !== undefined && spanKind(spans.kind[stage] as number) === 'plan') {
    return 'The loader refuses the file before it maps anything.';
  }
  return `${where} cannot be finished. ${after}`;
}

/** Who holds the page that a segment asks for. */
function pageConflict(view: LoadView, step: number, claimant: string): string {
  const page = view.owners.pageOf(step);
  const address = hex(virtOfPage(page));
  const mapped = view.tables.translate(page, view.trace.opCount);
  if (mapped === null) return `${claimant} asks for page ${address}, and memory has no free frame left.`;
  const holder = ownerTitle(view.owners.ownerOf(mapped.frame, view.trace.opCount), page);
  return `${claimant} asks for page ${address}, which ${holder} already holds.`;
}
