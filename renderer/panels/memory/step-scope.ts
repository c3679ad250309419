/** Which bytes a step touches, in the physical image and in the kernel's virtual memory. */
import type { Change, Where } from '../../../shared/view-types';
import { PAGE_SIZE } from '../../../shared/address';
import type { ByteExtent } from './byte-extent';

/** Bytes of the kernel file that are shown before the first step: its header and one of its program headers. */
const FILE_HEAD_BYTES = 128;

/** What a step does to memory. */
export interface StepScope {
  readonly changes: readonly Change[];
  /** The page that the step is about; `null` where there is none. */
  readonly page: number | null;
  /** The frame behind that page once the step is done; `null` where it is not mapped. */
  readonly frame: number | null;
  /** The bytes of the page that it is about, where it is about some of them: a relocation's word, the entry point. */
  readonly pageBytes: Where['pageBytes'];
  /** Before the first step. */
  readonly isStart: boolean;
}

/**
 * The bytes of physical memory that a step writes, whole frames only where nothing smaller is. A step that writes
 * nothing but is about a page (a refused mapping, say) shows the frame behind it.
 */
export function touchedPhysical({ changes, frame, pageBytes }: StepScope): ByteExtent[] {
  if (changes.length > 0) return bytesOfChanges(changes);
  return frame === null ? [] : [bytesInPage(frame, pageBytes)];
}

/**
 * The bytes of virtual memory that a step is about: in its page the bytes that it writes, or the whole page where
 * it only maps, copies, protects or wants it.
 */
export function touchedVirtual({ changes, page, frame, pageBytes }: StepScope): ByteExtent[] {
  if (page === null) return [];
  const written = changes.filter((change) => change.frame === frame && change.length < PAGE_SIZE);
  if (written.length === 0) return [bytesInPage(page, pageBytes)];
  return bytesOfChanges(written.map((change) => ({ ...change, frame: page })));
}

/**
 * The bytes that a step is about where it writes none of them, as a relocation that fails: no change shows where they are.
 * `null` for all other steps.
 *
 * @param page the step's page, of whichever space
 */
export function unwrittenBytes(
  { changes, frame, pageBytes }: StepScope,
  page: number | null,
): ByteExtent | null {
  const isWritten = changes.some((change) => change.frame === frame && change.length < PAGE_SIZE);
  return page === null || pageBytes === null || isWritten ? null : bytesInPage(page, pageBytes);
}

/** Before the first step: the head of the kernel file and the empty level 4 table, both put there for the loader. */
export function startingBytes(kernelFrame: number, rootFrame: number): ByteExtent[] {
  const head = kernelFrame * PAGE_SIZE;
  return [{ first: head, end: head + FILE_HEAD_BYTES }, bytesOfPage(rootFrame)];
}

/** `frame` of a change is the number of the page that it lies in, of whichever space. */
function bytesOfChanges(changes: readonly Change[]): ByteExtent[] {
  const small = changes.filter((change) => change.length > 0 && change.length < PAGE_SIZE);
  const detailed = new Set(small.map((change) => change.frame));
  const whole = changes.filter((change) => change.length >= PAGE_SIZE && !detailed.has(change.frame));
  return [...small, ...whole].map(bytesOfChange);
}

/** Some bytes of a page, or the whole page. */
function bytesInPage(page: number, bytes: StepScope['pageBytes']): ByteExtent {
  return bytes === null ? bytesOfPage(page) : bytesOfChange({ frame: page, ...bytes });
}

function bytesOfPage(page: number): ByteExtent {
  return { first: page * PAGE_SIZE, end: (page + 1) * PAGE_SIZE };
}

function bytesOfChange({ frame, offset, length }: Change): ByteExtent {
  const first = frame * PAGE_SIZE + offset;
  return { first, end: first + length };
}
