import { describe, expect, it } from 'vitest';
import { BINDINGS, commandOf, keysOf, type KeyPress } from '../../../../renderer/composables/keyboard';

function press(key: string, modifiers: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrlKey: false, shiftKey: false, altKey: false, metaKey: false, ...modifiers };
}

describe('the keyboard map', () => {
  it('reads the debug keys, with Ctrl backwards', () => {
    expect(commandOf(press('F10'))).toBe('move.over.forward');
    expect(commandOf(press('F10', { ctrlKey: true }))).toBe('move.over.back');
    expect(commandOf(press('F11', { shiftKey: true }))).toBe('move.out.forward');
    expect(commandOf(press('F11', { shiftKey: true, ctrlKey: true }))).toBe('move.out.back');
  });

  it('takes letters in either case and the command key of macOS for Ctrl', () => {
    expect(commandOf(press('g', { ctrlKey: true }))).toBe('goto');
    expect(commandOf(press('G', { ctrlKey: true }))).toBe('goto');
    expect(commandOf(press('g', { metaKey: true }))).toBe('goto');
  });

  it('names arrow keys as people do', () => {
    expect(commandOf(press('ArrowLeft', { altKey: true }))).toBe('history.back');
  });

  it('leaves other keys alone', () => {
    expect(commandOf(press('g'))).toBeNull();
    expect(commandOf(press('F10', { altKey: true }))).toBeNull();
  });

  it('has no key twice, and every key can be pressed', () => {
    expect(new Set(BINDINGS.map(({ keys }) => keys)).size).toBe(BINDINGS.length);
    for (const { keys, command } of BINDINGS) {
      const parts = keys.split('+');
      const name = parts.at(-1) ?? '';
      const key = { Left: 'ArrowLeft', Right: 'ArrowRight' }[name] ?? name;
      const pressed = press(key, {
        ctrlKey: parts.includes('Ctrl'),
        shiftKey: parts.includes('Shift'),
        altKey: parts.includes('Alt'),
      });
      expect(commandOf(pressed), keys).toBe(command);
      expect(keysOf(command)).toBe(keys);
    }
  });

  it('has the mirror of every movement', () => {
    for (const { command } of BINDINGS) {
      const [, move, direction] = /^move\.(into|over|out|continue)\.(\w+)$/.exec(command) ?? [];
      if (move === undefined) continue;
      const mirror = BINDINGS.find(
        (other) => other.command === `move.${move}.${direction === 'back' ? 'forward' : 'back'}`,
      );
      expect(mirror, command).toBeDefined();
    }
  });
});
