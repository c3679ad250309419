// @vitest-environment happy-dom
import { nextTick } from 'vue';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import NameField from '../../../../renderer/components/NameField.vue';
import NoteField from '../../../../renderer/components/NoteField.vue';
import { mount, type Mounted } from '../mount';

let mounted: Mounted;
let elsewhere: HTMLElement;
let told: (string | null)[];

beforeEach(() => {
  told = [];
  elsewhere = document.body.appendChild(document.createElement('button'));
});
afterEach(() => {
  mounted.unmount();
  elsewhere.remove();
});

async function type(selector: string, text: string): Promise<void> {
  const field = mounted.find(selector) as HTMLInputElement | HTMLTextAreaElement;
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await nextTick();
}

describe('a name that is changed where it stands', () => {
  beforeEach(() => {
    mounted = mount(NameField, {
      label: 'Name of the mark',
      name: 'banner',
      onRenamed: (name: string | null) => told.push(name),
    });
  });

  it('has the keyboard, with the old name selected', () => {
    const input = mounted.find('input') as HTMLInputElement;
    expect(document.activeElement).toBe(input);
    expect(input.value.slice(input.selectionStart ?? 0, input.selectionEnd ?? 0)).toBe('banner');
    expect(input.getAttribute('aria-label')).toBe('Name of the mark');
  });

  it('is kept with Enter, once', async () => {
    await type('input', '  start of code ');
    await mounted.press('Enter');
    elsewhere.focus();
    expect(told).toEqual(['start of code']);
  });

  it('is kept by leaving it, unless it is empty', async () => {
    await type('input', ' ');
    elsewhere.focus();
    expect(told).toEqual([null]);
  });

  it('stays as it was with Escape', async () => {
    await type('input', 'other');
    await mounted.press('Escape');
    expect(told).toEqual([null]);
  });

  it('keeps its keys from the row', async () => {
    const keys: string[] = [];
    mounted.root.addEventListener('keydown', ({ key }) => keys.push(key));
    for (const key of ['Delete', 'F2', ' ', 'Enter']) await mounted.press(key);
    expect(keys).toEqual([]);
  });
});

describe('a note', () => {
  beforeEach(() => {
    mounted = mount(NoteField, {
      label: 'Note and colour',
      noteLabel: 'Note',
      note: 'first\n',
      placeholder: '',
      onDone: (note: string | null) => told.push(note),
    });
  });

  it('has the keyboard and is kept with Ctrl+Enter, once', async () => {
    expect(document.activeElement).toBe(mounted.find('textarea'));
    await type('textarea', 'two\nlines \n');
    await mounted.press('Enter');
    expect(told).toEqual([]);
    await mounted.press('Enter', { ctrlKey: true });
    elsewhere.focus();
    expect(told).toEqual(['two\nlines']);
  });

  it('is kept where the focus leaves all that belongs to it, and not before', async () => {
    const inside = mounted.find('[role=group]').appendChild(document.createElement('button'));
    inside.focus();
    expect(told).toEqual([]);
    elsewhere.focus();
    expect(told).toEqual(['first']);
  });

  it('stays as it was with Escape', async () => {
    await type('textarea', 'other');
    await mounted.press('Escape');
    expect(told).toEqual([null]);
  });
});
