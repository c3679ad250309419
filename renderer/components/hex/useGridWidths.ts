import { computed, ref, type ComputedRef, type Ref } from 'vue';
import type { HexColumns } from './hex-lines';

/** Space before the address and for the scroll bar, in pixels. */
export const SIDES = 16;
/** The Meaning column is the first to go, the text the second. */
const MEANING_ROOM = 72;
const TEXT_SIDES = 24;

/** What fits the width of a hex grid. */
export interface GridWidths {
  /** Pixels of the grid, and of one character: measured by the grid. */
  readonly width: Ref<number>;
  readonly character: Ref<number>;
  readonly hidesText: ComputedRef<boolean>;
  readonly hidesMeaning: ComputedRef<boolean>;
  /** Where even the cells do not fit, the lines are scrolled sideways. */
  readonly isWide: ComputedRef<boolean>;
  /**
   * Widths of the columns for the style sheet, and of the lines where they are scrolled sideways. For an element inside the
   * component: what is given to its root from outside would make an object of it.
   */
  readonly style: ComputedRef<string>;
}

/** Measures the columns of a grid against its width. */
export function useGridWidths(columns: () => HexColumns): GridWidths {
  const width = ref(1000);
  const character = ref(7.2);

  /** Pixels of the columns that are always there. */
  const fixedWidth = computed(() => {
    const { addressWidth, symbolWidth, width: cells } = columns();
    return Math.ceil((addressWidth + symbolWidth + cells) * character.value) + SIDES;
  });
  const textWidth = computed(() =>
    columns().showText ? Math.ceil(columns().rowBytes * character.value) + TEXT_SIDES : 0,
  );
  const hidesText = computed(
    () => fixedWidth.value <= width.value && fixedWidth.value + textWidth.value > width.value + SIDES,
  );
  const hidesMeaning = computed(() => fixedWidth.value + textWidth.value + MEANING_ROOM > width.value);
  const contentWidth = computed(() => fixedWidth.value + (hidesText.value ? 0 : textWidth.value));
  const isWide = computed(() => contentWidth.value > width.value + SIDES);

  // A text and not an object: each property of an object is set anew with every update, and all cells would have to look
  // whether it has changed.
  const style = computed(() => {
    const { addressWidth, symbolWidth, width: cells, rowBytes } = columns();
    const least = isWide.value ? `; min-width: ${contentWidth.value}px` : '';
    return `--ha: ${addressWidth}ch; --sy: ${symbolWidth}ch; --hb: ${cells}ch; --as: ${rowBytes}ch${least}`;
  });

  return { width, character, hidesText, hidesMeaning, isWide, style };
}
