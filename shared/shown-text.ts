/**
 * Controls (line breaks and tabs too), separators of lines, marks that turn the direction of text, characters without a
 * look, and halves of surrogate pairs. Joiners stay: scripts and emoji are written with them.
 */
const HIDDEN =
  /[\0-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Surrogate}/gu;

/**
 * A text that a file names something with, as it can be shown, copied and typed: on one line, read in its order, each
 * character seen. What would turn, break or hide text stands as its code, as Rust writes it, e.g. `\u{202e}`.
 */
export function shownText(text: string): string {
  return text.replace(HIDDEN, (hidden) => `\\u{${(hidden.codePointAt(0) ?? 0).toString(16)}}`);
}
