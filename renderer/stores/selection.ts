import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { PAGE_SIZE } from '../../shared/address';
import { DOCUMENT_SOURCE } from '../../shared/memory-types';
import type { MemorySpace } from '../../shared/view-types';
import type { SpanKind } from '../../shared/trace-types';

/** One byte of one of the three spaces. */
export interface SelectedByte {
  readonly space: MemorySpace;
  /** Page number, frame number, or file offset / 4096. */
  readonly page: number;
  readonly offset: number;
  /** Where it is looked at, if not in the window's document; see `AttachedSource`. */
  readonly source?: number | undefined;
  /** The moment that it is looked at, if not the current one. */
  readonly moment?: number | undefined;
}

/** One page-table entry, by the table that holds it. */
export interface SelectedEntry {
  readonly level: number;
  /** Frame of the table. */
  readonly table: number;
  readonly index: number;
  /** Canonical virtual address of the first byte that the entry covers. */
  readonly virt: string;
}

/** A wish that a view scroll to a byte; `serial` tells two wishes for the same byte apart. */
export interface RevealRequest extends SelectedByte {
  readonly serial: number;
  /** The keyboard goes there too. */
  readonly takesFocus: boolean;
}

/** A wish that the steps tree select a span; `serial` tells two wishes for the same span apart. */
export interface SpanRequest {
  readonly span: number;
  readonly serial: number;
}

/** A byte by its distance from the start of a space. */
export function byteAt(space: MemorySpace, position: number): SelectedByte {
  const page = Math.floor(position / PAGE_SIZE);
  return { space, page, offset: position - page * PAGE_SIZE };
}

/** Whether two selections are the same byte. */
export function sameByte(a: SelectedByte | null, b: SelectedByte | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.space === b.space &&
    a.page === b.page &&
    a.offset === b.offset &&
    (a.source ?? 0) === (b.source ?? 0) &&
    a.moment === b.moment
  );
}

/** Whether a byte is of memory beside the document: it has no history, no breakpoints and no page tables here. */
export function isForeign(byte: SelectedByte | null): boolean {
  return byte !== null && (byte.source ?? DOCUMENT_SOURCE) !== DOCUMENT_SOURCE;
}

/** What is selected anywhere in the window: a thing chosen in one panel is chosen in all. */
export const useSelectionStore = defineStore('selection', () => {
  const byte = shallowRef<SelectedByte | null>(null);
  /** Bytes selected from {@link byte} on. */
  const length = ref(1);
  const entry = shallowRef<SelectedEntry | null>(null);
  const revealRequest = shallowRef<RevealRequest | null>(null);
  /** Index in the call stack, 0 the innermost frame. */
  const stackFrame = ref(0);
  /** Kind of the span selected in the steps tree: what F9 there breaks on. */
  const spanKind = ref<SpanKind | null>(null);
  const spanRequest = shallowRef<SpanRequest | null>(null);
  let serial = 0;

  /** Selects `count` bytes from `next` on; the entry selection gives way. */
  function selectByte(next: SelectedByte | null, count = 1): void {
    byte.value = next;
    length.value = count;
    entry.value = null;
  }

  function selectEntry(next: SelectedEntry | null): void {
    entry.value = next;
    byte.value = null;
    length.value = 1;
  }

  /** Selects bytes and asks their memory view to come to the front, show them and, on request, take the focus. */
  function reveal(next: SelectedByte, takesFocus = false, count = 1): void {
    selectByte(next, count);
    serial += 1;
    revealRequest.value = { ...next, serial, takesFocus };
  }

  function selectStackFrame(index: number): void {
    stackFrame.value = index;
  }

  /** Selects a frame of the call stack, and its span in the steps tree. */
  function selectCall(index: number, span: number): void {
    stackFrame.value = index;
    serial += 1;
    spanRequest.value = { span, serial };
  }

  function selectSpanKind(kind: SpanKind | null): void {
    spanKind.value = kind;
  }

  /** Forgets everything: another document is shown. */
  function clear(): void {
    selectByte(null);
    revealRequest.value = null;
    stackFrame.value = 0;
    spanRequest.value = null;
    spanKind.value = null;
  }

  return {
    byte,
    length,
    entry,
    revealRequest,
    stackFrame,
    spanKind,
    spanRequest,
    selectByte,
    selectEntry,
    reveal,
    selectStackFrame,
    selectCall,
    selectSpanKind,
    clear,
  };
});
