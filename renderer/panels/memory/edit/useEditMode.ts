import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import { hex, hexDigits, PAGE_SIZE } from '../../../../shared/address';
import { DOCUMENT_SOURCE, MAX_EDITED_BYTES, type TextEncodingName } from '../../../../shared/memory-types';
import { useAnnouncementsStore } from '../../../stores/announcements';
import { useClipboardStore } from '../../../stores/clipboard';
import { useEditsStore } from '../../../stores/edits';
import type { MemoryViewHandle } from '../view-handle';
import { byteOrigin } from './byte-origin';
import { addressOf, repeated } from './edit-pieces';
import { digitOf, hexBytesOf, textBytesOf } from './typed-bytes';
import { useEditWriter } from './useEditWriter';

/** What is typed: digits of bytes, or characters. */
export type EditColumn = 'hex' | 'text';

/** The byte that the next key changes. */
export interface EditTarget {
  readonly address: string;
  /** Its offset in the file; `null` where it cannot be edited. */
  readonly offset: number | null;
  /** Why it cannot; empty where it can. */
  readonly reason: string;
  /** As the file on disk has it, as it is edited, and as the view shows it: memory has what was loaded. */
  readonly was: number;
  readonly now: number;
  readonly shown: number;
}

/** Editing in one memory view. */
export interface EditMode {
  readonly active: ComputedRef<boolean>;
  readonly column: Ref<EditColumn>;
  /** Whether the first digit of the byte at the cursor is typed and the second one awaited. */
  readonly awaitsDigit: ComputedRef<boolean>;
  readonly target: ComputedRef<EditTarget | null>;
  /** Does what a key asks for; `false` where it means nothing to the edit. */
  key(event: KeyboardEvent): boolean;
  /** Fills the selected bytes with some, again and again. @returns why not; empty where it was done */
  fillWith(pattern: string): Promise<string>;
  /** Gives the selected bytes back what the file has. */
  revert(): Promise<void>;
}

/**
 * @param moveTo moves the cursor of the view to a byte and brings it in sight
 */
export function useEditMode(view: MemoryViewHandle, moveTo: (position: number) => void): EditMode {
  const announcements = useAnnouncementsStore();
  const clipboard = useClipboardStore();
  const edits = useEditsStore();
  const writer = useEditWriter(view);
  const column = ref<EditColumn>('hex');
  /** The byte whose first digit has been typed, and what it was before. */
  const half = shallowRef<{ readonly at: number; readonly before: number } | null>(null);

  const active = computed(() => edits.editing && view.source.value === DOCUMENT_SOURCE);
  const cursor = computed(() => view.selection.value?.first ?? null);
  const awaitsDigit = computed(() => active.value && half.value !== null && half.value.at === cursor.value);
  const target = computed<EditTarget | null>(() => {
    const at = cursor.value;
    return active.value && at !== null ? targetAt(view, edits, at) : null;
  });

  watch([cursor, active], () => {
    if (half.value?.at !== cursor.value || !active.value) half.value = null;
  });

  function refuse(text: string): void {
    announcements.remarkOn(text);
  }

  function advance(from: number, by: number): void {
    half.value = null;
    moveTo(Math.min(from + by, view.size.value - 1));
  }

  function typeDigit(at: number, digit: number): void {
    const byte = target.value;
    if (byte === null || byte.offset === null) {
      if (byte !== null) refuse(`The byte at ${byte.address} cannot be edited: ${byte.reason}`);
      return;
    }
    const second = half.value?.at === at;
    const value = second ? (byte.now & 0xf0) | digit : (digit << 4) | (byte.now & 0x0f);
    if (!writer.write(at, Uint8Array.of(value), 'typing')) return;
    if (!second) {
      half.value = { at, before: byte.now };
      announcements.say(`${digit.toString(16)}, second digit awaited`);
      return;
    }
    announcements.say(`${hexDigits(value, 2)} at file offset ${hex(byte.offset)}`);
    advance(at, 1);
  }

  function typeText(at: number, text: string): void {
    const bytes = textBytesOf(text, view.settings.value.text);
    if (bytes === null) refuse(`${text} is no character of ${view.settings.value.text}`);
    else if (writer.write(at, bytes, 'typing')) advance(at, bytes.length);
  }

  /** The byte is again what it was before its first digit. @returns whether there was one */
  function takeDigitBack(): boolean {
    if (half.value === null) return false;
    const { at, before } = half.value;
    half.value = null;
    return writer.write(at, Uint8Array.of(before), 'typing');
  }

  /** Back to what the byte before was; a digit that was typed goes first. */
  function backspace(at: number): void {
    if (takeDigitBack()) return;
    const to = Math.max(0, at - 1);
    void writer.revert({ first: to, length: 1 }).then(() => moveTo(to));
  }

  function travel(direction: 'undo' | 'redo'): void {
    half.value = null;
    const at = edits[direction]();
    if (at === null) refuse(direction === 'undo' ? 'No edit to undo' : 'No edit to redo');
    else {
      announcements.remarkOn(direction === 'undo' ? 'Edit undone' : 'Edit done again');
      if (view.space === 'file') moveTo(at);
    }
  }

  function end(): void {
    half.value = null;
    edits.rest();
    edits.editing = false;
    announcements.remarkOn('Editing ended');
  }

  /** Keys with Ctrl that the edit has, in and out of the mode: what was edited can be undone without it. */
  function controlKey(event: KeyboardEvent): boolean {
    const key = event.key.toLowerCase();
    if (key === 'v' && active.value && !event.altKey && !event.shiftKey) {
      // A byte is no field for text: nothing pastes there by itself.
      void clipboard.read().then(paste);
      return true;
    }
    const redoes = (key === 'z' && event.shiftKey) || (key === 'y' && !event.shiftKey);
    const undoes = key === 'z' && !event.shiftKey;
    if (event.altKey || !(undoes || redoes) || view.source.value !== DOCUMENT_SOURCE) return false;
    travel(redoes ? 'redo' : 'undo');
    return true;
  }

  /** Tab goes from digits to text, and from there on to the next control. */
  function tabKey(back: boolean): boolean {
    if (column.value === (back ? 'hex' : 'text')) return false;
    column.value = back ? 'hex' : 'text';
    half.value = null;
    announcements.remarkOn(column.value === 'hex' ? 'Digits' : 'Text');
    return true;
  }

  function key(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey) return controlKey(event);
    if (event.key === 'Insert' && !event.altKey && !event.shiftKey) {
      if (active.value) end();
      else if (view.source.value === DOCUMENT_SOURCE) edits.editing = true;
      else return false;
      return true;
    }
    const at = cursor.value;
    if (!active.value || at === null || event.altKey) return false;
    if (event.key === 'Tab') return tabKey(event.shiftKey);
    if (event.key === 'Escape') {
      if (!takeDigitBack()) end();
    } else if (event.key === 'Backspace') backspace(at);
    else if (event.key === 'Delete') void revert();
    else if (column.value === 'text' && Array.from(event.key).length === 1) typeText(at, event.key);
    else if (column.value === 'hex' && digitOf(event.key) !== null)
      typeDigit(at, digitOf(event.key) as number);
    else return false;
    return true;
  }

  /** Pastes text over the bytes from the selection on. */
  function paste(text: string): void {
    const at = cursor.value;
    if (!active.value || at === null) return;
    const bytes = pastedBytes(text, column.value, view.settings.value.text);
    if (typeof bytes === 'string') {
      refuse(bytes);
      return;
    }
    half.value = null;
    void writer.writeFar(at, bytes, 'paste').then((problem) => {
      if (problem !== '') refuse(problem);
      else {
        announcements.remarkOn(`Pasted ${bytes.length === 1 ? '1 byte' : `${bytes.length} bytes`}`);
        advance(at, bytes.length);
      }
    });
  }

  async function fillWith(pattern: string): Promise<string> {
    const range = view.selection.value;
    const bytes = hexBytesOf(pattern);
    if (range === null) return 'No byte is selected';
    if (bytes === null) return 'Bytes are pairs of hexadecimal digits';
    if (range.length > MAX_EDITED_BYTES) {
      return `At most ${MAX_EDITED_BYTES.toLocaleString('en-US')} bytes can be edited at once`;
    }
    return writer.writeFar(range.first, repeated(bytes, range.length), 'fill');
  }

  async function revert(): Promise<void> {
    const range = view.selection.value;
    if (range === null) return;
    half.value = null;
    const before = edits.count;
    await writer.revert(range);
    const bytes = before - edits.count;
    refuse(
      bytes === 0 ? 'No selected byte is edited' : `Reverted ${bytes === 1 ? '1 byte' : `${bytes} bytes`}`,
    );
  }

  return { active, column, awaitsDigit, target, key, fillWith, revert };
}

/** The byte at a position of a view, as an edit finds it. */
function targetAt(
  view: MemoryViewHandle,
  edits: ReturnType<typeof useEditsStore>,
  position: number,
): EditTarget {
  const page = view.page(Math.floor(position / PAGE_SIZE));
  const origin = byteOrigin(view.space, position, page);
  const address = addressOf(view.space, position);
  if ('reason' in origin) return { address, offset: null, reason: origin.reason, was: 0, now: 0, shown: 0 };
  const { offset } = origin;
  const there = page?.bytes?.[position % PAGE_SIZE] ?? 0;
  const [was, now] = [edits.diskByte(offset, there), edits.shownByte(offset, there)];
  return { address, offset, reason: '', was, now, shown: there };
}

/** The bytes of a pasted text, or what is wrong with it. */
function pastedBytes(text: string, column: EditColumn, encoding: TextEncodingName): Uint8Array | string {
  if (text === '') return 'The clipboard has no text';
  if (column === 'text') {
    return textBytesOf(text, encoding) ?? `The clipboard has characters that ${encoding} lacks`;
  }
  return hexBytesOf(text) ?? 'The clipboard has no hexadecimal bytes; in the text column text can be pasted';
}
