import { describe, expect, it } from 'vitest';
import { shownText } from '../../../shared/shown-text';

describe('a name out of a file', () => {
  it('is shown as it is where each character can be seen', () => {
    for (const text of ['_ZN4core9panicking5panic17h0E', 'naïve', '日本語', 'שלום', '👩‍👧', '<b>"$`\\']) {
      expect(shownText(text)).toBe(text);
    }
  });

  it('says what would turn, break or hide text', () => {
    expect(shownText('\u202eevil')).toBe('\\u{202e}evil');
    expect(shownText('\u2066a\u2069')).toBe('\\u{2066}a\\u{2069}');
    expect(shownText('two\nlines\ttab\0')).toBe('two\\u{a}lines\\u{9}tab\\u{0}');
    expect(shownText('\x1b[31m\x7f\x9b')).toBe('\\u{1b}[31m\\u{7f}\\u{9b}');
    expect(shownText('a\u200bb\ufeff\u2028\u00ad')).toBe('a\\u{200b}b\\u{feff}\\u{2028}\\u{ad}');
    expect(shownText('\ud800x')).toBe('\\u{d800}x');
  });
});
