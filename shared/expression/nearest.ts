/** Which of some names was probably meant. */

/** Names longer than this are compared by their beginning. */
const MOST = 40;

/** The name that differs least from a word, if by little; `null` where none does. */
export function nearest(word: string, names: Iterable<string>): string | null {
  const wanted = word.slice(0, MOST).toLowerCase();
  const limit = wanted.length <= 3 ? 1 : wanted.length <= 6 ? 2 : 3;
  let best: string | null = null;
  let least = limit + 1;
  for (const name of names) {
    const steps = distance(wanted, name.slice(0, MOST).toLowerCase());
    if (steps < least) {
      least = steps;
      best = name;
    }
  }
  return best;
}

/** ` Did you mean “x”?`, or nothing. */
export function suggestion(word: string, names: Iterable<string>): string {
  const name = nearest(word, names);
  return name === null ? '' : ` Did you mean “${name}”?`;
}

/** How many characters must be put in, taken out, replaced or swapped with their neighbour. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let steps = Math.min(
        (above[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (above[j - 1] as number) + same,
      );
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) steps = Math.min(steps, (before[j - 2] as number) + 1);
      row.push(steps);
    }
    before = above;
    above = row;
  }
  return above[b.length] as number;
}
