import { MAX_EDITED_BYTES } from '../../../../shared/memory-types';
import { PAGE_SIZE } from '../../../../shared/address';
import type { PageView } from '../../../../shared/view-types';
import { failureOf } from '../../../composables/failure';
import { useAnnouncementsStore } from '../../../stores/announcements';
import type { EditKind } from '../../../stores/edit-steps';
import { useEditsStore } from '../../../stores/edits';
import { useEngineStore } from '../../../stores/engine';
import type { MemoryViewHandle, ViewRange } from '../view-handle';
import { byteOrigin } from './byte-origin';
import { piecesOf, type EditPiece } from './edit-pieces';

/** Pages of one question; no edit is longer. */
const MOST_PAGES = 256;

/** Changes of the file by bytes of a view: they go where the bytes come from. */
export interface EditWriter {
  /** Writes neighbouring bytes that are in sight. @returns whether that went; else it was said why not */
  write(first: number, bytes: Uint8Array, kind: EditKind): boolean;
  /** Writes bytes wherever they lie; pages out of sight are asked for. @returns why not; empty where it was done */
  writeFar(first: number, bytes: Uint8Array, kind: EditKind): Promise<string>;
  /** Gives bytes back what the file has. */
  revert(range: ViewRange): Promise<void>;
}

export function useEditWriter(view: MemoryViewHandle): EditWriter {
  const announcements = useAnnouncementsStore();
  const edits = useEditsStore();
  const engine = useEngineStore();

  function write(first: number, bytes: Uint8Array, kind: EditKind): boolean {
    const pages = pagesOf(first, bytes.length).map((page) => view.page(page));
    const pieces = piecesOf(view.space, first, bytes, pages.filter(isThere));
    return put(pieces, kind);
  }

  function put(pieces: EditPiece[] | string, kind: EditKind): boolean {
    if (typeof pieces === 'string') {
      announcements.remarkOn(pieces.charAt(0).toUpperCase() + pieces.slice(1));
      return false;
    }
    const [only] = pieces;
    const done =
      only !== undefined && pieces.length === 1
        ? edits.write(only.offset, only.bytes, only.there, kind)
        : edits.writeAll(pieces, kind);
    if (!done) announcements.remarkOn(edits.failure?.message ?? '');
    return done;
  }

  async function writeFar(first: number, bytes: Uint8Array, kind: EditKind): Promise<string> {
    if (bytes.length > MAX_EDITED_BYTES) {
      return `At most ${MAX_EDITED_BYTES.toLocaleString('en-US')} bytes can be edited at once`;
    }
    if (first + bytes.length > view.size.value) {
      return `${bytes.length} bytes do not fit: ${view.size.value - first} are left, and the file keeps its length`;
    }
    try {
      const pages = await pagesNow(first, bytes.length);
      const pieces = piecesOf(view.space, first, bytes, pages);
      if (typeof pieces === 'string') return pieces.charAt(0).toUpperCase() + pieces.slice(1);
      return put(pieces, kind) ? '' : (edits.failure?.message ?? '');
    } catch (error) {
      return failureOf(error).message;
    }
  }

  async function pagesNow(first: number, length: number): Promise<PageView[]> {
    const [page = 0] = pagesOf(first, length);
    return engine.pages(view.space, page, pagesOf(first, length).length, view.shownMoment.value);
  }

  async function revert({ first, length }: ViewRange): Promise<void> {
    if (view.space === 'file') {
      edits.revert([{ offset: first, length }]);
      return;
    }
    if (pagesOf(first, Math.min(length, (MOST_PAGES + 1) * PAGE_SIZE)).length > MOST_PAGES) {
      announcements.remarkOn('Too many bytes to revert here: select them in the file');
      return;
    }
    const pieces: { offset: number; length: number }[] = [];
    for (const page of await pagesNow(first, length)) {
      const from = Math.max(first, page.page * PAGE_SIZE);
      const to = Math.min(first + length, page.page * PAGE_SIZE + page.length);
      for (let at = from; at < to; at++) {
        const origin = byteOrigin(view.space, at, page);
        if ('offset' in origin) pieces.push({ offset: origin.offset, length: 1 });
      }
    }
    edits.revert(pieces);
  }

  return { write, writeFar, revert };
}

function pagesOf(first: number, length: number): number[] {
  const from = Math.floor(first / PAGE_SIZE);
  const count = Math.floor((first + length - 1) / PAGE_SIZE) - from + 1;
  return Array.from({ length: count }, (_, i) => from + i);
}

function isThere(page: PageView | null): page is PageView {
  return page !== null;
}
