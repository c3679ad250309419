import type { StepRow } from '../../../shared/debugger-types';
import { formatMoments } from '../../composables/format';

/** The columns of the table of steps. */
export const COLUMNS = [
  { id: 'step', title: 'Step' },
  { id: 'op', title: 'Op' },
  { id: 'stage', title: 'Stage' },
  { id: 'address', title: 'Address' },
  { id: 'what', title: 'What' },
] as const;

/** A step in one line, for the clipboard. */
export function rowText(row: StepRow): string {
  const moments = formatMoments(row.firstMoment, row.lastMoment);
  const parts = [row.step, moments, row.stage, row.address, row.label, row.detail, row.failure];
  return parts.filter((part) => part !== '').join('\t');
}

/** A step as a screen reader says it. */
export function rowName(row: StepRow): string {
  const failed = row.failure === '' ? '' : `failed: ${row.failure}`;
  return [`step ${row.step}`, row.stage, row.label, row.detail, row.address, failed]
    .filter((part) => part !== '')
    .join(', ');
}
