import { describe, expect, it } from 'vitest';
import { look, subjectOf } from '../../../../renderer/panels/address/address-place';
import type { useEngineStore } from '../../../../renderer/stores/engine';

const NOTHING = { byte: null, entry: null };

describe('the address that the panel is about', () => {
  it('is the one that was asked for, else what is selected, else the page of the step', () => {
    const byte = { space: 'virtual', page: 0x8000019, offset: 0x20 } as const;
    const entry = { level: 2, table: 1, index: 3, virt: '0x600000' };
    expect(subjectOf(null, NOTHING, null)).toBeNull();
    expect(subjectOf(null, NOTHING, 5)).toMatchObject({ type: 'virtual', virt: '0x5000' });
    expect(subjectOf(null, { byte, entry: null }, 5)).toMatchObject({ virt: '0x8000019020', source: 0 });
    expect(subjectOf(null, { byte: null, entry }, 5)).toMatchObject({ virt: '0x600000' });
    expect(subjectOf({ virt: '0x77', source: 2 }, { byte, entry: null }, 5)).toMatchObject({
      virt: '0x77',
      source: 2,
    });
    expect(subjectOf({ physical: 0x1020, source: 0 }, NOTHING, 5)).toMatchObject({
      type: 'physical',
      position: 0x1020,
    });
  });

  it('is looked at where and when the selected byte is', () => {
    const byte = { space: 'physical', page: 2, offset: 8, source: 3, moment: 7 } as const;
    expect(subjectOf(null, { byte, entry: null }, null)).toEqual({
      type: 'physical',
      position: 0x2008,
      source: 3,
      moment: 7,
    });
  });
});

describe('a byte of physical memory or of the file', () => {
  const asked: unknown[] = [];
  const engine = (pages: readonly number[], position: number | null): ReturnType<typeof useEngineStore> =>
    ({
      lookAt: (params: unknown) => {
        asked.push(params);
        return Promise.resolve({});
      },
      aliases: () =>
        Promise.resolve({ total: pages.length, rows: pages.slice(0, 1).map((page) => ({ page })) }),
      counterpart: () => Promise.resolve({ position, note: position === null ? 'no page shows it' : '' }),
    }) as unknown as ReturnType<typeof useEngineStore>;

  it('is looked at through the first page that shows it', async () => {
    const subject = { type: 'physical', position: 0x2008, source: 0, moment: null } as const;
    const found = await look(engine([9, 12], null), subject, () => 40);
    expect(asked.pop()).toEqual({ source: 0, moment: 40, virt: '0x9008' });
    expect(found.note).toBe('Physical 0x2008: the first of 2 pages that show it.');
    const none = await look(engine([], null), subject, () => 40);
    expect(none.view).toBeNull();
    expect(none.note).toBe('No page shows the frame at 0x2000 at this moment.');
  });

  it('of the file has the address that shows it, or why there is none', async () => {
    const subject = { type: 'file', position: 0x10, source: 0, moment: null } as const;
    await look(engine([], 0x8000_0000_0010), subject, () => 1);
    expect(asked.pop()).toEqual({ source: 0, moment: 1, virt: '0xffff800000000010' });
    const none = await look(engine([], null), subject, () => 1);
    expect(none.note).toBe('Byte 0x10 of the file: no page shows it');
  });
});
