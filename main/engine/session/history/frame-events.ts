import { PAGE_SIZE } from '../../../../shared/address';
import { OP } from '../../trace/codes';
import type { LoadView } from '../../trace/load-view';
import { EventColumns, ROLE, STATE, WRITE, type EventList } from './events';

const { frameAllocated, frameZeroed, frameCopied, entryWritten, bytesZeroed, bytesWritten } = OP;

/** Bytes of one frame. */
export interface FrameBytes {
  readonly frame: number;
  readonly offset: number;
  readonly length: number;
}

/** What events of a frame count as, by how they reach the subject. */
interface Counting {
  /** Marks of what was there before the load. */
  readonly base: number;
  /** Marks of an op that wrote. */
  readonly write: number;
  /** The same for the frames that the bytes were copied from; `null`: as for the frame itself. */
  readonly source: Counting | null;
}

const AS_NOTHING: Counting = { base: 0, write: 0, source: null };
/** Bytes of a frame: what happened to the frame that they were copied from was not done to them. */
export const AS_FRAME: Counting = { base: STATE, write: STATE | WRITE, source: AS_NOTHING };
/** Bytes that a page shows: all its frames are its own, but only from its mapping on. */
export const AS_PAGE: Counting = { base: 0, write: STATE | WRITE, source: null };

/**
 * What happened to bytes of a frame by moment `until`: one list for the frame and, where it was copied from another one,
 * one for each frame upstream up to the copy.
 */
export function frameEvents(
  view: LoadView,
  bytes: FrameBytes,
  until: number,
  counting: Counting,
): EventList[] {
  const { kind, at } = view.trace.ops;
  const { frame, offset, length } = bytes;
  const found = new EventColumns();
  const upstream: EventList[] = [];
  if (holdsFile(view, bytes)) found.push(0, ROLE.file, frame, counting.base);
  if (frame === view.rootFrame) found.push(0, ROLE.root, frame, counting.base);
  const writes = view.image.index.writesBefore(frame, until);
  for (let i = 0; i < writes.length; i++) {
    const op = writes[i] as number;
    if (kind[op] === frameAllocated) {
      found.push(op + 1, ROLE.op, frame, counting.write & STATE);
      continue;
    }
    if (!writesTo(view, op, offset, length)) continue;
    found.push(op + 1, ROLE.op, frame, counting.write);
    if (kind[op] !== frameCopied) continue;
    const source = { frame: at[op] as number, offset, length };
    upstream.push(...frameEvents(view, source, op, counting.source ?? counting));
  }
  return [...upstream, found.finish()];
}

/** Whether an op on a frame wrote to any of some bytes of it. A page has hundreds of ops that wrote elsewhere. */
export function writesTo(view: LoadView, op: number, offset: number, length: number): boolean {
  const { kind, at, low } = view.trace.ops;
  const place = at[op] as number;
  switch (kind[op]) {
    case bytesWritten: {
      const first = place & 0xffff;
      return first < offset + length && first + (place >>> 16) > offset;
    }
    case entryWritten:
      return place * 8 < offset + length && place * 8 + 8 > offset;
    case frameZeroed:
    case frameCopied:
      return true;
    case bytesZeroed:
      return place < offset + length && place + (low[op] as number) > offset;
    default:
      return false;
  }
}

/** Whether any of the bytes were the kernel file's before the load. */
function holdsFile(view: LoadView, { frame, offset, length }: FrameBytes): boolean {
  const first = frame * PAGE_SIZE + offset - view.kernelAddress;
  return first < view.elf.length && first + length > 0;
}
