/** What came out differently for a kernel with edited bytes, against the file as it is. */
import { hex } from '../../shared/address';
import type { LoadSummary } from '../../shared/load-types';

/** One thing that came out differently, e.g. `pages`, `1,062`, `1,061`. */
export interface OutcomeChange {
  readonly what: string;
  readonly was: string;
  readonly is: string;
}

/** The differences of two loads in numbers and words, the most telling first. */
export function outcomeChanges(was: LoadSummary, is: LoadSummary): readonly OutcomeChange[] {
  const pairs: readonly (readonly [string, string, string])[] = [
    ['result', resultText(was), resultText(is)],
    ['entry point', was.entryPoint ?? 'none', is.entryPoint ?? 'none'],
    ['offset', offsetText(was), offsetText(is)],
    ['TLS template', tlsText(was), tlsText(is)],
    ['pages', count(was.pagesMapped), count(is.pagesMapped)],
    ['frames', count(was.framesAllocated), count(is.framesAllocated)],
    ['steps', count(was.stepCount), count(is.stepCount)],
    ['warnings', count(was.warnings.length), count(is.warnings.length)],
  ];
  return pairs.filter(([, a, b]) => a !== b).map(([what, a, b]) => ({ what, was: a, is: b }));
}

function resultText({ status, message }: LoadSummary): string {
  return status === 'ok' ? 'loads' : `fails: ${message ?? status}`;
}

/** The offset is added, so it may be anything that 64 bits hold. */
function offsetText({ virtualAddressOffset }: LoadSummary): string {
  return virtualAddressOffset === null ? 'none' : hex(BigInt.asUintN(64, BigInt(virtualAddressOffset)));
}

function tlsText({ tls }: LoadSummary): string {
  return tls === null ? 'none' : `${tls.startAddr}, ${tls.memSize} bytes`;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
