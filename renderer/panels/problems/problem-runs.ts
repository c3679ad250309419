import type { Problem } from '../../../shared/problem-types';
import type { ByteRun, SightRange } from '../memory/decorations';
import { SEVERITY_LOOKS } from './problem-text';

/** The bytes of the kernel file that a finding is about, as far as they are in sight. */
export function problemRuns(problem: Problem | null, sight: SightRange): readonly ByteRun[] {
  const file = problem?.file ?? null;
  if (problem === null || file === null || file.length === 0) return NONE;
  const { title, severity } = problem;
  const end = file.offset + file.length;
  if (end <= sight.first || file.offset >= sight.end) return NONE;
  const { word } = SEVERITY_LOOKS[severity];
  return [{ first: file.offset, end, look: `finding-${severity}`, name: `${word}: ${title}`, tip: title }];
}

const NONE: readonly ByteRun[] = [];
