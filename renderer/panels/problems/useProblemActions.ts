import type { Problem } from '../../../shared/problem-types';
import type { LinkTarget } from '../../../shared/view-types';
import type { IconName } from '../../components/icons';
import type { MenuItem } from '../../components/menu-item';
import { formatCount } from '../../composables/format';
import { useClipboardStore } from '../../stores/clipboard';
import { useDocumentStore } from '../../stores/document';
import { byteAt, useSelectionStore } from '../../stores/selection';
import { useTimeStore } from '../../stores/time';
import { problemMarkdown } from './problem-markdown';

export type ProblemActionId = 'step' | 'file' | 'memory' | 'copy';

/** Something that can be done about a finding. */
export interface ProblemAction {
  readonly id: ProblemActionId;
  readonly icon: IconName;
  readonly label: string;
}

const NOUNS = { virtual: 'memory', physical: 'physical memory', file: 'the file' } as const;

/** What can be done about findings: where they lead, and their text. */
export function useProblemActions() {
  const clipboard = useClipboardStore();
  const documents = useDocumentStore();
  const selection = useSelectionStore();
  const time = useTimeStore();

  /** What can be done about one finding, in the order in which it is offered. */
  function actionsOf(problem: Problem): ProblemAction[] {
    const { link, file, group } = problem;
    const actions: ProblemAction[] = [];
    if (group === 'failure') {
      const number = formatCount(documents.summary?.stepCount ?? 0);
      actions.push({ id: 'step', icon: 'goto', label: `Go to step ${number}` });
    } else if (link?.type === 'moment') {
      actions.push({ id: 'step', icon: 'goto', label: 'Go to the step' });
    }
    if (file !== null && file.length > 0) {
      actions.push({ id: 'file', icon: 'file', label: 'Show in the file' });
    }
    // What links to the file leads to the bytes that are offered already.
    if (link?.type === 'memory' && (link.space !== 'file' || file === null)) {
      actions.push({ id: 'memory', icon: 'memory', label: `Show in ${NOUNS[link.space]}` });
    }
    actions.push({ id: 'copy', icon: 'copy', label: 'Copy report' });
    return actions;
  }

  /** Goes where a link leads; the keyboard goes on in memory. */
  function follow(link: LinkTarget | null): void {
    if (link !== null) time.follow(link, true);
  }

  function report(problem: Problem): string {
    const { path = '', summary } = documents.ready ?? {};
    const context = { file: path, loader: summary?.loader ?? '', machine: summary?.machine ?? '' };
    return problemMarkdown(problem, context);
  }

  function showBytes({ offset, length }: NonNullable<Problem['file']>): void {
    const byte = byteAt('file', offset);
    // The way back is remembered by whoever follows a link; the second wish selects all of the bytes.
    time.follow({ type: 'memory', ...byte }, true);
    selection.reveal(byte, true, length);
  }

  function run(problem: Problem, id: ProblemActionId): void {
    const { link, file, group } = problem;
    if (id === 'copy') void clipboard.copy(report(problem), 'the report');
    else if (id === 'file' && file !== null) showBytes(file);
    else if (id === 'step' && group === 'failure') time.jump(documents.opCount);
    else follow(link);
  }

  /** The same as a menu. */
  function menuOf(problem: Problem): MenuItem[] {
    return actionsOf(problem).map(({ id, label }) => ({
      id,
      label,
      ...(id === 'copy' ? { keys: 'Ctrl+C', separated: true } : {}),
    }));
  }

  return { actionsOf, menuOf, run, follow };
}
