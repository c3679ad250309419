/** The names that values of a load can be one of, with what they mean. */
import { PAGE_FLAGS } from '../page-flags';
import { STAGE_KINDS, STEP_KINDS, OP_KINDS, type OpKind, type SpanKind } from '../trace-types';
import type { NameSet, ValueType } from './types';

export const KIND: ValueType = { kind: 'name', set: 'kind' };
export const STAGE: ValueType = { kind: 'name', set: 'stage' };
export const ACTION: ValueType = { kind: 'name', set: 'action' };
export const FLAG: ValueType = { kind: 'name', set: 'flag' };

const SPAN_MEANINGS: Readonly<Record<SpanKind, string>> = {
  load: 'The whole load.',
  plan: 'Headers are checked and the place of the kernel is chosen.',
  segment: 'A LOAD segment is mapped.',
  tls: 'The template of thread-local storage is noted.',
  dynamic: 'Relocations are applied.',
  relro: 'Pages of RELRO are made read-only.',
  cleanUp: 'The loader’s own marks are cleared from the page table.',
  entry: 'The kernel starts.',
  check: 'Program headers are checked, or a stage has nothing to do.',
  chooseOffset: 'The address that the kernel is moved by is chosen.',
  markSegments: 'Level 4 entries of the segments are marked as used.',
  checkHeader: 'The file header is checked.',
  mapPage: 'A page is mapped to a frame of the kernel file.',
  bssEdge: 'The page in which file bytes end and zeros begin is copied and its tail zeroed.',
  bssPage: 'A zeroed page is mapped.',
  tlsTemplate: 'The place of the TLS template is noted.',
  relocation: 'One relocation is applied.',
  readOnly: 'A page loses WRITABLE.',
  flagCleared: 'A page-table entry loses COPIED.',
  entryPoint: 'The kernel’s entry point is reached.',
  failure: 'The load ends with a failure outside of any other step.',
  copyOnWrite: 'A page gets a frame of its own.',
};

const ACTION_MEANINGS: Readonly<Record<OpKind, string>> = {
  mark: 'Nothing is changed.',
  frameAllocated: 'A frame is taken from the allocator.',
  frameZeroed: 'A whole frame is filled with zeros.',
  frameCopied: 'A whole frame is copied.',
  entryWritten: 'A page-table entry is written.',
  bytesZeroed: 'Some bytes of a frame are zeroed.',
  bytesWritten: 'Up to 8 bytes are written.',
};

const spans = (what: string, kinds: ReadonlySet<SpanKind>): NameSet => ({
  what,
  names: [...kinds].map((name) => ({ name, meaning: SPAN_MEANINGS[name] })),
});

/** By the name of the set. */
export const NAME_SETS: Readonly<Record<string, NameSet>> = {
  kind: spans('kind of step', STEP_KINDS),
  stage: spans('stage', STAGE_KINDS),
  action: {
    what: 'kind of op',
    names: OP_KINDS.map((name) => ({ name, meaning: ACTION_MEANINGS[name] })),
  },
  flag: { what: 'page flag', names: PAGE_FLAGS.map(({ name, meaning }) => ({ name, meaning })) },
};
