import { describe, expect, it } from 'vitest';
import { EditSteps } from '../../../../renderer/stores/edit-steps';

describe('EditSteps', () => {
  it('takes what is typed in a row back at once, and other places one by one', () => {
    const steps = new EditSteps<string>();
    steps.done('', 'typing', 0x18, 1);
    steps.done('a', 'typing', 0x18, 1);
    steps.done('b', 'typing', 0x19, 1);
    steps.done('c', 'typing', 0x30, 1);
    expect(steps.undo('d')).toEqual({ state: 'c', at: 0x30 });
    expect(steps.undo('c')).toEqual({ state: '', at: 0x18 });
    expect(steps.undo('')).toBeNull();
    expect(steps.redo('')).toEqual({ state: 'c', at: 0x18 });
  });

  it('goes on behind a byte that was typed as it was', () => {
    const steps = new EditSteps<string>();
    steps.done('', 'typing', 8, 1);
    steps.typed('typing', 9, 1);
    steps.done('a', 'typing', 10, 1);
    expect(steps.undo('b')).toEqual({ state: '', at: 8 });
  });

  it('begins a step at another place, also where the first digit there changes nothing', () => {
    const steps = new EditSteps<string>();
    steps.done('', 'typing', 0x18, 1);
    steps.typed('typing', 0xb4, 1);
    steps.done('a', 'typing', 0xb4, 1);
    expect(steps.undo('b')).toEqual({ state: 'a', at: 0xb4 });
    expect(steps.canUndo).toBe(true);
  });

  it('makes every paste, fill and revert a step', () => {
    const steps = new EditSteps<string>();
    steps.done('', 'paste', 0, 4);
    steps.done('a', 'typing', 4, 1);
    steps.done('b', 'fill', 5, 2);
    expect(steps.undo('c')?.state).toBe('b');
    expect(steps.undo('b')?.state).toBe('a');
    expect(steps.undo('a')?.state).toBe('');
  });
});
