import { hex, PAGE_SIZE, pageOfVirt } from '../../../../shared/address';
import { pageContaining } from '../../paging/virt-addr';
import type { ProgramHeader } from '../../elf/program-header';
import { HANDLE_BSS, HANDLE_LOAD, HANDLE_RELRO, REMOVE_COPIED } from '../call-sites';
import { canonical, type OpFacts } from '../op-facts';
import { headerValue } from './load-kernel-values';
import {
  flagsValue,
  frameValue,
  FunctionValues,
  given,
  pageValue,
  physical,
  plain,
  virtual,
  type Reading,
} from './rule';

const LAST_OF_FILE = 'Handle .bss section';
const BEHIND_EDGE = 'map additional frames';

type HeaderRead = (header: ProgramHeader, facts: OpFacts) => Reading | null;

const ofHeader =
  (read: HeaderRead) =>
  (facts: OpFacts): Reading | null =>
    given(facts.header, (header) => read(header, facts));

/** Physical address of the first byte of a segment in the file, and behind its last. */
function inFile(header: ProgramHeader, { view }: OpFacts): { start: number; end: number } {
  const start = view.kernelAddress + Number(header.offset);
  return { start, end: start + Number(header.fileSize) };
}

/** An address `count` bytes behind where a segment is loaded. */
function behind(header: ProgramHeader, facts: OpFacts, count: bigint): bigint {
  return canonical(BigInt.asUintN(64, facts.moved(header.virtualAddr) + count));
}

const frameOfByte = (address: number): number => Math.floor(address / PAGE_SIZE);

function segmentFlagsWhen(write: boolean, execute: boolean | null): (facts: OpFacts) => Reading | null {
  return ({ header, segmentFlags }) => {
    if (header === null || segmentFlags === null || header.isWrite !== write) return null;
    if (execute !== null && header.isExecute !== execute) return null;
    return flagsValue(segmentFlags, 'What the entries of the segment’s pages get, from its p_flags.');
  };
}

const segment = ofHeader((header, facts) => headerValue(facts, header));

const HANDLE_LOAD_VALUES = new FunctionValues(HANDLE_LOAD)
  .argument('segment', segment)
  .local(
    'physStartAddr',
    'const physStartAddr',
    ofHeader((h, f) => physical(inFile(h, f).start, 'Where the segment’s first byte lies in the file.')),
  )
  .local(
    'startFrame',
    'const startFrame',
    ofHeader((h, f) =>
      frameValue(frameOfByte(inFile(h, f).start), 'The frame of the file that holds that byte.'),
    ),
  )
  .local(
    'physEndAddr',
    'const physEndAddr',
    ofHeader((h, f) => physical(inFile(h, f).end, 'Behind the segment’s last byte in the file.')),
  )
  .local(
    'endFrame',
    'const endFrame',
    ofHeader((h, f) =>
      frameValue(frameOfByte(inFile(h, f).end - 1), 'The last frame of the file that is mapped.'),
    ),
  )
  .local(
    'virtStartAddr',
    'const virtStartAddr',
    ofHeader((h, f) => virtual(f.moved(h.virtualAddr), 'Where the segment is loaded: p_vaddr + offset.')),
  )
  .local(
    'startPage',
    'const startPage',
    ofHeader((h, f) => pageValue(pageContaining(f.moved(h.virtualAddr)), 'The first page of the segment.')),
  )
  .local('segmentFlags', 'let segmentFlags', segmentFlagsWhen(false, true))
  .local('segmentFlags', 'segmentFlags |= Flags.NO_EXECUTE', segmentFlagsWhen(false, false))
  .local('segmentFlags', 'segmentFlags |= Flags.WRITABLE', segmentFlagsWhen(true, null))
  .local(
    'frame',
    'for (let frame = startFrame',
    ({ fileFrame }) => given(fileFrame, (frame) => frameValue(frame, 'The frame of the file at hand.')),
    LAST_OF_FILE,
  )
  .local(
    'offset',
    'const offset = frame - startFrame',
    ({ pageInSegment }) =>
      given(pageInSegment, (place) => plain(place, 'Place of the frame among those of the segment.')),
    LAST_OF_FILE,
  )
  .local(
    'page',
    'const page = addresses.addPages',
    ({ page, stepKind }) =>
      stepKind === 'mapPage'
        ? given(page, (at) => pageValue(at, 'The page that is mapped to that frame.'))
        : null,
    LAST_OF_FILE,
  )
  .local('failure', 'const failure = ', mapFailure, LAST_OF_FILE);

/** What the mapper answered where the load ends with it. */
function mapFailure(facts: OpFacts): Reading | null {
  const { page } = facts;
  if (!facts.failing || page === null) return null;
  return facts.mappedAt(page, facts.op) !== null
    ? plain("'PageAlreadyMapped'", 'The leaf entry is used: another segment has the page.')
    : plain("'FrameAllocationFailed'", 'No frame was left for a page table.');
}

const zeroStart: HeaderRead = (header, facts) =>
  virtual(
    behind(header, facts, header.fileSize),
    'The first byte that must be zero: behind the file’s bytes.',
  );

const dataBytes = (header: ProgramHeader, facts: OpFacts): number =>
  Number(behind(header, facts, header.fileSize) & 0xfffn);

const inEdge = (read: HeaderRead): ((facts: OpFacts) => Reading | null) =>
  ofHeader((header, facts) => (facts.stepKind === 'bssEdge' ? read(header, facts) : null));

const HANDLE_BSS_VALUES = new FunctionValues(HANDLE_BSS)
  .argument('segment', segment)
  .argument('segmentFlags', ({ segmentFlags }) =>
    given(segmentFlags, (flags) => flagsValue(flags, 'What the entries of the segment’s pages get.')),
  )
  .local(
    'virtStartAddr',
    'const virtStartAddr',
    ofHeader((h, f) => virtual(f.moved(h.virtualAddr), 'Where the segment is loaded: p_vaddr + offset.')),
  )
  .local('zeroStart', 'const zeroStart', ofHeader(zeroStart))
  .local(
    'zeroEnd',
    'const zeroEnd',
    ofHeader((h, f) => virtual(behind(h, f, h.memSize), 'Behind the last byte that must be zero.')),
  )
  .local(
    'dataBytesBeforeZero',
    'const dataBytesBeforeZero',
    ofHeader((h, f) =>
      plain(
        hex(dataBytes(h, f)),
        'Bytes of the file on the page where the zeros begin; 0 means no edge page.',
      ),
    ),
  )
  .local(
    'lastPage',
    'const lastPage = pageContaining(',
    inEdge((h, f) =>
      pageValue(pageContaining(behind(h, f, h.fileSize - 1n)), 'The last page with bytes of the file.'),
    ),
    BEHIND_EDGE,
  )
  .local(
    'newFrame',
    'const newFrame = makeMut(',
    inEdge((_, facts) =>
      given(facts.firstFrame('bytesZeroed'), (frame) => frameValue(frame, 'The page’s own frame.')),
    ),
    BEHIND_EDGE,
  )
  .local(
    'startPage',
    'alignUpToPage(zeroStart)',
    ofHeader((h, f) =>
      pageValue(pageOfVirt(behind(h, f, h.fileSize) + 0xfffn), 'The first page without a byte in the file.'),
    ),
  )
  .local(
    'endPage',
    'const endPage = ',
    ofHeader((h, f) => pageValue(pageOfVirt(behind(h, f, h.memSize - 1n)), 'The last page of the segment.')),
  )
  .local('page', 'for (let page = startPage', ({ page, stepKind }) =>
    stepKind === 'bssPage' ? given(page, (at) => pageValue(at, 'The page at hand.')) : null,
  )
  .made('frame', 'const frame = unwrap(', (facts) =>
    facts.stepKind === 'bssPage' && facts.page !== null
      ? given(facts.firstFrame('frameAllocated'), (frame) =>
          frameValue(frame, 'The frame that the page gets.'),
        )
      : null,
  )
  .local('failure', 'const failure = ', mapFailure);

/** First and last address of the memory of a header, as `handle_relro_segment` and `remove_copied_flags` round it. */
function pagesOf(header: ProgramHeader, facts: OpFacts): { first: number; last: number } {
  const start = facts.moved(header.virtualAddr);
  return {
    first: pageOfVirt(start),
    last: pageOfVirt(BigInt.asUintN(64, start + header.memSize - 1n)),
  };
}

/** The page whose entry a loop over pages changes, or the one that it failed at: the first that is not mapped. */
function loopPage(header: ProgramHeader, facts: OpFacts): number | null {
  if (facts.page !== null) return facts.page;
  if (!facts.failing) return null;
  const { first, last } = pagesOf(header, facts);
  for (let page = first; page <= last; page++) {
    if (facts.mappedAt(page, facts.op) === null) return page;
  }
  return null;
}

function oldFlags(facts: OpFacts): Reading | null {
  const { page } = facts;
  const old = page === null || facts.kind !== 'entryWritten' ? null : facts.mappedAt(page, facts.op);
  return given(old, ({ flags }) => flagsValue(flags, 'The flags of the page’s entry before this op.'));
}

/** An address `count` bytes behind where a header's memory begins, before `VirtAddr::new`. */
const rawAddress = (header: ProgramHeader, facts: OpFacts, count = 0n): bigint =>
  BigInt.asUintN(64, header.virtualAddr + facts.view.offset + count);

const HANDLE_RELRO_VALUES = new FunctionValues(HANDLE_RELRO)
  .argument('programHeader', segment)
  .local(
    'startAddr',
    'const startAddr',
    ofHeader((h, f) => virtual(rawAddress(h, f), 'Where the range begins: p_vaddr + offset.')),
  )
  .local(
    'endAddr',
    'const endAddr',
    ofHeader((h, f) => virtual(rawAddress(h, f, h.memSize), 'Behind the end of the range.')),
  )
  .local(
    'start',
    'const start = addresses',
    ofHeader((h, f) => virtual(f.moved(h.virtualAddr), 'The start as a canonical address.')),
  )
  .local(
    'end',
    'const end = addresses',
    ofHeader((h, f) => virtual(canonical(rawAddress(h, f, h.memSize)), 'The end as a canonical address.')),
  )
  .local(
    'startPage',
    'const startPage',
    ofHeader((h, f) => pageValue(pagesOf(h, f).first, 'The first page of the range.')),
  )
  .local(
    'endPage',
    'const endPage',
    ofHeader((h, f) => pageValue(pagesOf(h, f).last, 'The last page of the range.')),
  )
  .local(
    'page',
    'for (let page = startPage',
    ofHeader((h, f) => given(loopPage(h, f), (page) => pageValue(page, 'The page at hand.'))),
  )
  .local(
    'mapped',
    'const mapped = inner',
    ofHeader((h, f) => unmapped(loopPage(h, f), f)),
  )
  .local('flags', 'const { flags } = mapped', oldFlags);

function unmapped(page: number | null, facts: OpFacts): Reading | null {
  return facts.failing && page !== null && facts.mappedAt(page, facts.op) === null
    ? plain('null', 'The page is not mapped.')
    : null;
}

/** The LOAD segment whose loop is at a page: the first, in the order of the table, that has it. */
function loopHeader(facts: OpFacts): { header: ProgramHeader; page: number } | null {
  for (const { header, type } of facts.headers) {
    if (type !== 'Load') continue;
    if (facts.page !== null) {
      const { first, last } = pagesOf(header, facts);
      if (facts.page >= first && facts.page <= last) return { header, page: facts.page };
    } else if (header.memSize > 0n) {
      const page = loopPage(header, facts);
      if (page !== null) return { header, page };
    }
  }
  return null;
}

const inCleanUp =
  (read: (header: ProgramHeader, facts: OpFacts, page: number) => Reading | null) =>
  (facts: OpFacts): Reading | null =>
    given(loopHeader(facts), ({ header, page }) => read(header, facts, page));

const REMOVE_COPIED_VALUES = new FunctionValues(REMOVE_COPIED)
  .local(
    'programHeader',
    'for (const programHeader',
    inCleanUp((h, f) => headerValue(f, h)),
  )
  .local(
    'startAddr',
    'const startAddr',
    inCleanUp((h, f) => virtual(rawAddress(h, f), 'Where the segment begins: p_vaddr + offset.')),
  )
  .local(
    'startPage',
    'const [startPage, endPage]',
    inCleanUp((h, f) => pageValue(pagesOf(h, f).first, 'The first page of the segment.')),
  )
  .local(
    'endPage',
    'const [startPage, endPage]',
    inCleanUp((h, f) => pageValue(pagesOf(h, f).last, 'The last page of the segment.')),
  )
  .local(
    'page',
    'for (let page = startPage',
    inCleanUp((_h, _f, page) => pageValue(page, 'The page at hand.')),
  )
  .local(
    'mapped',
    'const mapped = inner',
    inCleanUp((_, f, page) => unmapped(page, f)),
  )
  .local('flags', 'const { flags } = mapped', oldFlags);

/** Values of `segments.ts`, `relro.ts` and the clean-up. */
export const SEGMENT_VALUES = [
  HANDLE_LOAD_VALUES,
  HANDLE_BSS_VALUES,
  HANDLE_RELRO_VALUES,
  REMOVE_COPIED_VALUES,
];
