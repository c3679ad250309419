import { effectScope, shallowRef } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resting, selectionMoved } from '../../../../renderer/composables/resting';

const REST = 80;

describe('resting', () => {
  const pending = { value: '' };

  beforeEach(() => {
    vi.useFakeTimers();
    vi.advanceTimersByTime(10_000);
    vi.stubGlobal('document', {
      documentElement: {
        dataset: {
          set pending(value: string) {
            pending.value = value;
          },
        },
      },
    });
  });
  afterEach(() => {
    vi.runAllTimers();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('follows a change after a rest at once, and quick ones when they are over', () => {
    const scope = effectScope();
    scope.run(() => {
      const selected = shallowRef(0);
      const shown = resting(() => selected.value);
      const select = (next: number): void => {
        selected.value = next;
        selectionMoved();
      };
      expect(shown.value).toBe(0);
      vi.advanceTimersByTime(1000);
      select(1);
      expect(shown.value).toBe(1);
      for (const next of [2, 3, 4]) {
        vi.advanceTimersByTime(33);
        select(next);
        expect(shown.value).toBe(1);
      }
      expect(pending.value).toBe('1');
      vi.advanceTimersByTime(REST - 1);
      expect(shown.value).toBe(1);
      vi.advanceTimersByTime(1);
      expect(shown.value).toBe(4);
      vi.advanceTimersByTime(1);
      expect(pending.value).toBe('0');
      vi.advanceTimersByTime(REST);
      select(5);
      expect(shown.value).toBe(5);
    });
    scope.stop();
  });
});
