import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../../shared/commands';
import {
  BINDINGS,
  commandOf,
  editsText,
  keysOf,
  repeats,
  tipOf,
  type KeyPress,
} from '../../../../renderer/composables/keyboard';

function press(key: string, modifiers: Partial<KeyPress> = {}): KeyPress {
  return { key, ctrlKey: false, shiftKey: false, altKey: false, metaKey: false, ...modifiers };
}

/** The press of a key as the table writes it. */
function pressOf(keys: string): KeyPress {
  const parts = keys.split('+');
  const name = parts.at(-1) ?? '';
  return press({ Left: 'ArrowLeft', Right: 'ArrowRight' }[name] ?? name, {
    ctrlKey: parts.includes('Ctrl'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
  });
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

  it('knows a letter that Option has changed by its place, and leaves AltGr to who types', () => {
    expect(commandOf(press('˚', { metaKey: true, altKey: true, code: 'KeyK' }))).toBe('bookmark.toggle');
    expect(commandOf(press('ć', { ctrlKey: true, altKey: true, code: 'KeyC' }))).toBeNull();
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
    for (const { keys, command } of BINDINGS) expect(commandOf(pressOf(keys)), keys).toBe(command);
  });

  it('shows the first of the keys of a command', () => {
    for (const { command, keys } of COMMANDS) expect(keysOf(command)).toBe(keys[0] ?? '');
    expect(tipOf('move.first.back', 'First moment')).toBe('First moment Ctrl+Shift+F5');
    expect(tipOf('run.stopAtStages')).toBe('Stop at stages');
  });

  it('has the mirror of every movement, by the same key with Ctrl', () => {
    for (const { command, keys } of COMMANDS) {
      const [, movement] = /^(.*)\.forward$/.exec(command) ?? [];
      const key = keys[0];
      const isMovement = /^(?:move|run)\./.test(command) && command !== 'move.last.forward';
      if (movement === undefined || !isMovement) continue;
      expect(commandOf({ ...pressOf(key ?? ''), ctrlKey: true }), command).toBe(`${movement}.back`);
    }
  });

  it('leaves the keys that edit text to a field', () => {
    expect(editsText(press('Home', { ctrlKey: true }))).toBe(true);
    expect(editsText(press('F10'))).toBe(false);
    expect(editsText(pressOf('Ctrl+Shift+F5'))).toBe(false);
  });

  it('repeats movements while a key is held, but no switch', () => {
    for (const command of ['move.into.forward', 'move.continue.back', 'history.back', 'panel.next'] as const)
      expect(repeats(command), command).toBe(true);
    for (const command of [
      'breakpoint.toggle',
      'bookmark.toggle',
      'run.stopAtStages',
      'view.toggleLeft',
    ] as const)
      expect(repeats(command), command).toBe(false);
  });
});
