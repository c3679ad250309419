// @vitest-environment happy-dom
import { nextTick } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import SearchPanel from '../../../../renderer/panels/search/SearchPanel.vue';
import { useSearchStore } from '../../../../renderer/stores/search';
import { useSelectionStore } from '../../../../renderer/stores/selection';
import { useTimeStore } from '../../../../renderer/stores/time';
import type { SearchRow, SearchState } from '../../../../shared/memory-types';
import { FailureError } from '../../../../shared/result';
import { fakeWhere, fakeWindow, type FakeWindow } from '../memory/fake-bridge';
import { mount, type Mounted } from '../mount';

const MATCHES = 300;

let window: FakeWindow;
let panel: Mounted;
let begin: () => SearchState;
let goOn: () => SearchState;

function state(changes: Partial<SearchState> = {}): SearchState {
  const job = { job: 7, done: 100, total: 100, finished: true, failure: null };
  return { ...job, matches: MATCHES, cut: false, milliseconds: 1, unreadable: 0, ...changes };
}

function row(index: number): SearchRow {
  const address = `0x${(index * 16).toString(16)}`;
  const bytes = Uint8Array.of(0x7f, 0x45);
  const about = { owner: 'LOAD 2 copy', provenance: 'copied', symbol: 'main' } as const;
  return { position: index * 16, length: 2, address, phys: address, bytes, ...about };
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  begin = () => state();
  goOn = () => state();
  window = fakeWindow((name, params) => {
    const { moment, first, count } = (params ?? {}) as { moment: number; first: number; count: number };
    if (name === 'time.where') return fakeWhere(moment, 1);
    if (name === 'sources.list') return [];
    if (name === 'search.start') return begin();
    if (name === 'search.state') return goOn();
    if (name === 'search.rows') {
      return Array.from({ length: Math.min(count, MATCHES - first) }, (_, i) => row(first + i));
    }
    return undefined;
  });
  window.load(1, 100);
  useTimeStore();
  await window.settle();
  panel = mount(SearchPanel);
});
afterEach(() => {
  panel.unmount();
  vi.useRealTimers();
});

/** Types what to look for and presses Enter. */
async function find(text: string): Promise<void> {
  const input = panel.find('input[data-panel-focus]') as HTMLInputElement;
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await nextTick();
  panel.find('form').dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  await window.settle();
}

function asked(name: string): unknown[] {
  return window.asked.filter((one) => one.name === name).map(({ params }) => params);
}

describe('the search in memory', () => {
  it('says what can be looked for before anything is', () => {
    expect(panel.root.textContent).toContain('Type what to look for and press Enter');
    expect(document.querySelector('[role=listbox]')).toBeNull();
  });

  it('asks for what is typed, and lists the matches in sight with their places', async () => {
    await find('7f 45');
    expect(asked('search.start')).toMatchObject([{ what: { type: 'bytes', pattern: '7f 45' } }]);
    expect(panel.find('.found').textContent).toBe('300 matches');
    const options = Array.from(document.querySelectorAll('[role=option]'));
    expect(options.length).toBeGreaterThan(1);
    // Only rows in sight are drawn.
    expect(options.length).toBeLessThan(MATCHES / 4);
    expect(options[1]?.getAttribute('aria-label')).toBe('0x10, 2 bytes, 7f 45, LOAD 2 copy, main');
    expect(options[1]?.getAttribute('aria-posinset')).toBe('2');
    expect(options[1]?.getAttribute('aria-setsize')).toBe('300');
  });

  it('selects by key and goes to a match on Enter', async () => {
    await find('7f 45');
    panel.find('[role=listbox]').focus();
    await panel.press('ArrowDown');
    await panel.press('ArrowDown');
    expect(panel.find('[role=listbox]').getAttribute('aria-activedescendant')).toBe('match-1');
    await panel.press('Enter');
    await window.settle();
    expect(useSearchStore().current).toBe(1);
    expect(useSelectionStore().revealRequest).toMatchObject({ page: 0, offset: 16 });
    expect(useSelectionStore().length).toBe(2);
  });

  it('copies the match at hand as columns', async () => {
    await find('7f 45');
    panel.find('[role=listbox]').focus();
    await panel.press('ArrowDown');
    await panel.press('c', { ctrlKey: true });
    await window.settle();
    expect(asked('clipboard.write')).toEqual([{ text: '0x0\t0x0\t7f 45\tLOAD 2 copy\tmain' }]);
  });
});

describe('a search that takes long', () => {
  it('tells how far it is and shows what it has found, and can be cancelled', async () => {
    begin = () => state({ finished: false, done: 0, matches: 0 });
    goOn = () => state({ finished: false, done: 25, matches: 3 });
    await find('00');
    await vi.advanceTimersByTimeAsync(60);
    await window.settle();
    expect(panel.find('.found').textContent).toBe('3 matches so far');
    expect(document.querySelectorAll('[role=option]')).toHaveLength(3);
    expect(panel.find('[role=progressbar]').getAttribute('aria-valuenow')).toBe('25');
    const cancel = Array.from(document.querySelectorAll('button')).find(
      (button) => button.textContent === 'Cancel',
    );
    cancel?.click();
    expect(asked('job.cancel')).toEqual([{ job: 7 }]);
    const failure = { code: 'job.cancelled', message: '', advice: '' };
    goOn = () => state({ finished: true, done: 25, matches: 3, failure });
    await vi.advanceTimersByTimeAsync(60);
    await window.settle();
    expect(panel.find('.found').textContent).toBe('3 matches before it was cancelled');
  });
});

describe('a search that finds nothing', () => {
  it('says where it has looked', async () => {
    begin = () => state({ matches: 0 });
    await find('de ad be ef');
    expect(panel.root.textContent).toContain('No match. Only what was touched or is mapped is searched');
  });

  it('says what is wrong with what was typed, at the field', async () => {
    begin = () => {
      throw new FailureError('search.pattern', '“zz” at 1 is no byte.', 'Write two digits.');
    };
    await find('zz');
    const problem = panel.find('[role=alert]');
    expect(problem.textContent).toContain('“zz” at 1 is no byte. Write two digits.');
    const input = panel.find('input[data-panel-focus]');
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(input.getAttribute('aria-describedby')).toBe(problem.id);
    expect(document.activeElement).toBe(input);
  });

  it('says why it failed on the way, and searches again', async () => {
    begin = () => state({ finished: false, matches: 0 });
    goOn = () => {
      throw new Error('the worker is gone');
    };
    await find('00');
    await vi.advanceTimersByTimeAsync(60);
    await window.settle();
    expect(panel.root.textContent).toContain('the worker is gone');
    begin = () => state();
    const again = Array.from(panel.root.querySelectorAll('button')).find((button) =>
      /again|retry/i.test(button.textContent ?? ''),
    );
    again?.click();
    await window.settle();
    expect(panel.find('.found').textContent).toBe('300 matches');
  });
});

describe('matches of another moment', () => {
  it('say so, and are searched anew there', async () => {
    await find('7f 45');
    useTimeStore().jump(50);
    await window.settle();
    expect(panel.find('.stale').textContent).toContain('These are matches at moment 100.');
    panel.find('.stale button').click();
    await window.settle();
    expect(asked('search.start')[1]).toMatchObject({ side: { moment: 50 } });
    expect(document.querySelector('.stale')).toBeNull();
  });
});
