/** What upstream does in one function, in our own words. */
export interface FunctionNotes {
  readonly file: string;
  /** Our function. */
  readonly name: string;
  /** Upstream's, as its own crate names it. */
  readonly upstream: string;
  readonly notes: readonly StatementNote[];
}

/** A text about the lines from a statement on, up to the next one that has a text. */
export interface StatementNote {
  /** A piece of the statement's text; `null` for the head of the function. */
  readonly at: string | null;
  readonly text: string;
}

/** Notes on one function: a text on the whole of it, then texts on statements, in their order. */
export function notesOf(
  file: string,
  name: string,
  upstream: string,
  head: string,
  statements: readonly (readonly [at: string, text: string])[] = [],
): FunctionNotes {
  const notes = statements.map(([at, text]) => ({ at, text }));
  return { file, name, upstream, notes: [{ at: null, text: head }, ...notes] };
}
