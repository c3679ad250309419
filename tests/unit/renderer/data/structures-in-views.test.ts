import { afterEach, describe, expect, it, vi } from 'vitest';
import { computed, ref, shallowRef } from 'vue';
import { useStructurePath } from '../../../../renderer/panels/data/useStructurePath';
import { useStructureRuns } from '../../../../renderer/panels/data/useStructureRuns';
import { useStructureTree, type StructureTree } from '../../../../renderer/panels/data/useStructureTree';
import type { MemoryViewHandle, ViewRange } from '../../../../renderer/panels/memory/view-handle';
import { DEFAULT_SETTINGS, type ViewSettings } from '../../../../renderer/panels/memory/view-settings';
import type { EngineCalls } from '../../../../shared/contract';
import { DEFAULT_MACHINE } from '../../../../shared/machine';
import { openSession, SAMPLE_ELF } from '../../../fixtures/loaded';
import { workbenchOf } from '../../../fixtures/workbench';
import { fakeWindow, type FakeWindow } from '../memory/fake-bridge';

const session = openSession({ elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const calls = workbenchOf(session).calls as Record<keyof EngineCalls, (params: unknown) => unknown>;
const LAST = session.trace.opCount;

let window: FakeWindow;

afterEach(() => window.scope.stop());

/** A view of the file with a real engine behind it. */
function openView() {
  window = fakeWindow((name, params) => calls[name as keyof EngineCalls](params));
  window.load(1, LAST);
  const selection = shallowRef<ViewRange | null>(null);
  const settings = shallowRef<ViewSettings>(DEFAULT_SETTINGS);
  const select = (first: number, length: number): void => void (selection.value = { first, length });
  const view: MemoryViewHandle = {
    id: 'view-1',
    space: 'file',
    source: ref(0),
    moment: ref(LAST),
    shownMoment: ref(LAST),
    isCurrent: computed(() => true),
    against: computed(() => null),
    settings,
    sight: computed(() => ({ first: 0, end: 512 })),
    size: computed(() => SAMPLE_ELF.length),
    selection: computed(() => selection.value),
    page: () => null,
    pagesInSight: computed(() => [0]),
    goTo: select,
    select,
    scrollTo: () => undefined,
    focus: () => undefined,
  };
  return { view, select, settings };
}

describe('useStructureRuns', () => {
  it('brackets the structures in sight and underlines the fields of the one at the cursor', async () => {
    const { view, select, settings } = openView();
    const runs = window.scope.run(() => useStructureRuns(view))!;
    await window.settle();
    expect(runs.value.filter(({ first }) => first < 512).map(({ look, name }) => [look, name])).toEqual([
      ['structure', 'ELF header'],
      ['structure', 'program headers'],
    ]);
    select(64 + 56, 1);
    await window.settle();
    const fields = runs.value.filter(({ look }) => look !== 'structure');
    expect(fields.map(({ look, name, first, end }) => [look, name, first - 120, end - 120])).toEqual([
      ['field-even', 'p_type', 0, 4],
      ['field-odd', 'p_flags', 4, 8],
      ['field-even', 'p_offset', 8, 16],
      ['field-odd', 'p_vaddr', 16, 24],
      ['field-even', 'p_paddr', 24, 32],
      ['field-odd', 'p_filesz', 32, 40],
      ['field-even', 'p_memsz', 40, 48],
      ['field-odd', 'p_align', 48, 56],
    ]);
    settings.value = { ...DEFAULT_SETTINGS, showStructures: false };
    await window.settle();
    expect(runs.value).toEqual([]);
  });
});

describe('useStructureTree', () => {
  async function openTree(): Promise<{
    tree: StructureTree;
    select: (first: number, length: number) => void;
  }> {
    const { view, select } = openView();
    select(64 + 56 * 2 + 16, 1);
    const path = window.scope.run(() => useStructurePath(view))!;
    await window.settle();
    const tree = window.scope.run(() => useStructureTree(view, () => path.data.value ?? [], ref(null)))!;
    await window.settle();
    return { tree, select };
  }
  const titles = (tree: StructureTree): string[] =>
    tree.rows.value.map(({ node, path }) => `${'  '.repeat(path.length - 1)}${node?.title ?? '…'}`);

  it('opens the way to the cursor and stands on its field', async () => {
    const { tree } = await openTree();
    expect(tree.count.value).toBe(1 + 9 + 8);
    expect(titles(tree).slice(0, 8)).toEqual([
      'program headers',
      '  program header 0',
      '  program header 1',
      '  program header 2',
      '    p_type',
      '    p_flags',
      '    p_offset',
      '    p_vaddr',
    ]);
    expect(tree.active.value).toBe(7);
    expect(tree.nodeAt(7)).toMatchObject({ title: 'p_vaddr', value: '0x5ab0' });
  });

  it('closes the element again when the cursor goes to another one', async () => {
    const { tree, select } = await openTree();
    select(64, 1);
    // A selection that moves again right away is followed when it rests.
    await vi.waitFor(() => expect(tree.active.value).toBe(2));
    await window.settle();
    expect(tree.count.value).toBe(1 + 9 + 8);
    expect(tree.nodeAt(2)?.title).toBe('p_type');
    select(0, 1);
    await vi.waitFor(() => expect(titles(tree).slice(0, 2)).toEqual(['ELF header', '  ei_magic']));
    expect(tree.count.value).toBe(1 + 20);
  });

  it('opens and closes by hand, and keeps the row that was chosen', async () => {
    const { tree } = await openTree();
    tree.setOpen(2, true);
    await window.settle();
    expect(tree.count.value).toBe(1 + 9 + 8 + 8);
    tree.setOpen(2, false);
    tree.toParent(7);
    expect(tree.active.value).toBe(3);
    tree.choose(1);
    await window.settle();
    expect(tree.active.value).toBe(1);
    expect(tree.nodeAt(tree.active.value)?.title).toBe('program header 0');
  });
});
