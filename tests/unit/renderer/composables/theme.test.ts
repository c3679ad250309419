import { describe, expect, it } from 'vitest';
import { themeFor } from '../../../../renderer/composables/theme';

describe('themeFor', () => {
  it('follows the system only where nothing else is chosen', () => {
    const light = { light: true, contrast: false };
    const dark = { light: false, contrast: false };
    expect([themeFor('system', light), themeFor('system', dark)]).toEqual(['light', 'dark']);
    expect([themeFor('dark', light), themeFor('light', dark)]).toEqual(['dark', 'light']);
    expect([themeFor('contrast', light), themeFor('contrast', dark)]).toEqual(['contrast-light', 'contrast']);
  });

  it('gives more contrast where the system wants it, but for a look that was chosen', () => {
    expect(themeFor('system', { light: true, contrast: true })).toBe('contrast-light');
    expect(themeFor('system', { light: false, contrast: true })).toBe('contrast');
    expect(themeFor('dark', { light: true, contrast: true })).toBe('dark');
  });
});
