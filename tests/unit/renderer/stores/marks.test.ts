import { beforeEach, describe, expect, it } from 'vitest';
import { isKernelPage, placeOfRange, positionOfMark } from '../../../../renderer/composables/mark-place';
import { markLabel, markName } from '../../../../renderer/panels/marks/mark-text';
import { useMarkRuns } from '../../../../renderer/panels/marks/useMarkRuns';
import { useDocumentStore } from '../../../../renderer/stores/document';
import { useMarksStore } from '../../../../renderer/stores/marks';
import { useNotesStore } from '../../../../renderer/stores/notes';
import { useSelectionStore } from '../../../../renderer/stores/selection';
import { NO_NOTES, NOTES_LIMITS } from '../../../../shared/notes';
import { fakeView } from '../memory/edit/view';
import { fakePage, fakeWhere, fakeWindow, type FakeWindow } from '../memory/fake-bridge';

let window: FakeWindow;
let marks: ReturnType<typeof useMarksStore>;

function load(revision: number, virtualAddressOffset: string | null): void {
  window.load(revision, 100);
  const documents = useDocumentStore();
  const { state } = documents;
  if (state.kind !== 'ready') throw new Error('not ready');
  documents.state = { ...state, summary: { ...state.summary, virtualAddressOffset } };
}

beforeEach(async () => {
  window = fakeWindow((name, params) => {
    if (name === 'time.where') return fakeWhere((params as { moment: number }).moment, 1);
    if (name === 'notes.get') return NO_NOTES;
    if (name === 'memory.ranges') return [{ first: 0x8000000, count: 4, provenance: 'fileCode', label: '' }];
    if (name === 'notes.export') return { path: '/k-notes.csv', bytes: 9 };
    return name === 'sources.list' ? [] : undefined;
  });
  marks = useMarksStore();
  load(1, '0x8000000000');
  await window.settle();
});

const KERNEL = 0x80_0000_0000;
const add = (space: 'virtual' | 'physical' | 'file', first: number, length: number, name = '') =>
  marks.add({ space, first, length }, name);

describe('marks', () => {
  it('stay with the kernel where it is loaded elsewhere', async () => {
    await add('virtual', KERNEL + 0x123, 16, 'table');
    expect(useNotesStore().marks[0]).toMatchObject({ first: '0x123', ofFile: true, length: 16 });
    expect(marks.list[0]).toMatchObject({ name: 'table', position: KERNEL + 0x123 });
    load(2, '0xffff800000000000');
    expect(marks.list[0]?.position).toBe(0x8000_0000_0123);
    load(3, null);
    expect(marks.list[0]?.position).toBeNull();
    expect(marks.within('virtual', 0, 2 ** 48)).toEqual([]);
    expect(marks.go(marks.list[0]!)).toBe(false);
  });

  it('hold elsewhere by their own addresses', async () => {
    await add('virtual', 0x1000, 1);
    await add('physical', 0x200_0000, 4096);
    await add('file', 0xffff, 1);
    await add('file', 0xffff, 2);
    expect(marks.list.map(({ space, position }) => [space, position])).toEqual([
      ['virtual', 0x1000],
      ['physical', 0x200_0000],
      ['file', 0xffff],
      ['file', null],
    ]);
    expect(marks.list.every(({ ofFile }) => !ofFile)).toBe(true);
  });

  it('take the selected bytes of the document, and ask for a name', async () => {
    expect([marks.selected, await marks.add()]).toEqual([null, null]);
    const selection = useSelectionStore();
    selection.selectByte({ space: 'file', page: 2, offset: 8 }, 5);
    expect(await marks.add()).toBe(1);
    expect(marks.list[0]).toMatchObject({ name: 'Mark 1', position: 0x2008, length: 5 });
    selection.selectByte({ space: 'file', page: 2, offset: 8, source: 4 }, 5);
    expect(marks.selected).toBeNull();
  });

  it('are changed, removed, and put back', async () => {
    await add('file', 0, 1, 'a');
    await add('file', 8, 1, 'b');
    const [first] = marks.list;
    marks.update(first!.id, { note: 'why', colour: 'lime' });
    marks.remove(first!.id);
    expect(marks.list.map(({ name }) => name)).toEqual(['b']);
    marks.undoRemove();
    expect(marks.list[0]).toMatchObject({ name: 'a', note: 'why', colour: 'lime' });
    marks.removeAll();
    expect(marks.list).toEqual([]);
  });

  it('are found in any part of a space, the long ones too', async () => {
    await add('file', 0, 0x8000, 'long');
    for (let i = 1; i <= 50; i++) await add('file', i * 0x100, 16, `mark ${i}`);
    const names = (first: number, end: number): string[] =>
      marks.within('file', first, end).map(({ name }) => name);
    expect(names(0x305, 0x306)).toEqual(['long', 'mark 3']);
    expect(names(0x310, 0x400)).toEqual(['long']);
    expect(names(0x8000, 0x9000)).toEqual([]);
    expect(marks.positions('file')).toHaveLength(51);
    const runs = useMarkRuns(fakeView('file', [fakePage(3, 0)]).handle).value;
    expect(runs.map(({ name }) => name)).toEqual([
      'mark long',
      ...Array.from({ length: 3 }, (_, i) => `mark mark ${i + 48}`),
    ]);
    expect(runs[0]).toMatchObject({ first: 0, end: 0x8000, tip: 'long' });
    expect(runs[0]?.look).toMatch(/^mark-\w+$/);
    expect(
      useMarkRuns({ ...fakeView('file', [fakePage(3, 0)]).handle, source: { value: 1 } as never }).value,
    ).toEqual([]);
  });

  it('have names that show what was pasted into them, and are cut where they are only shown', async () => {
    await add('file', 0, 1, `\u202e${'n'.repeat(4000)}`);
    marks.update(1, { note: `a\tb\r\n\u2066c${'o'.repeat(60_000)}` });
    const run = useMarkRuns(fakeView('file', [fakePage(0, 0)]).handle).value[0]!;
    expect(run.name).toMatch(/^mark \\u\{202e\}n+…$/);
    expect(run.name.length).toBeLessThan(140);
    expect(run.tip).toMatch(/: a b\n\\u\{2066\}co+…$/);
    expect(run.tip!.length).toBeLessThan(700);
    expect(markLabel(marks.list[0]!)).not.toMatch(/[\u2066\u202e]/);
    expect(markName({ name: `${'n'.repeat(119)}🦀🦀` })).toBe(`${'n'.repeat(119)}…`);
  });

  it('are walked in both directions, round the ends', async () => {
    for (const at of [0x10, 0x20, 0x30]) await add('physical', at, 4, `at ${at}`);
    const selection = useSelectionStore();
    const at = (): number => (selection.byte?.page ?? 0) * 4096 + (selection.byte?.offset ?? 0);
    selection.selectByte({ space: 'physical', page: 0, offset: 0x20 }, 1);
    marks.step(1);
    expect([at(), selection.length]).toEqual([0x30, 4]);
    marks.step(1);
    expect(at()).toBe(0x10);
    marks.step(-1);
    expect(at()).toBe(0x30);
    marks.step(-1);
    expect(at()).toBe(0x20);
  });

  it('have a bound, and stay fast below it', async () => {
    const notes = useNotesStore();
    const one = { note: '', colour: 'blue', space: 'file', ofFile: false, length: 8 } as const;
    notes.marks = Array.from({ length: NOTES_LIMITS.marks }, (_, i) => ({
      ...one,
      id: i + 1,
      name: `${i}`,
      first: `0x${(i * 4).toString(16)}`,
    }));
    expect(await add('file', 0, 1)).toBeNull();
    expect(marks.failure?.message).toContain('10,000');
    const before = performance.now();
    for (let i = 0; i < 1000; i++) marks.within('file', i * 32, i * 32 + 512);
    expect(performance.now() - before).toBeLessThan(500);
  });

  it('are kept before they are exported', async () => {
    await add('file', 0, 1, 'a');
    expect(await marks.exportNotes('csv')).toEqual({ path: '/k-notes.csv', bytes: 9 });
    const names = window.asked.map(({ name }) => name);
    expect(names.lastIndexOf('notes.set')).toBeLessThan(names.indexOf('notes.export'));
    expect(names.lastIndexOf('notes.set')).toBeGreaterThan(-1);
  });
});

describe('the place of a mark', () => {
  const summary = { virtualAddressOffset: '0xffffff0000000000', fileSize: 100, physicalSize: '0x1000' };

  it('comes back wherever it was', () => {
    for (const first of [0, 0x7fff_ffff_ffff, 0x8000_0000_0000, 0xffff_ffff_fff0]) {
      for (const kernel of [true, false]) {
        const place = placeOfRange({ space: 'virtual', first, length: 4 }, kernel, summary);
        expect(positionOfMark(place, summary)).toBe(first);
      }
    }
  });

  it('is none where the load has no such address', () => {
    const mark = { space: 'virtual', first: '0x0', ofFile: true, length: 1 } as const;
    expect(positionOfMark(mark, { ...summary, virtualAddressOffset: '0x900000000000' })).toBeNull();
    expect(positionOfMark({ ...mark, space: 'file', first: '0x64' }, summary)).toBeNull();
    expect(positionOfMark({ ...mark, space: 'physical', first: '0xfff', length: 2 }, summary)).toBeNull();
  });

  it('is of the kernel in its ranges', () => {
    const ranges = [{ first: 2, count: 3, provenance: 'fileData' as const, label: '' }];
    expect([1, 2, 4, 5].map((page) => isKernelPage(ranges, page * 4096 + 7))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
