import { beforeEach, expect, it } from 'vitest';
import { useDocumentStore } from '../../../../renderer/stores/document';
import { usePageTableViewStore } from '../../../../renderer/stores/page-table-view';
import { fakeWindow, type FakeWindow } from '../memory/fake-bridge';

let window: FakeWindow;

beforeEach(async () => {
  window = fakeWindow((name) => (name === 'sources.list' ? [] : undefined));
  window.load(1, 10);
  await window.settle();
});

it('tells the table that one went to from that of the step, until there is another load', async () => {
  const view = usePageTableViewStore();
  const leaf = { level: 1, virt: '0x8000000000' };
  const above = { level: 2, virt: '0x8000000000' };
  expect([view.table, view.index, view.isChosen]).toEqual([null, -1, false]);
  view.accompany(leaf, 5);
  expect([view.table, view.index, view.isChosen]).toEqual([leaf, 5, false]);
  view.openTable(above, 0);
  expect([view.table, view.index, view.isChosen]).toEqual([above, 0, true]);
  // The entry that an op writes is shown for the while; the choice remains one.
  view.accompany(leaf, 6);
  expect([view.table, view.index, view.isChosen]).toEqual([leaf, 6, true]);
  window.load(2, 10);
  await window.settle();
  expect(useDocumentStore().revision).toBe(2);
  expect([view.table, view.index, view.isChosen]).toEqual([null, -1, false]);
});
