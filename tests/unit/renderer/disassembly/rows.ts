import type { CodeRow } from '../../../../shared/kernel-types';

/** A line of code at a position, plain but for what a test is about. */
export function codeRow(position: number, more: Partial<CodeRow> = {}): CodeRow {
  const length = more.length ?? 4;
  return {
    position,
    address: `0x${position.toString(16)}`,
    kind: 'instruction',
    length,
    bytes: Uint8Array.from({ length: Math.min(length, 15) }, (_, i) => i),
    label: '',
    tokens: [],
    comment: '',
    target: null,
    flow: 'next',
    relocation: null,
    isEntry: false,
    forbidden: '',
    ...more,
  };
}

/** Lines of 4 bytes next to each other. */
export function codeRows(first: number, count: number): CodeRow[] {
  return Array.from({ length: count }, (_, i) => codeRow(first + 4 * i));
}
