import { beforeEach, describe, expect, it } from 'vitest';
import { nextTick } from 'vue';
import { NO_NOTES } from '../../../../../shared/notes';
import { PROVENANCE } from '../../../../../shared/provenance';
import type { MemorySpace, PageView } from '../../../../../shared/view-types';
import { useEditMode } from '../../../../../renderer/panels/memory/edit/useEditMode';
import { useEditedPages } from '../../../../../renderer/panels/memory/edit/useEditedPages';
import { useEditRuns } from '../../../../../renderer/panels/memory/edit/useEditRuns';
import { useAnnouncementsStore } from '../../../../../renderer/stores/announcements';
import { useEditsStore } from '../../../../../renderer/stores/edits';
import { fakePage, fakeWindow, type FakeWindow } from '../fake-bridge';
import { fakeView, press } from './view';

let window: FakeWindow;
let edits: ReturnType<typeof useEditsStore>;
let pages: PageView[];
let clipboard: string;

/** A page whose bytes count up, from the file at `fileOffset`. */
function page(space: MemorySpace, number: number, fileOffset: number | null): PageView {
  const bytes = Uint8Array.from({ length: 4096 }, (_, i) => i & 0xff);
  const provenance = new Uint8Array(4096).fill(PROVENANCE.fileData);
  return { ...fakePage(number, 0), space, bytes, provenance, fileOffset };
}

beforeEach(async () => {
  pages = [page('file', 0, null)];
  window = fakeWindow((name, params) => {
    if (name === 'notes.get') return NO_NOTES;
    if (name === 'clipboard.read') return clipboard;
    if (name === 'sources.list') return [];
    if (name !== 'memory.pages') return undefined;
    const { first, count } = params as { first: number; count: number };
    return pages.filter((one) => one.page >= first && one.page < first + count);
  });
  edits = useEditsStore();
  window.load(1, 100);
  await window.settle();
  edits.editing = true;
});

function start(space: MemorySpace = 'file', size?: number) {
  const view = fakeView(space, pages, size);
  const mode = window.scope.run(() => useEditMode(view.handle, view.moveTo));
  if (!mode) throw new Error('no mode');
  const type = async (...keys: string[]): Promise<void> => {
    for (const key of keys) {
      mode.key(press(key));
      await nextTick();
    }
  };
  const paste = async (text: string): Promise<void> => {
    clipboard = text;
    mode.key(press('v', { ctrlKey: true }));
    await window.settle();
  };
  return { ...view, mode, type, paste };
}
const list = () => edits.runs.map(({ offset, after }) => [offset, ...after]);

describe('typing digits', () => {
  it('takes two a byte, shows the first at once, and goes on to the next byte', async () => {
    const { mode, type, selected } = start();
    selected.value = { first: 0x10, length: 4 };
    await nextTick();
    await type('a');
    expect(list()).toEqual([[0x10, 0xa0]]);
    expect(mode.awaitsDigit.value).toBe(true);
    await type('B', '7', 'f');
    expect(list()).toEqual([[0x10, 0xab, 0x7f]]);
    expect(selected.value).toEqual({ first: 0x12, length: 1 });
    expect(mode.awaitsDigit.value).toBe(false);
  });

  it('takes the first digit back by Escape or Backspace, and ends by Escape', async () => {
    const { type, selected } = start();
    await type('1', '2', 'f', 'Escape');
    expect(list()).toEqual([[0, 0x12]]);
    await type('f', 'Backspace');
    expect(list()).toEqual([[0, 0x12]]);
    await type('Backspace');
    await window.settle();
    expect(list()).toEqual([]);
    expect(selected.value?.first).toBe(0);
    await type('Escape');
    expect(edits.editing).toBe(false);
  });

  it('undoes what was typed in one go, and does it again', async () => {
    const { mode, type, moveTo } = start();
    await type('1', '1', '2', '2');
    moveTo(0x40);
    await type('3', '3');
    expect(list()).toEqual([
      [0, 0x11, 0x22],
      [0x40, 0x33],
    ]);
    mode.key(press('z', { ctrlKey: true }));
    expect(list()).toEqual([[0, 0x11, 0x22]]);
    mode.key(press('Z', { ctrlKey: true }));
    expect(list()).toEqual([]);
    mode.key(press('y', { ctrlKey: true }));
    mode.key(press('Z', { ctrlKey: true, shiftKey: true }));
    expect(list()).toHaveLength(2);
    expect(edits.canRedo).toBe(false);
  });

  it('means nothing outside of the mode, in other sources, and with Alt', async () => {
    const { mode, source } = start();
    expect(mode.key(press('a', { altKey: true }))).toBe(false);
    source.value = 3;
    await nextTick();
    expect(mode.key(press('a'))).toBe(false);
    expect(mode.key(press('Insert'))).toBe(false);
    source.value = 0;
    edits.editing = false;
    await nextTick();
    expect(mode.key(press('a'))).toBe(false);
    expect(mode.key(press('Insert'))).toBe(true);
    expect(edits.editing).toBe(true);
    expect(list()).toEqual([]);
  });
});

describe('typing text', () => {
  it('comes with Tab, leaves with another one, and writes in the encoding of the view', async () => {
    const { mode, type, settings, selected } = start();
    expect(mode.key(press('Tab'))).toBe(true);
    expect(mode.key(press('Tab'))).toBe(false);
    settings.value = { ...settings.value, text: 'utf-16be' };
    await type('a', '€');
    expect(list()).toEqual([[1, 0x61, 0x20, 0xac]]);
    expect(selected.value?.first).toBe(4);
    settings.value = { ...settings.value, text: 'ascii' };
    await type('€');
    expect(useAnnouncementsStore().remark).toContain('no character of ascii');
    expect(list()).toHaveLength(1);
    expect(mode.key(press('Tab', { shiftKey: true }))).toBe(true);
    expect(mode.column.value).toBe('hex');
  });
});

describe('pasting, filling, reverting', () => {
  it('pastes bytes as one step, and says what is wrong with other text', async () => {
    const { paste, selected } = start();
    await paste('de ad');
    expect(list()).toEqual([[0, 0xde, 0xad]]);
    expect(selected.value?.first).toBe(2);
    await paste('hello');
    expect(useAnnouncementsStore().remark).toContain('no hexadecimal bytes');
    edits.undo();
    expect(list()).toEqual([]);
  });

  it('keeps the length of the file', async () => {
    const { paste } = start('file', 3);
    await paste('01 02 03 04');
    expect(list()).toEqual([]);
    expect(useAnnouncementsStore().remark).toContain('do not fit: 3 are left');
  });

  it('fills the selection with a pattern, and reverts a part of it', async () => {
    const { mode, selected } = start();
    selected.value = { first: 8, length: 5 };
    expect(await mode.fillWith('90 cc')).toBe('');
    expect(list()).toEqual([[8, 0x90, 0xcc, 0x90, 0xcc, 0x90]]);
    expect(await mode.fillWith('nine')).toContain('hexadecimal');
    selected.value = { first: 9, length: 2 };
    await mode.revert();
    expect(list()).toEqual([
      [8, 0x90],
      [11, 0xcc, 0x90],
    ]);
    selected.value = { first: 0, length: 70_000 };
    expect(await mode.fillWith('00')).toContain('At most 65,536');
  });
});

describe('in memory', () => {
  it('edits the file where a byte comes from it, and says why not elsewhere', async () => {
    const physical = page('physical', 0x1002, 0x2000);
    physical.provenance?.fill(PROVENANCE.bss, 16, 32);
    physical.provenance?.fill(PROVENANCE.relocated, 32, 40);
    pages = [physical, page('physical', 0x1003, null)];
    const { mode, moveTo, type, paste } = start('physical', 0x2000_0000);
    moveTo(0x100_2004);
    await type('e', 'e');
    expect(list()).toEqual([[0x2004, 0xee]]);
    const reasons = [0x100_2010, 0x100_2020, 0x100_3000, 0x100_4000].map((at) => {
      moveTo(at);
      return mode.target.value?.reason;
    });
    expect(reasons).toEqual([
      'the loader zeroed it, the file has no such byte',
      'a relocation wrote it: edit its entry in the file',
      'it does not come from the kernel file',
      'it is folded away, or still awaited',
    ]);
    moveTo(0x100_2010);
    await type('1', '1');
    moveTo(0x100_200e);
    await paste('01 02 03');
    expect(list()).toEqual([[0x2004, 0xee]]);
    expect(useAnnouncementsStore().remark).toBe(
      'The byte at 0x1002010 cannot be edited: the loader zeroed it, the file has no such byte',
    );
  });
});

describe('what is drawn', () => {
  it('is the edited file, marked; memory stays as it is, marked too', async () => {
    const copy = page('virtual', 5, 0);
    copy.provenance?.fill(PROVENANCE.relocated, 2, 3);
    const { handle, type } = start();
    await type('f', 'f', 'f', 'f', 'f', 'f');
    const shown = useEditedPages('file', () => 0)(pages[0]!);
    expect([...(shown?.bytes?.subarray(0, 4) ?? [])]).toEqual([0xff, 0xff, 0xff, 3]);
    expect(useEditedPages('file', () => 0)(pages[0]!)).not.toBe(pages[0]);
    expect(useEditedPages('file', () => 2)(pages[0]!)).toBe(pages[0]);
    const runs = useEditRuns(handle);
    expect(runs.value).toHaveLength(3);
    expect(runs.value[1]).toMatchObject({
      first: 1,
      end: 2,
      look: 'edited',
      tip: 'Edited: was 01, not loaded yet',
    });
    const inMemory = useEditRuns(fakeView('virtual', [copy]).handle).value;
    expect(inMemory.map(({ first }) => first)).toEqual([0x5000, 0x5001]);
    expect(inMemory[0]).toMatchObject({
      look: 'edit-awaited',
      name: 'edited, will be ff after loading again',
      tip: 'Edited at 0x0 of the file: will be ff after loading again. This is the loaded byte.',
    });
    expect(useEditedPages('virtual', () => 0)(copy)).toBe(copy);
  });

  it('tells loaded edits from others, and those that were taken back', async () => {
    window.load(2, 100, {
      editedBytes: 2,
      edits: [{ offset: 0, before: '0001', after: 'aabb' }],
    });
    await window.settle();
    const loaded = pages[0]!;
    loaded.bytes?.set([0xaa, 0xbb]);
    const { handle, moveTo, type } = start();
    moveTo(0);
    await type('a', 'a', 'c', 'c');
    const tips = useEditRuns(handle).value.map(({ tip }) => tip);
    expect(tips).toEqual(['Edited: was 00, loaded', 'Edited: was 01, not loaded yet']);
    expect(list()).toEqual([[0, 0xaa, 0xcc]]);
    edits.revert([{ offset: 0, length: 2 }]);
    expect(useEditRuns(handle).value.map(({ tip }) => tip)).toEqual([
      'Edit taken back: back to 00, loaded as aa',
      'Edit taken back: back to 01, loaded as bb',
    ]);
    const shown = useEditedPages('file', () => 0)(loaded);
    expect([...(shown?.bytes?.subarray(0, 2) ?? [])]).toEqual([0, 1]);
  });
});
