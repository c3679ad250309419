/** Evenly spread 32-bit numbers, the same ones in every run (Marsaglia's xorshift32). */
export function randomWords(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
