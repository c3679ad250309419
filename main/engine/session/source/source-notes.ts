import type { SourceNote } from '../../../../shared/view-types';
import type { LoaderSource } from './loader-source';
import { ELF_AND_MAPPER_NOTES } from './notes/elf-and-mapper-notes';
import type { FunctionNotes } from './notes/notes-of';
import { PLAN_NOTES } from './notes/plan-notes';
import { RELOCATION_NOTES } from './notes/relocation-notes';
import { SEGMENT_NOTES } from './notes/segment-notes';

/** Everything that is said of upstream's functions, by ours. */
export const FUNCTION_NOTES: readonly FunctionNotes[] = [
  ...PLAN_NOTES,
  ...SEGMENT_NOTES,
  ...RELOCATION_NOTES,
  ...ELF_AND_MAPPER_NOTES,
];

/** What upstream does in the lines of a file, ascending, without overlap. */
export function sourceNotes(source: LoaderSource, file: string): SourceNote[] {
  return FUNCTION_NOTES.filter((one) => one.file === file)
    .flatMap((one) => notesOfFunction(source, one))
    .sort((a, b) => a.firstLine - b.firstLine);
}

/** The notes of a function: each is about the lines up to the next one's, the last up to the function's end. */
function notesOfFunction(source: LoaderSource, { file, name, upstream, notes }: FunctionNotes): SourceNote[] {
  const fn = { file, name, upstream };
  const body = source.linesOf(fn);
  const starts = notes.map(({ at }) => (at === null ? body.first : source.lineOf(fn, at)));
  return notes.map(({ text }, index) => ({
    firstLine: starts[index] as number,
    lastLine: (starts[index + 1] ?? body.last + 1) - 1,
    upstream,
    text,
  }));
}
