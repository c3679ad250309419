import type { CallResult } from '../../../shared/contract';
import { failureOf } from '../../composables/failure';
import { formatCount } from '../../composables/format';
import { useAnnouncementsStore } from '../../stores/announcements';
import { useClipboardStore } from '../../stores/clipboard';
import type { LineBytes } from '../../stores/code-place';
import { useCodeViewStore } from '../../stores/code-view';
import { useCopyAsStore } from '../../stores/copy-as';
import { useEngineStore } from '../../stores/engine';
import { formatOf } from '../memory/copy/formats';
import { endOfRow } from './code-list';
import { bytesText } from './code-text';

/** Lines that one copy may have. */
const MOST_LINES = 10_000;
/** Lines that one question for lines, or for their text, may be about. */
const MOST_ROWS = 2000;

/** Copies of the selected lines. */
export interface CodeCopy {
  text(): Promise<void>;
  bytes(): Promise<void>;
  address(address: string): Promise<void>;
}

/** @param range the selected bytes */
export function useCodeCopy(range: () => LineBytes | null): CodeCopy {
  const announcements = useAnnouncementsStore();
  const clipboard = useClipboardStore();
  const copyAs = useCopyAsStore();
  const engine = useEngineStore();
  const view = useCodeViewStore();

  async function copied(work: (bytes: LineBytes) => Promise<void>): Promise<void> {
    const bytes = range();
    if (bytes === null) return;
    try {
      await work(bytes);
    } catch (error) {
      announcements.remarkOn(failureOf(error).message);
    }
  }

  async function copyText({ first, end }: LineBytes): Promise<void> {
    const { of } = view;
    const texts: string[] = [];
    let count = 0;
    let next: number | null = first;
    while (next !== null && count < MOST_LINES) {
      const most = Math.min(MOST_ROWS, MOST_LINES - count);
      const piece: CallResult<'code.text'> = await engine.codeText({
        ...of,
        first: next,
        length: end - next,
        most,
      });
      texts.push(piece.text);
      count += piece.lines;
      next = piece.next;
    }
    const text = texts.join('\n');
    const isCut = next !== null;
    await clipboard.copy(
      text,
      count === 1 ? text : `${isCut ? 'the first ' : ''}${formatCount(count)} lines`,
    );
    if (isCut) announcements.remarkOn(`Only the first ${formatCount(count)} lines were copied`);
  }

  /** The bytes of lines as the view has them: of memory that no memory view shows. */
  async function copyShown({ first, end }: LineBytes): Promise<void> {
    const rows = await engine.codeRows({ ...view.of, position: first, before: 0, after: MOST_ROWS });
    const bytes = rows.filter(({ position }) => position < end).flatMap(({ bytes: own }) => [...own]);
    const last = rows[rows.length - 1];
    if (last !== undefined && endOfRow(last) < end) {
      announcements.remarkOn(`Only the first ${formatCount(MOST_ROWS)} lines were copied`);
    }
    await clipboard.copy(
      bytesText(Uint8Array.from(bytes)),
      bytes.length === 1 ? '1 byte' : `${formatCount(bytes.length)} bytes`,
    );
  }

  async function copyBytes({ first, end }: LineBytes): Promise<void> {
    if (view.kind === 'tables') return copyShown({ first, end });
    const { source, moment } = view;
    const length = end - first;
    const made = await copyAs.textOf(formatOf('hex'), {
      side: { source, moment },
      space: 'virtual',
      first,
      length,
    });
    if ('problem' in made) announcements.remarkOn(made.problem);
    else await clipboard.copy(made.text, length === 1 ? '1 byte' : `${formatCount(length)} bytes`);
  }

  return {
    text: () => copied(copyText),
    bytes: () => copied(copyBytes),
    address: (address) => clipboard.copy(address),
  };
}
