import { failureOf } from '../../composables/failure';
import { formatCount } from '../../composables/format';
import { useAnnouncementsStore } from '../../stores/announcements';
import { useClipboardStore } from '../../stores/clipboard';
import { useCodeViewStore, type LineBytes } from '../../stores/code-view';
import { useCopyAsStore } from '../../stores/copy-as';
import { useEngineStore } from '../../stores/engine';
import { formatOf } from '../memory/copy/formats';

/** Lines that one copy may have. */
const MOST_LINES = 10_000;

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
    const { source, moment } = view;
    const text = await engine.codeText({ source, moment, first, length: end - first, most: MOST_LINES });
    const count = text.split('\n').length;
    const isCut = count >= MOST_LINES;
    await clipboard.copy(
      text,
      count === 1 ? text : `${isCut ? 'the first ' : ''}${formatCount(count)} lines`,
    );
    if (isCut) announcements.remarkOn(`Only the first ${formatCount(MOST_LINES)} lines were copied`);
  }

  async function copyBytes({ first, end }: LineBytes): Promise<void> {
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
