/** Pages of RELRO in words and as parts of a bar. */
import { PAGE_SIZE } from '../../../shared/address';
import type { RuntimeView } from '../../../shared/kernel-types';
import { formatCount } from '../../composables/format';

export type RelroPage = RuntimeView['relro'][number]['pages'][number];

/** A part of a page's bar, in percent of the page. */
export interface BarPart {
  readonly kind: 'asked' | 'spill' | 'rest';
  readonly from: number;
  readonly width: number;
}

/** The parts of a page: what RELRO asks for, and what it takes along. */
export function relroBar({ from, to, spill }: RelroPage): BarPart[] {
  const kind = spill === '' ? 'rest' : 'spill';
  const part = (of: BarPart['kind'], first: number, end: number): BarPart[] =>
    end > first
      ? [{ kind: of, from: (first / PAGE_SIZE) * 100, width: ((end - first) / PAGE_SIZE) * 100 }]
      : [];
  return [...part(kind, 0, from), ...part('asked', from, to), ...part(kind, to, PAGE_SIZE)];
}

/** A page in words: which of its bytes are meant, and what else they take along. */
export function relroWords({ from, to, spill }: RelroPage): string {
  const isWhole = from === 0 && to === PAGE_SIZE;
  const bytes = isWhole
    ? 'all of it'
    : `${formatCount(to - from)} bytes, from +0x${from.toString(16)} to +0x${to.toString(16)}`;
  return spill === '' ? bytes : `${bytes}; also read-only: ${spill}`;
}
