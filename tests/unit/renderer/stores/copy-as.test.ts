import { beforeEach, describe, expect, it } from 'vitest';
import { useAnnouncementsStore } from '../../../../renderer/stores/announcements';
import { useClipboardStore } from '../../../../renderer/stores/clipboard';
import { useCopyAsStore } from '../../../../renderer/stores/copy-as';
import { useSelectionStore } from '../../../../renderer/stores/selection';
import { useTimeStore } from '../../../../renderer/stores/time';
import { formatOf } from '../../../../renderer/panels/memory/copy/formats';
import type { SpaceBytes } from '../../../../shared/memory-types';
import { fakeWhere, fakeWindow, type FakeWindow } from '../memory/fake-bridge';

let window: FakeWindow;
let read: () => SpaceBytes;

beforeEach(async () => {
  read = () => ({ bytes: Uint8Array.of(0x7f, 0x45, 0x4c, 0x46), missing: [] });
  window = fakeWindow((name, params) => {
    if (name === 'time.where') return fakeWhere((params as { moment: number }).moment, 1);
    if (name === 'sources.list') return [];
    if (name === 'memory.bytes') return read();
    return undefined;
  });
  window.load(1, 100);
  useTimeStore();
  await window.settle();
});

function select(length = 4): void {
  useSelectionStore().selectByte({ space: 'physical', page: 0x1000, offset: 0 }, length);
}

/** What was put on the clipboard. */
function copied(): unknown[] {
  return window.asked.filter(({ name }) => name === 'clipboard.write').map(({ params }) => params);
}

describe('copying the selection', () => {
  it('puts the text on the clipboard, and says how much it is and in which format', async () => {
    select();
    await useCopyAsStore().copy(formatOf('hex'));
    expect(copied()).toEqual([{ text: '7f 45 4c 46' }]);
    expect(useClipboardStore().message).toBe('Copied 4 bytes: Hex with spaces');
    read = () => ({ bytes: Uint8Array.of(0x7f), missing: [] });
    select(1);
    await useCopyAsStore().copy();
    expect(useClipboardStore().message).toBe('Copied 1 byte: Hex with spaces');
  });

  it('goes on in the format that was chosen last', async () => {
    const copyAs = useCopyAsStore();
    expect(copyAs.format.id).toBe('hex');
    select();
    await copyAs.copy(formatOf('base64'));
    expect(copyAs.format.id).toBe('base64');
    await copyAs.copy();
    expect(copied()).toEqual([{ text: 'f0VMRg==' }, { text: 'f0VMRg==' }]);
  });

  it('reads no bytes for a format that is about addresses, however many are selected', async () => {
    select(2 ** 40);
    await useCopyAsStore().copy(formatOf('range'));
    expect(window.asked.some(({ name }) => name === 'memory.bytes')).toBe(false);
    expect(copied()).toEqual([{ text: '0x1000000..0x10000ffffff' }]);
    expect(useClipboardStore().message).toBe('Copied 1 TiB: Range of addresses');
  });

  it('copies nothing where nothing is selected', async () => {
    await useCopyAsStore().copy();
    expect(copied()).toEqual([]);
  });
});

describe('what cannot be copied', () => {
  it('is said: too much for a text, before any of it is read', async () => {
    select(2 ** 40);
    await useCopyAsStore().copy(formatOf('hex'));
    expect(useAnnouncementsStore().remark).toMatch(/^1 TiB are too many for a text/);
    expect(window.asked.some(({ name }) => name === 'memory.bytes')).toBe(false);
    expect(copied()).toEqual([]);
  });

  it('is said: a gap in a format that needs every byte; others have question marks there', async () => {
    const missing = [{ first: 0x100_0002, length: 2, reason: 'nothing is there' }];
    read = () => ({ bytes: Uint8Array.of(0x7f, 0x45, 0, 0), missing });
    select();
    await useCopyAsStore().copy(formatOf('rust'));
    expect(useAnnouncementsStore().remark).toMatch(/^2 of 4 bytes are missing, first at 0x1000002/);
    expect(copied()).toEqual([]);
    await useCopyAsStore().copy(formatOf('hex'));
    expect(copied()).toEqual([{ text: '7f 45 ?? ??' }]);
  });

  it('is said: a failure of the engine', async () => {
    read = () => {
      throw new Error('the disk is gone');
    };
    select();
    await useCopyAsStore().copy();
    expect(useAnnouncementsStore().remark).toContain('the disk is gone');
    expect(copied()).toEqual([]);
  });
});
