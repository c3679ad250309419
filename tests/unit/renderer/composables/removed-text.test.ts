import { describe, expect, it } from 'vitest';
import { removedText } from '../../../../renderer/composables/removed-text';

const removal = (...names: string[]) => ({ items: names.map((item, index) => ({ index, item })) });

describe('removedText', () => {
  it('names what was removed alone and counts what was removed together', () => {
    expect(removedText(removal('a'), (name) => name, 'things')).toBe('Removed a');
    expect(removedText(removal('a', 'b'), (name) => name, 'things')).toBe('Removed 2 things');
  });
});
