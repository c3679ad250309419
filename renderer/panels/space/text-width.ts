import type { Measure } from './strip-labels';

/** Widths that are kept: texts come again with every moment. */
const MOST_KEPT = 2000;

/** Measures texts in a font of the window, as `--fs-small` has it. @param mono in the code font */
export function textMeasure(mono = false): Measure {
  const style = getComputedStyle(document.documentElement);
  const family = style.getPropertyValue(mono ? '--font-mono' : '--font-ui');
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return (text) => text.length * 7;
  context.font = `${style.getPropertyValue('--fs-small').trim()} ${family}`;
  const known = new Map<string, number>();
  return (text) => {
    let width = known.get(text);
    if (width === undefined) {
      if (known.size > MOST_KEPT) known.clear();
      known.set(text, (width = context.measureText(text).width));
    }
    return width;
  };
}
