/** Edits that are not loaded: what views of the file show, and what the engine, which knows only loaded bytes, does not. */
import { DOCUMENT_SOURCE, type SpaceBytes } from '../../shared/memory-types';
import { editedByte, runsWithin } from '../composables/edit-runs';
import { formatCount } from '../composables/format';
import { useEditsStore } from './edits';
import type { SideRange } from './memory-questions';

/** Bytes as views show them: those of the document's file with the edits. */
export function shownBytes({ side, space, first }: Omit<SideRange, 'length'>, read: SpaceBytes): SpaceBytes {
  if (space !== 'file' || side.source !== DOCUMENT_SOURCE) return read;
  return { ...read, bytes: useEditsStore().bytesShown(read.bytes, first) };
}

/** How many bytes of a range are shown with edits that are not loaded. */
export function unloadedBytes({ side, space, first, length }: SideRange): number {
  if (space !== 'file' || side.source !== DOCUMENT_SOURCE) return 0;
  const { runs, loaded } = useEditsStore();
  const end = first + length;
  let count = 0;
  for (const [these, those] of [
    [runs, loaded],
    [loaded, runs],
  ] as const) {
    for (const { offset, after } of runsWithin(these, first, end)) {
      for (let at = Math.max(first, offset); at < Math.min(end, offset + after.length); at++) {
        const other = editedByte(those, at);
        // A byte that both have edited is counted with the first of them.
        if (other === null || (these === runs && other.after !== after[at - offset])) count++;
      }
    }
  }
  return count;
}

/** What is said where the engine has looked at loaded bytes; empty where they are those that are shown. */
export function unloadedText(range: SideRange, what: string): string {
  const count = unloadedBytes(range);
  if (count === 0) return '';
  return `${formatCount(count)} edited ${count === 1 ? 'byte is' : 'bytes are'} not loaded yet: ${what}.`;
}
