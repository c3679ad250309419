import { hex, virtOfPage } from '../../../shared/address';
import { spanKind } from '../trace/codes';
import { count, relocatedValue, spanTitle } from '../trace/describe-span';
import type { LoadView } from '../trace/load-view';
import { ownerTitle } from './pages/page-provenance';

/** One sentence on a failed load for people: what was asked for, and what stood in the way. */
export function explainFailure(view: LoadView): string {
  const { steps, spans, stages } = view.trace;
  const step = steps.span(steps.length - 1);
  if (step === undefined) return 'The file was refused before anything was loaded.';
  const kind = spanKind(spans.kind[step] as number);
  const stage = stages[stages.length - 1];
  const where = stage === undefined ? 'The load' : spanTitle(view, stage).label;
  const after = `Nothing after step ${count(steps.length)} was done.`;
  // A page that was mapped is not what failed: that came right after it.
  if ((kind === 'mapPage' || kind === 'bssPage') && view.owners.leafWrite(step) === null) {
    return `${pageConflict(view, step, where)} ${after}`;
  }
  if (kind === 'relocation') {
    const index = spans.subject[step] as number;
    // An entry is read before its own step begins.
    if (relocatedValue(view, step) !== null)
      return `Relocation #${count(index + 1)} cannot be read. ${after}`;
    return `Relocation #${count(index)} cannot be applied. ${after}`;
  }
  if (view.elfFile === null) {
    return 'This is no ELF file that the loader can read. Open the linked kernel itself, not a compressed or flat image of it.';
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
  const holder = holderName(view, mapped.frame, page);
  return `${claimant} asks for page ${address}, which ${holder} already holds.`;
}

/** Who holds a page: the segment, where it is one's. */
function holderName(view: LoadView, frame: number, page: number): string {
  const owner = view.owners.ownerOfPage(page, frame, view.trace.opCount);
  const segment =
    owner.kind === 'file' ? owner.mappings[0]?.segment : 'segment' in owner ? owner.segment : null;
  return segment ? `LOAD ${segment.number}` : ownerTitle(owner, page);
}
