import type { SpanKind } from '../../shared/trace-types';

const LABELS: Readonly<Record<SpanKind, string>> = {
  load: 'Load',
  plan: 'Plan',
  segment: 'Segment',
  tls: 'TLS',
  dynamic: 'Relocations',
  relro: 'RELRO',
  cleanUp: 'Clean-up',
  entry: 'Entry point',
  check: 'Check',
  chooseOffset: 'Address offset chosen',
  markSegments: 'Level-4 entries marked',
  checkHeader: 'Header checked',
  mapPage: 'Map page',
  bssEdge: 'Bss edge page',
  bssPage: 'Bss page',
  tlsTemplate: 'TLS template',
  relocation: 'Relocation',
  readOnly: 'Page made read-only',
  flagCleared: 'Flag cleared',
  entryPoint: 'Entry point chosen',
  failure: 'Failure',
  copyOnWrite: 'Copy-on-write',
};

/** A kind of stage, step or part of a step in words, where no single one is meant. */
export function spanKindLabel(kind: SpanKind): string {
  return LABELS[kind];
}
