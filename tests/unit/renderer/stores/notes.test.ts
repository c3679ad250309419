import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useBookmarksStore } from '../../../../renderer/stores/bookmarks';
import { useBreakpointsStore } from '../../../../renderer/stores/breakpoints';
import { useDocumentStore } from '../../../../renderer/stores/document';
import { useNotesStore } from '../../../../renderer/stores/notes';
import { useTimeStore } from '../../../../renderer/stores/time';
import { PLAIN_BREAKPOINT, type Breakpoint } from '../../../../shared/breakpoint';
import { NO_NOTES, NOTES_LIMITS, type DocumentNotes, type MomentAnchor } from '../../../../shared/notes';
import { fakeWhere, fakeWindow, type FakeWindow } from '../memory/fake-bridge';

/** What the main process has for the file, and what it was given last. */
let kept: DocumentNotes;
let unreadable: string | null;
let window: FakeWindow;

const RELOCATION: Breakpoint = {
  ...PLAIN_BREAKPOINT,
  id: 7,
  enabled: true,
  target: { type: 'stepKind', kind: 'relocation' },
};

function anchor(moment: number): MomentAnchor {
  const step = { stage: 'LOAD 1', kind: 'mapPage' as const, subject: `0x${moment}000`, op: 1 };
  return { moment, opCount: 100, step };
}

/** An engine whose breakpoints all hit at 10 and 20, and which lost the step of moment 50. */
function engine(name: string, params: unknown): unknown {
  switch (name) {
    case 'notes.get':
      if (unreadable !== null) throw new Error(unreadable);
      return kept;
    case 'notes.set':
      kept = params as DocumentNotes;
      return undefined;
    case 'breakpoints.set': {
      const { breakpoints } = params as { breakpoints: Breakpoint[] };
      const answer = {
        hits: 2,
        counting: false,
        problem: null,
        conditionProblem: null,
        logProblem: null,
        inFunction: '',
      };
      return breakpoints.map((one) => ({ ...one, ...answer }));
    }
    case 'breakpoints.moments':
      return [10, 20];
    case 'anchor.of':
      return anchor((params as { moment: number }).moment);
    case 'anchor.find':
      return (params as { anchors: MomentAnchor[] }).anchors.map(({ moment }) =>
        moment === 50 ? null : moment,
      );
    case 'time.where':
      return fakeWhere((params as { moment: number }).moment, 1);
    default:
      throw new Error(`unexpected ${name}`);
  }
}

function countOf(name: string): number {
  return window.asked.filter((asked) => asked.name === name).length;
}

beforeEach(() => {
  vi.useFakeTimers();
  kept = NO_NOTES;
  unreadable = null;
  window = fakeWindow(engine);
});
afterEach(() => {
  vi.useRealTimers();
});

async function open(): Promise<void> {
  window.load(1, 100);
  await window.settle();
}

describe('notes', () => {
  it('are read once for a file, and not again when it is loaded again', async () => {
    kept = { ...NO_NOTES, breakpoints: [RELOCATION], stopAtStages: true };
    const notes = useNotesStore();
    await open();
    expect(notes.ready).toBe(true);
    expect(notes.breakpoints).toEqual([RELOCATION]);
    expect(notes.stopAtStages).toBe(true);
    window.load(2, 100);
    await window.settle();
    expect(countOf('notes.get')).toBe(1);
    expect(countOf('notes.set')).toBe(0);
  });

  it('are written once, a while after the last of several changes', async () => {
    const notes = useNotesStore();
    await open();
    notes.stopAtStages = true;
    vi.advanceTimersByTime(300);
    notes.breakpoints = [RELOCATION];
    vi.advanceTimersByTime(300);
    expect(countOf('notes.set')).toBe(0);
    vi.advanceTimersByTime(200);
    await window.settle();
    expect(countOf('notes.set')).toBe(1);
    expect(kept).toEqual({ ...NO_NOTES, breakpoints: [RELOCATION], stopAtStages: true });
  });

  it('are written at once when the file is left, and those of the next file are others', async () => {
    const notes = useNotesStore();
    const documents = useDocumentStore();
    await open();
    notes.stopAtStages = true;
    documents.state = { kind: 'failed', path: '', name: '', failure: { code: '', message: '', advice: '' } };
    await window.settle();
    expect(kept.stopAtStages).toBe(true);
    kept = NO_NOTES;
    window.load(1, 100);
    documents.state = { ...documents.state, path: '/other' } as typeof documents.state;
    await window.settle();
    expect(notes.stopAtStages).toBe(false);
    expect(countOf('notes.set')).toBe(1);
  });

  it('that cannot be read keep nobody from working', async () => {
    unreadable = 'damaged';
    const notes = useNotesStore();
    await open();
    expect(notes.failure?.message).toContain('damaged');
    expect(notes.ready).toBe(true);
    notes.stopAtStages = true;
    await notes.save();
    expect(kept.stopAtStages).toBe(true);
  });
});

describe('breakpoints', () => {
  it('come back with the file, are bound, and bound again after a reload', async () => {
    kept = { ...NO_NOTES, breakpoints: [RELOCATION] };
    const breakpoints = useBreakpointsStore();
    await open();
    expect(breakpoints.list).toMatchObject([{ id: 7, hits: 2 }]);
    expect(breakpoints.moments.get(7)).toEqual([10, 20]);
    window.load(2, 100);
    await window.settle();
    expect(countOf('breakpoints.set')).toBe(2);
    expect(countOf('breakpoints.moments')).toBe(2);
  });

  it('are asked for their moments again only where what fits may be another', async () => {
    const breakpoints = useBreakpointsStore();
    await open();
    await breakpoints.add(RELOCATION.target);
    await breakpoints.setEnabled(1, false);
    await breakpoints.update(1, { group: 'tables' });
    expect(countOf('breakpoints.moments')).toBe(1);
    await breakpoints.update(1, { condition: 'addend > 5' });
    expect(countOf('breakpoints.moments')).toBe(2);
  });

  it('with the same target are one, with another condition two', async () => {
    const breakpoints = useBreakpointsStore();
    await open();
    await breakpoints.add(RELOCATION.target);
    await breakpoints.setEnabled(1, false);
    await breakpoints.add(RELOCATION.target);
    expect(breakpoints.list).toMatchObject([{ id: 1, enabled: true }]);
    await breakpoints.create({ target: RELOCATION.target, condition: 'addend > 5' });
    expect(breakpoints.list).toHaveLength(2);
    await breakpoints.create({ target: RELOCATION.target, condition: 'addend > 5' });
    expect(breakpoints.list).toHaveLength(2);
  });

  it('of a group are switched, renamed and removed together', async () => {
    const breakpoints = useBreakpointsStore();
    await open();
    await breakpoints.create({ target: RELOCATION.target, group: 'a' });
    await breakpoints.create({ target: { type: 'stepKind', kind: 'bssPage' }, group: 'a' });
    await breakpoints.create({ target: { type: 'stepKind', kind: 'mapPage' } });
    await breakpoints.setGroupEnabled('a', false);
    expect(breakpoints.list.map(({ enabled }) => enabled)).toEqual([false, false, true]);
    await breakpoints.renameGroup('a', 'b');
    expect(breakpoints.groups).toEqual(['b']);
    await breakpoints.removeGroup('b');
    expect(breakpoints.list.map(({ id }) => id)).toEqual([3]);
  });

  it('that were removed come back where they were, the last removal first', async () => {
    const breakpoints = useBreakpointsStore();
    await open();
    for (const line of [1, 2, 3]) await breakpoints.add({ type: 'line', file: 'a.ts', line });
    const lines = (): number[] =>
      breakpoints.list.map(({ target }) => (target.type === 'line' ? target.line : 0));
    await breakpoints.remove(2);
    await breakpoints.toggle({ type: 'line', file: 'a.ts', line: 1 });
    expect(lines()).toEqual([3]);
    await breakpoints.undoRemove();
    expect(lines()).toEqual([1, 3]);
    expect(breakpoints.freshRemoval).toBeNull();
    await breakpoints.undoRemove();
    expect(lines()).toEqual([1, 2, 3]);
    expect(breakpoints.lastRemoval).toBeNull();
    await breakpoints.undoRemove();
    expect(lines()).toEqual([1, 2, 3]);
  });

  it('get another id where theirs went to a new one meanwhile', async () => {
    const breakpoints = useBreakpointsStore();
    await open();
    await breakpoints.add({ type: 'line', file: 'a.ts', line: 1 });
    await breakpoints.remove(1);
    await breakpoints.add({ type: 'line', file: 'a.ts', line: 2 });
    await breakpoints.undoRemove();
    expect(breakpoints.list.map(({ id }) => id).sort()).toEqual([1, 2]);
  });

  it('are not more than can be kept', async () => {
    const breakpoints = useBreakpointsStore();
    const notes = useNotesStore();
    await open();
    notes.breakpoints = Array.from({ length: NOTES_LIMITS.breakpoints }, (_, id) => ({ ...RELOCATION, id }));
    await window.settle();
    await breakpoints.add({ type: 'stepKind', kind: 'mapPage' });
    expect(breakpoints.list).toHaveLength(NOTES_LIMITS.breakpoints);
    expect(breakpoints.failure?.code).toBe('breakpoints.many');
  });

  it('open in a form with what is known of them', async () => {
    const breakpoints = useBreakpointsStore();
    await open();
    await breakpoints.create({ target: RELOCATION.target, log: '{addend}' });
    breakpoints.edit(1, 'condition');
    await window.settle();
    expect(breakpoints.form).toMatchObject({ id: 1, on: 'stepKind', logs: true, focus: 'condition' });
    breakpoints.edit({ on: 'frame' });
    await window.settle();
    expect(breakpoints.form).toMatchObject({ id: null, on: 'frame', logs: false, draft: {} });
    breakpoints.edit('logpoint');
    await window.settle();
    expect(breakpoints.form).toMatchObject({ id: null, on: null, logs: true });
    breakpoints.edit(99);
    await window.settle();
    expect(breakpoints.form?.id).toBeNull();
    breakpoints.edit(1);
    await window.settle();
    await breakpoints.remove(1);
    expect(breakpoints.form).toBeNull();
  });
});

describe('bookmarks', () => {
  const bookmark = (id: number, moment: number) => ({
    id,
    name: `${moment}`,
    note: '',
    anchor: anchor(moment),
  });

  it('stand in the order of the load; those of a step that is gone come last', async () => {
    kept = { ...NO_NOTES, bookmarks: [bookmark(1, 50), bookmark(2, 40), bookmark(3, 30)] };
    const bookmarks = useBookmarksStore();
    await open();
    expect(bookmarks.list.map(({ id, moment }) => [id, moment])).toEqual([
      [3, 30],
      [2, 40],
      [1, null],
    ]);
  });

  it('are named after their step, made and removed at a moment', async () => {
    const bookmarks = useBookmarksStore();
    await open();
    await bookmarks.toggle(5);
    expect(bookmarks.list).toMatchObject([{ name: 'Map page 0x5000', moment: 5 }]);
    expect(countOf('anchor.find')).toBe(0);
    await bookmarks.toggle(5);
    expect(bookmarks.list).toEqual([]);
    bookmarks.undoRemove();
    expect(bookmarks.list).toMatchObject([{ name: 'Map page 0x5000', moment: 5 }]);
  });

  it('are found again in another load', async () => {
    kept = { ...NO_NOTES, bookmarks: [bookmark(1, 30)] };
    const bookmarks = useBookmarksStore();
    await open();
    window.load(2, 200);
    await window.settle();
    expect(countOf('anchor.find')).toBe(2);
    expect(bookmarks.list).toMatchObject([{ id: 1, moment: 30 }]);
  });

  it('lead on and back from the current moment, round the ends', async () => {
    kept = { ...NO_NOTES, bookmarks: [bookmark(1, 50), bookmark(2, 40), bookmark(3, 30)] };
    const bookmarks = useBookmarksStore();
    const time = useTimeStore();
    await open();
    const visited: number[] = [];
    for (const step of ['next', 'next', 'next', 'previous', 'previous'] as const) {
      bookmarks[step]();
      visited.push(time.moment);
    }
    expect(visited).toEqual([30, 40, 30, 40, 30]);
  });
});
