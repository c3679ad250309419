/**
 * Answers of the engine that come in together are shown together: one layout and one picture for all views of a moment
 * instead of one for each.
 */

/** How long an answer waits for the others, in milliseconds: two pictures and a half. */
const PATIENCE = 40;

let underWay = 0;
let waiting: (() => void)[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

function flush(): void {
  clearTimeout(timer);
  timer = undefined;
  const shown = waiting;
  waiting = [];
  for (const show of shown) show();
}

/** Counts a question until its answer is there. */
export async function asked<T>(answer: Promise<T>): Promise<T> {
  underWay += 1;
  try {
    return await answer;
  } finally {
    underWay -= 1;
  }
}

/** Shows an answer once those to all other questions are there too, or after a moment. */
export function showTogether(show: () => void): void {
  waiting.push(show);
  if (underWay === 0) flush();
  else timer ??= setTimeout(flush, PATIENCE);
}
