/** Bytes that are looked at one by one before words are: making views of them takes longer than that. */
const SHORT = 64;

/** The first place from `from` on, before `to`, at which two arrays differ; `to` where there is none. */
export function firstDifference(a: Uint8Array, b: Uint8Array, from: number, to: number): number {
  let at = from;
  for (const short = Math.min(to, from + SHORT); at < short; at++) if (a[at] !== b[at]) return at;
  const canUseWords = ((a.byteOffset ^ b.byteOffset) & 3) === 0;
  if (canUseWords && to - at >= SHORT) {
    while (((a.byteOffset + at) & 3) !== 0) {
      if (a[at] !== b[at]) return at;
      at++;
    }
    at += equalWords(a, b, at, (to - at) >>> 2) * 4;
  }
  while (at < to && a[at] === b[at]) at++;
  return at;
}

/** The first place from `from` on, before `to`, at which two arrays are equal; `to` where there is none. */
export function firstEqual(a: Uint8Array, b: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && a[at] !== b[at]) at++;
  return at;
}

/** How many of `count` words are equal before the first that is not. */
function equalWords(a: Uint8Array, b: Uint8Array, at: number, count: number): number {
  const x = new Int32Array(a.buffer, a.byteOffset + at, count);
  const y = new Int32Array(b.buffer, b.byteOffset + at, count);
  let i = 0;
  while (i < count && x[i] === y[i]) i++;
  return i;
}
