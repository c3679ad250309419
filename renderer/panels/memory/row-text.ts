/** The text column of a row: what is drawn, as few elements as can be. */
import type { TextEncodingName } from '../../../shared/memory-types';
import type { PageView } from '../../../shared/view-types';
import { PAGE_SIZE } from '../../../shared/address';
import type { HexText, TextBox, TextMark, ToneTexts } from '../../components/hex/hex-lines';
import { decodeRow, INVALID, type ByteAt } from './text-decoding';
import type { RowBytes } from './row-layout';

export const NO_TONES: ToneTexts = { plain: '', off: '', changed: '', edited: '' };
export const NO_TEXT: HexText = { tones: NO_TONES, boxes: [], marks: [], name: '' };

/** The pages before and behind one, where they are known: characters cross from one to the next. */
export interface Neighbours {
  readonly before: PageView | null;
  readonly after: PageView | null;
}

/** Texts of several tones over each other, filled from left to right. */
export class ToneWriter {
  private readonly texts = { plain: '', off: '', changed: '', edited: '' };

  /** Puts `text` at a character place behind everything that this tone has so far. */
  put(tone: keyof ToneTexts, at: number, text: string): void {
    const known = this.texts[tone];
    this.texts[tone] = known + SPACES.slice(0, at - known.length) + text;
  }

  get tones(): ToneTexts {
    return this.texts;
  }
}

/** More than the longest row has characters: 128 bytes in binary. */
const SPACES = ' '.repeat(2048);

/** What the text of a row is made from. */
export interface TextInput {
  readonly view: PageView;
  /** Offset of the row in its page. */
  readonly offset: number;
  readonly rowBytes: RowBytes;
  readonly encoding: TextEncodingName;
  readonly neighbours: Neighbours;
  readonly isChanged: (offset: number) => boolean;
  readonly marks: readonly TextMark[];
}

export function rowText(input: TextInput): HexText {
  const { view, offset, rowBytes, encoding, neighbours, isChanged } = input;
  if (!view.bytes) return input.marks.length === 0 ? NO_TEXT : { ...NO_TEXT, marks: input.marks };
  const count = Math.min(rowBytes, view.length - offset);
  const writer = new ToneWriter();
  const boxes: TextBox[] = [];
  let name = '';
  for (const { at, length, text, kind } of decodeRow(encoding, reader(view, offset, neighbours), count)) {
    name += kind === 'character' ? text : kind === 'rest' ? '' : '.';
    if (kind === 'rest') continue;
    const tone = changes(isChanged, offset + at, length) ? 'changed' : kind === 'character' ? 'plain' : 'off';
    // Only these are as wide as a place in every font.
    if (text === INVALID || /^[ -~]$/.test(text)) writer.put(tone, at, text);
    else boxes.push({ at, length, text });
  }
  return { tones: writer.tones, boxes, marks: input.marks, name };
}

function changes(isChanged: (offset: number) => boolean, offset: number, length: number): boolean {
  for (let i = 0; i < length; i++) if (isChanged(offset + i)) return true;
  return false;
}

/** Bytes from the start of a row on; over the borders of its page only where the neighbour is known. */
function reader(view: PageView, offset: number, { before, after }: Neighbours): ByteAt {
  return (distance) => {
    const at = offset + distance;
    const page = at < 0 ? before : at >= PAGE_SIZE ? after : view;
    const inPage = at < 0 ? at + PAGE_SIZE : at % PAGE_SIZE;
    if (page === null || inPage >= page.length) return null;
    return page.bytes?.[inPage] ?? null;
  };
}
