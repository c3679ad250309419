import type { LoadSummary } from '../../../shared/load-types';

/** Expressions to begin with, about the kernel that is loaded. */
export function watchExamples({ entryPoint, rootTable }: LoadSummary): readonly string[] {
  const tables = `u64(${rootTable}, physical)`;
  if (entryPoint === null) return [tables, 'kind', 'address'];
  return [`translate(${entryPoint})`, `entry(${entryPoint}, 1)`, `bytes(${entryPoint}, 16)`, tables];
}
