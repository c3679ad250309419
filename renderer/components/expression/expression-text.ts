/** A text with a word replaced, and where the cursor then stands: in the parentheses of a function. */
export function applied(
  text: string,
  word: { readonly from: number; readonly to: number },
  insert: string,
): { text: string; cursor: number } {
  const empty = insert.endsWith('()') ? 1 : 0;
  return {
    text: text.slice(0, word.from) + insert + text.slice(word.to),
    cursor: word.from + insert.length - empty,
  };
}
