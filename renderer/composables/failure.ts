import { FailureError, type Failure } from '../../shared/result';

/** The failure behind anything that was thrown; what is no {@link FailureError} is a bug and says so. */
export function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message, advice: 'This is a defect of Loadscope; the log has the details.' };
}
