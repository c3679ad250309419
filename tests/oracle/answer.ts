/** A report as plain data, fields as `loadscope report --json` has them. */
export type Answer = Readonly<Record<string, unknown>>;

/**
 * An answer without what is not the loader's own: releases of Rust differ in how they print the reason of a failed
 * integer conversion. For comparing answers of two toolchains; the committed ones are those of nightly 1.97.
 */
export function comparable(answer: Answer): Answer {
  const { message } = answer;
  if (typeof message !== 'string') return answer;
  return { ...answer, message: message.replace(/TryFromIntError\(\w+\)/, 'TryFromIntError(())') };
}
