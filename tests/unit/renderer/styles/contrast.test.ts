import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Red, green, blue from 0 to 255, and opacity. */
type Colour = readonly [number, number, number, number];
type Tokens = ReadonlyMap<string, string>;

const THEMES = ['dark', 'light', 'contrast', 'contrast-light'] as const;
const SURFACES = ['bg-window', 'bg-panel', 'bg-inset', 'bg-raised'];
const WORDS = ['text', 'text-2', 'text-3'];
const STATES = ['now', 'error', 'warn', 'ok'];
const PROVENANCES = ['ro', 'rx', 'rw', 'bss', 'cow', 'rel', 'pt', 'hand'];
const MARKS = ['blue', 'violet', 'pink', 'green', 'lime', 'grey'];
const CODE = ['key', 'fn', 'type', 'num', 'com'];
/** Of what is drawn and not read. */
const DRAWN = 3;

const styles = ['tokens.css', 'contrast.css', 'marks.css']
  .map((file) => readFileSync(resolve(__dirname, '../../../../renderer/styles', file), 'utf8'))
  .join('\n');

function tokensOf(theme: string): Tokens {
  const blocks = styles.matchAll(new RegExp(`:root\\[data-theme='${theme}'\\] \\{([^}]*)\\}`, 'g'));
  const all = [...blocks].flatMap(([, block]) => [...(block ?? '').matchAll(/--([\w-]+):\s*([^;]+);/g)]);
  return new Map(all.map(([, name, value]) => [name ?? '', (value ?? '').trim()]));
}

/** A token as a colour: `#rrggbb`, `#rrggbbaa`, or channels with spaces between. */
function colourOf(tokens: Tokens, name: string, opacity = 1): Colour {
  const value = tokens.get(name);
  if (value === undefined) throw new Error(`no token --${name}`);
  const [red = NaN, green = NaN, blue = NaN, alpha = opacity * 255] = value.startsWith('#')
    ? (value.slice(1).match(/../g) ?? []).map((digits) => parseInt(digits, 16))
    : value.split(' ').map(Number);
  expect([red, green, blue, alpha].every((channel) => channel >= 0 && channel <= 255)).toBe(true);
  return [red, green, blue, alpha / 255];
}

function over([r, g, b, alpha]: Colour, below: Colour): Colour {
  const mix = (front: number, back: number): number => front * alpha + back * (1 - alpha);
  return [mix(r, below[0]), mix(g, below[1]), mix(b, below[2]), 1];
}

/** Relative luminance, as the Web Content Accessibility Guidelines define it. */
function luminance([r, g, b]: Colour): number {
  const linear = (channel: number): number => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

function contrast(a: Colour, b: Colour): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(THEMES)('the theme %s', (theme) => {
  const tokens = tokensOf(theme);
  const least = theme.startsWith('contrast') ? 7 : 4.5;
  const of = (name: string, opacity?: number): Colour => colourOf(tokens, name, opacity);
  /** Those of the tokens that cannot be read on a background. */
  const tooWeak = (names: readonly string[], background: Colour, atLeast = least): string[] =>
    names
      .map((name) => ({ name, ratio: contrast(of(name), background) }))
      .filter(({ ratio }) => ratio < atLeast)
      .map(({ name, ratio }) => `${name}: ${ratio.toFixed(2)}`);

  it.each(SURFACES)('has text that can be read on %s', (surface) => {
    expect(tooWeak([...WORDS, ...STATES, 'accent'], of(surface))).toEqual([]);
    expect(tooWeak(WORDS, over(of('bg-hover'), of(surface)))).toEqual([]);
  });

  it('has text that can be read in selected rows, on filled controls and in code', () => {
    for (const row of ['bg-select', 'bg-select-idle']) {
      expect(tooWeak(['text', 'text-2', 'accent'].slice(0, least === 7 ? 3 : 2), of(row))).toEqual([]);
    }
    expect(tooWeak(['on-now'], of('now-fill'))).toEqual([]);
    expect(tooWeak(['on-accent'], of('accent-fill'))).toEqual([]);
    expect(
      tooWeak(
        CODE.map((name) => `c-${name}`),
        of('bg-inset'),
      ),
    ).toEqual([]);
  });

  it.each(STATES)('has text that can be read on the tint of %s', (state) => {
    for (const surface of SURFACES.slice(0, 3)) {
      expect(tooWeak([...WORDS, state], over(of(`${state}-tint`), of(surface)))).toEqual([]);
    }
  });

  it.each([...PROVENANCES, 'file', 'free'])('has bytes that can be read on the tint of %s', (provenance) => {
    const tint = parseFloat(tokens.get('p-tint') ?? '') / 100;
    expect(tooWeak([...WORDS, 'warn'], over(of(`pc-${provenance}`, tint), of('bg-inset')))).toEqual([]);
    expect(tooWeak([...WORDS, 'now', 'error'], over(of(`pc-${provenance}`, 0.1), of('bg-panel')))).toEqual(
      [],
    );
  });

  it('has colours of bytes and of marks, and a ring of the focus, that are seen', () => {
    const drawn = [
      ...PROVENANCES.map((name) => `pc-${name}`),
      ...MARKS.map((name) => `mark-${name}`),
      'focus',
      'break',
      'text-off',
    ];
    for (const surface of ['bg-panel', 'bg-inset']) expect(tooWeak(drawn, of(surface), DRAWN)).toEqual([]);
  });
});
