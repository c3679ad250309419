import { virtualLink } from '../../links';
import { failedConflict } from '../failure/page-failures';
import { conflictDetail, conflictTitle, type Conflict } from '../page-conflict';
import type { Rule } from './rule';

/** Two LOADs that want one page: what the load did not come to yet. */
export const sharedPages: Rule = ({ kernel, findings, failed }) => {
  const { loads, claims, pages } = kernel;
  const actual = failed?.rule === 'shared-page' ? failedConflict(failed.failure) : null;
  for (const { holder, claimant, at } of pages.overlaps) {
    const conflict: Conflict = {
      page: at,
      holder: claims[holder] as Conflict['holder'],
      claimant: claims[claimant] as Conflict['claimant'],
    };
    if (actual?.claimant === conflict.claimant) continue;
    // What the loader has mapped without complaint is no conflict: an address at the edge that it understands otherwise.
    if (kernel.view.message === null) continue;
    findings.add('shared-page', () => ({
      group: 'next',
      severity: 'error',
      title: conflictTitle(kernel, conflict),
      consequence: 'the load would fail here next; mended in the same way',
      place: kernel.pageText(at),
      link: kernel.baseKnown
        ? virtualLink(kernel.pageAddress(at))
        : kernel.headerLink(conflict.claimant.load.header.index),
      file: kernel.headerPlace(conflict.claimant.load.header.index),
      detail: conflictDetail(kernel, conflict, { kind: 'next' }),
    }));
  }
  if (loads.length > 0) findings.pass('shared-page', 'Every page belongs to one LOAD');
};
