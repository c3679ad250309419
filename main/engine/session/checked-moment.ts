import { FailureError } from '../../../shared/result';

/**
 * A moment of a load, checked.
 *
 * @throws FailureError `query.moment`
 */
export function checkedMoment(moment: number, lastMoment: number): number {
  if (Number.isInteger(moment) && moment >= 0 && moment <= lastMoment) return moment;
  throw new FailureError(
    'query.moment',
    `Moment ${moment} does not exist: this load has the moments 0 to ${lastMoment}.`,
  );
}
