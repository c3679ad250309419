// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import ProblemsPanel from '../../../../renderer/panels/problems/ProblemsPanel.vue';
import { useProblemsStore } from '../../../../renderer/stores/problems';
import { useSelectionStore } from '../../../../renderer/stores/selection';
import type { Problems } from '../../../../shared/problem-types';
import { fakeWhere, fakeWindow, type FakeWindow } from '../memory/fake-bridge';
import { mount, type Mounted } from '../mount';
import { found, PICTURE, problem } from './problem';

let window: FakeWindow;
let panel: Mounted;
let answer: () => Problems;

const LINK = { type: 'memory', space: 'virtual', page: 0x8000002, offset: 0 } as const;
const conflict = problem(
  { id: 'conflict', title: 'LOAD 1 and LOAD 2 share page 0x8000002000', link: LINK, severity: 'error' },
  {
    facts: [
      {
        label: 'Rights',
        values: [{ text: 'PRESENT NO_EXECUTE', mono: true, link: null, tone: 'flags' }],
      },
      { label: 'Frame', values: [{ text: '0x1002000', mono: true, link: LINK, tone: 'plain' }] },
    ],
    mends: [
      {
        title: 'In the linker script',
        words: 'Align.',
        lines: [
          { text: '.text : {}', added: false, note: '' },
          { text: '. = ALIGN(4096);', added: true, note: '' },
        ],
      },
      { title: 'Flags', words: '', lines: [{ text: '-z separate-code', added: true, note: 'GNU ld' }] },
    ],
    picture: PICTURE,
  },
);
const spill = problem({ id: 'spill' });
const list = found([conflict, spill], {
  passed: [{ rule: 'wrong-class', title: 'The file is ELF64', link: { ...LINK, space: 'file', page: 0 } }],
});

/** Texts that were copied. */
const copied = (): unknown[] =>
  window.asked.filter(({ name }) => name === 'clipboard.write').map(({ params }) => params);

beforeEach(async () => {
  answer = () => list;
  window = fakeWindow((name, params) => {
    if (name === 'problems.list') return answer();
    if (name === 'time.where') return fakeWhere((params as { moment: number }).moment, 1);
    return undefined;
  });
});
afterEach(() => {
  panel.unmount();
  window.scope.stop();
});

async function show(): Promise<void> {
  window.load(1, 10);
  panel = mount(ProblemsPanel);
  await window.settle();
}

function focus(key: string): void {
  panel.find(`[data-row="${key}"]`).focus();
}

function focused(): string | undefined {
  return (document.activeElement as HTMLElement).dataset['row'];
}

describe('the list', () => {
  it('is a tree whose selected finding is explained', async () => {
    await show();
    expect(panel.texts('[role=treeitem] .title')).toEqual([conflict.title, spill.title]);
    expect(panel.find('article h3').textContent?.trim()).toBe(conflict.title);
    focus('conflict');
    await panel.press('ArrowDown');
    expect([focused(), panel.find('article h3').textContent?.trim()]).toEqual(['spill', spill.title]);
    expect(panel.find('[role=treeitem][aria-selected=true]').dataset['row']).toBe('spill');
  });

  it('closes and opens groups with the keyboard', async () => {
    await show();
    focus('spill');
    await panel.press('ArrowLeft');
    expect(focused()).toBe('group-preflight');
    await panel.press('ArrowLeft');
    expect(panel.texts('.finding')).toEqual([]);
    await panel.press('ArrowRight');
    expect(panel.texts('.finding')).toHaveLength(2);
    await panel.press('End');
    expect(focused()).toBe('passed-wrong-class-0');
    await panel.press('Enter');
    expect(useSelectionStore().byte).toMatchObject({ space: 'file', page: 0 });
  });

  it('copies a finding as a report', async () => {
    await show();
    focus('conflict');
    await panel.press('c', { ctrlKey: true });
    expect(copied()).toEqual([{ text: expect.stringContaining(`# ${conflict.title}\n`) as string }]);
  });

  it('opens the group of a finding that is selected elsewhere', async () => {
    await show();
    const problems = useProblemsStore();
    problems.setOpen('preflight', false);
    problems.select('spill');
    await window.settle();
    expect(panel.find('[role=treeitem][aria-selected=true]').dataset['row']).toBe('spill');
  });
});

describe('the explanation', () => {
  it('copies lines whole, and choices one by one', async () => {
    await show();
    panel.find('[aria-label="Copy: In the linker script"]').click();
    panel.find('[aria-label="Copy -z separate-code"]').click();
    expect(copied()).toEqual([{ text: '.text : {}\n. = ALIGN(4096);' }, { text: '-z separate-code' }]);
  });

  it('has links, and a word for each flag', async () => {
    await show();
    expect(panel.texts('.facts .chip')).toEqual(['PRESENT', 'NO_EXECUTE']);
    panel.find('.facts .addr').click();
    expect(useSelectionStore().byte).toMatchObject({ space: 'virtual', page: LINK.page });
    expect(panel.texts('h3 .addr')).toEqual(['0x8000002000']);
  });

  it('selects pages of the strip with the keyboard', async () => {
    await show();
    panel.find('[aria-label="Pages in question"]').focus();
    await panel.press('ArrowRight');
    expect(useSelectionStore().byte).toMatchObject({ space: 'virtual', page: PICTURE.page + 2 });
    await panel.press('ArrowRight');
    expect(panel.find('.bars [role=option]').getAttribute('aria-label')).toContain('0x8000003000: ');
    await panel.press('Home');
    expect(useSelectionStore().byte?.page).toBe(PICTURE.page);
  });

  it('goes to the next and the previous finding', async () => {
    await show();
    panel.find('[aria-label="Next problem"]').click();
    panel.find('[aria-label="Next problem"]').click();
    await window.settle();
    expect(panel.find('article h3').textContent?.trim()).toBe(spill.title);
  });
});

describe('other states', () => {
  it('says that nothing is wrong', async () => {
    answer = () => found([], { passed: list.passed });
    await show();
    expect(panel.find('.clear').textContent).toContain('No problems: the kernel loads.');
    expect(panel.texts('article')).toEqual([]);
  });

  it('says why the kernel could not be checked, and tries again', async () => {
    answer = () => {
      throw new Error('the worker ended');
    };
    await show();
    expect(panel.find('[role=alert]').textContent).toContain('the worker ended');
    answer = () => list;
    panel.find('[role=alert] .btn:not(.ghost)').click();
    await window.settle();
    expect(panel.texts('article')).toHaveLength(1);
  });
});
