import { beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { MAX_EDITED_BYTES } from '../../../../shared/memory-types';
import { NO_NOTES, type DocumentNotes } from '../../../../shared/notes';
import { outcomeChanges } from '../../../../renderer/stores/edit-outcome';
import { useDocumentStore } from '../../../../renderer/stores/document';
import { useEditsStore } from '../../../../renderer/stores/edits';
import { useNotesStore } from '../../../../renderer/stores/notes';
import { fakeWindow, type FakeWindow } from '../memory/fake-bridge';

let window: FakeWindow;
let edits: ReturnType<typeof useEditsStore>;
let kept: DocumentNotes;
let file: Uint8Array;
let failing: string | null;

async function open(): Promise<void> {
  window = fakeWindow((name, params) => {
    if (name === failing) throw new Error('it did not go');
    if (name === 'notes.get') return kept;
    if (name === 'sources.list') return [];
    if (name === 'document.saveEdited') return { path: '/new.elf', bytes: 7 };
    if (name !== 'memory.bytes') return undefined;
    const { first, length } = params as { first: number; length: number };
    return { bytes: file.slice(first, first + length), missing: [] };
  });
  edits = useEditsStore();
  window.load(1, 100);
  await window.settle();
}

beforeEach(async () => {
  kept = NO_NOTES;
  failing = null;
  file = new Uint8Array(0x10000);
  await open();
});

const type = (offset: number, ...bytes: number[]): boolean =>
  edits.write(offset, Uint8Array.from(bytes), new Uint8Array(bytes.length), 'typing');
const calls = (name: string): unknown[] =>
  window.asked.filter((asked) => asked.name === name).map(({ params }) => params);

describe('edits', () => {
  it('are kept with the file and come back with it', async () => {
    type(0x10, 1, 2);
    expect(useNotesStore().edits).toEqual([{ offset: 0x10, before: '0000', after: '0102' }]);
    kept = { ...NO_NOTES, edits: [{ offset: 4, before: '00', after: 'ff' }] };
    await open();
    expect(edits.runs).toHaveLength(1);
    expect([edits.count, edits.isLoaded, edits.canUndo, edits.editing]).toEqual([1, false, false, false]);
    expect(edits.misfits).toEqual([]);
  });

  it('merge what is typed in a row, and nothing else', () => {
    type(0, 0x10);
    type(0, 0x11);
    type(1, 0x20);
    type(9, 0x30);
    edits.write(10, Uint8Array.of(1), Uint8Array.of(0), 'paste');
    type(11, 0x40);
    for (const offset of [11, 10, 9, 0]) expect(edits.undo()).toBe(offset);
    expect([edits.count, edits.undo()]).toEqual([0, null]);
    for (const offset of [0, 9, 10, 11]) expect(edits.redo()).toBe(offset);
    expect([edits.count, edits.redo()]).toEqual([5, null]);
  });

  it('have a bound, which a change that breaks it leaves alone', () => {
    const most = new Uint8Array(MAX_EDITED_BYTES).fill(1);
    const zeros = new Uint8Array(MAX_EDITED_BYTES);
    expect(edits.write(0, most, zeros, 'fill')).toBe(true);
    expect(type(MAX_EDITED_BYTES + 5, 1)).toBe(false);
    expect(edits.failure?.message).toContain('65,536');
    expect(edits.count).toBe(MAX_EDITED_BYTES);
    expect(type(5, 2)).toBe(true);
    expect(edits.failure).toBeNull();
  });

  it('are sent to be loaded, and stay where that fails', async () => {
    type(3, 7);
    failing = 'document.loadEdited';
    await edits.load();
    expect(edits.failure?.message).toContain('it did not go');
    expect(edits.count).toBe(1);
    // It is about the load that is shown: with the next one it goes away.
    window.load(1, 100);
    expect(edits.failure).not.toBeNull();
    window.load(5, 100);
    expect(edits.failure).toBeNull();
    window.load(1, 100);
    failing = null;
    await edits.load();
    expect(edits.failure).toBeNull();
    const sent = { edits: [{ offset: 3, before: '00', after: '07' }] };
    expect(calls('document.loadEdited')).toEqual([sent, sent]);
    // The notes are kept before the load: a load that takes the application down costs no edit.
    expect(calls('notes.set').at(-1)).toMatchObject(sent);
    window.load(2, 100, { editedBytes: 1, edits: sent.edits });
    await window.settle();
    expect([edits.isLoaded, edits.shownByte(3, 7), edits.diskByte(3, 7)]).toEqual([true, 7, 0]);
    type(3, 9);
    expect([edits.isLoaded, edits.shownByte(3, 7)]).toEqual([false, 9]);
  });

  it('write over loaded bytes against what the disk has', async () => {
    type(3, 7);
    window.load(2, 100, { editedBytes: 1, edits: [{ offset: 3, before: '00', after: '07' }] });
    await window.settle();
    edits.revert([{ offset: 3, length: 1 }]);
    expect(edits.count).toBe(0);
    edits.write(2, Uint8Array.of(5, 5), Uint8Array.of(0, 7), 'paste');
    expect(useNotesStore().edits).toEqual([{ offset: 2, before: '0000', after: '0505' }]);
    edits.write(3, Uint8Array.of(0), Uint8Array.of(7), 'paste');
    expect(useNotesStore().edits).toEqual([{ offset: 2, before: '00', after: '05' }]);
  });

  it('are discarded at once: a load that has some gives way to the file', async () => {
    type(3, 7);
    await edits.discard();
    expect(edits.count).toBe(0);
    expect(calls('document.reload')).toEqual([]);
    edits.undo();
    expect(edits.count).toBe(1);
    window.load(2, 100, { editedBytes: 1, edits: [{ offset: 3, before: '00', after: '07' }] });
    await edits.discard();
    expect(calls('document.reload')).toEqual([{ loader: null }]);
  });

  it('tell those that no longer fit the file, and drop only them', async () => {
    kept = {
      ...NO_NOTES,
      edits: [
        { offset: 4, before: '0011220000', after: 'ffffffffff' },
        { offset: 0x9000, before: '00', after: '01' },
        { offset: 0xffff, before: '0000', after: '0101' },
      ],
    };
    await open();
    expect(edits.misfits).toEqual([
      { offset: 5, length: 2, isBehindEnd: false },
      { offset: 0x10000, length: 1, isBehindEnd: true },
    ]);
    expect(edits.misfitText).toContain('3 edited bytes do not fit the file any more: at 0x5');
    edits.dropMisfits();
    expect(edits.runs.map(({ offset, after }) => [offset, after.length])).toEqual([
      [4, 1],
      [7, 2],
      [0x9000, 1],
      [0xffff, 1],
    ]);
    edits.undo();
    expect(edits.count).toBe(8);
  });

  it('are saved under a new name, once at a time', async () => {
    type(3, 7);
    const saves = [edits.save(), edits.save()];
    expect(edits.isSaving).toBe(true);
    await Promise.all(saves);
    expect(calls('document.saveEdited')).toHaveLength(1);
    expect(edits.saved).toEqual({ path: '/new.elf', bytes: 7 });
    edits.dismiss();
    expect(edits.saved).toBeNull();
    await nextTick();
  });
});

describe('outcomeChanges', () => {
  it('has what differs of two loads, in numbers and words', () => {
    const was = useDocumentStore().summary!;
    const is = {
      ...was,
      status: 'error' as const,
      message: 'Bad header',
      pagesMapped: 1234,
      entryPoint: '0x1',
      virtualAddressOffset: '-4096',
    };
    expect(outcomeChanges(was, is)).toEqual([
      { what: 'result', was: 'loads', is: 'fails: Bad header' },
      { what: 'entry point', was: 'none', is: '0x1' },
      { what: 'offset', was: 'none', is: '0xfffffffffffff000' },
      { what: 'pages', was: '0', is: '1,234' },
    ]);
    expect(outcomeChanges(was, { ...was, loadMilliseconds: 99 })).toEqual([]);
  });
});
