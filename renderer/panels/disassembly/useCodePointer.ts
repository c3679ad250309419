import { ref } from 'vue';
import type { CodeRow } from '../../../shared/kernel-types';
import { useCellTip } from '../../components/hex/useCellTip';
import { endOfRow } from './code-list';
import { linkText } from './code-menu';
import { bytesText, instructionText, type Changed, type LaterSegment } from './code-text';

/** What the pointer does to lines of code, and what it has to know of them. */
interface CodeSurface {
  rowAt(position: number): CodeRow | null;
  /** The row to draw the selection to, by the pointer's place in the window; `null` for none or the same again. */
  rowAtLine(clientY: number): CodeRow | null;
  isSelected(row: CodeRow): boolean;
  /** What the op at the moment wrote to it. */
  changeOf(row: CodeRow): Changed | null;
  /** The segment that will be where a gap is. */
  laterOf(row: CodeRow): LaterSegment | null;
  press(row: CodeRow, extend: boolean): void;
  open(row: CodeRow, token: number, aside: boolean): void;
  relocation(row: CodeRow): void;
  later(segment: LaterSegment): void;
  follow(row: CodeRow): void;
  /** The ends of a jump or call, in words. */
  jumpTip(row: CodeRow): string;
  /** What the relocation of a row changed, in words. */
  relocationTip(row: CodeRow): Promise<string>;
}

/** Presses, drags, clicks and tooltips of lines of code, heard by the list as a whole. */
export function useCodePointer(surface: CodeSurface) {
  const tip = useCellTip();
  /** The row under the pointer: its jump is highlighted. -1: none. */
  const hovered = ref(-1);
  let isDragging = false;

  function rowUnder(target: EventTarget | null): CodeRow | null {
    const element = target instanceof Element ? target.closest<HTMLElement>('[data-position]') : null;
    return element === null ? null : surface.rowAt(Number(element.dataset['position']));
  }

  function onDown(event: PointerEvent): void {
    const row = rowUnder(event.target);
    if (row === null || event.button === 1) return;
    tip.hide();
    // The menu is about what is selected; a line outside of that is selected first.
    if (event.button === 2 && surface.isSelected(row)) return;
    surface.press(row, event.shiftKey);
    isDragging = event.button === 0;
  }

  /** Draws the selection along. */
  function onMove(event: PointerEvent): void {
    if (!isDragging || event.buttons !== 1) return;
    const row = surface.rowAtLine(event.clientY);
    if (row !== null) surface.press(row, true);
  }

  function onClick(event: MouseEvent): void {
    const row = rowUnder(event.target);
    if (row === null || event.shiftKey) return;
    const token = tokenUnder(event);
    if (token >= 0) surface.open(row, token, event.ctrlKey || event.metaKey);
    else if (isIn(event, '.relocated')) surface.relocation(row);
    else if (isIn(event, '[data-later]')) {
      const segment = surface.laterOf(row);
      if (segment?.stage) surface.later(segment);
    }
  }

  function onDouble(event: MouseEvent): void {
    const row = rowUnder(event.target);
    if (row !== null && tokenUnder(event) < 0) surface.follow(row);
  }

  /** What is to be said of what the pointer is on: where it leads, or what is cut. */
  function onOver(event: PointerEvent): void {
    // Arrows say themselves whose they are.
    if (isIn(event, '.gutter')) return;
    tip.hide();
    const row = event.buttons === 0 ? rowUnder(event.target) : null;
    hovered.value = row?.position ?? -1;
    const element = event.target instanceof HTMLElement ? event.target : null;
    if (row === null || element === null) return;
    const token = row.tokens[tokenUnder(event)];
    const column = element.closest<HTMLElement>('.line > span');
    const isCut = column !== null && column.scrollWidth > column.clientWidth;
    if (element.matches('.relocated')) void showRelocation(row, element);
    else if (row.target !== null && (token !== undefined || element.matches('.k-mnemonic')))
      tip.show(surface.jumpTip(row), element);
    else if (token !== undefined) tip.show(linkText(token), element);
    else if (element.matches('.bytes .now')) tip.show(`Was ${bytesText(oldBytes(row))}`, element);
    else if (isCut && column.matches('.bytes')) tip.show(bytesText(row.bytes), column);
    else if (isCut && column.matches('.text')) tip.show(instructionText(row), column);
    else if (isCut) tip.show(column.textContent ?? '', column);
  }

  /** Its number at once, what it changed when that is known. */
  async function showRelocation(row: CodeRow, element: HTMLElement): Promise<void> {
    tip.show(`Written by relocation #${row.relocation?.index}`, element);
    const words = await surface.relocationTip(row);
    const isStillThere = hovered.value === row.position && element.matches(':hover');
    if (words !== '' && isStillThere) tip.show(words, element);
  }

  function oldBytes(row: CodeRow): Uint8Array {
    const change = surface.changeOf(row);
    if (change === null) return new Uint8Array(0);
    const from = Math.max(0, row.position - change.position);
    return change.old.subarray(from, Math.max(from, endOfRow(row) - change.position));
  }

  return {
    onDown,
    onMove,
    onClick,
    onDouble,
    onOver,
    hideTip: tip.hide,
    leave() {
      tip.hide();
      hovered.value = -1;
    },
    hovered,
    end: () => {
      isDragging = false;
    },
  };
}

/** Place of the token under the pointer in its row's tokens; -1 for none. */
function tokenUnder(event: Event): number {
  const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-token]') : null;
  return element === null ? -1 : Number(element.dataset['token']);
}

function isIn(event: Event, selector: string): boolean {
  return event.target instanceof Element && event.target.closest(selector) !== null;
}
