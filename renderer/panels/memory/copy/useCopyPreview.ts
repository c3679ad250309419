import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { failureOf } from '../../../composables/failure';
import { formatCount } from '../../../composables/format';
import { useCopyAsStore } from '../../../stores/copy-as';
import { useSelectingStore } from '../../../stores/selecting';
import type { CopyFormat } from './formats';

/** Lines and characters of a preview: what there is room for. */
const LINES = 24;
const CHARACTERS = 2400;

/** A preview: the beginning of a text, or why there is none. */
export interface Preview {
  readonly text: string;
  /** How much of it this is. */
  readonly size: string;
  readonly problem: string;
}

/** The beginning of a text, with `…` where it is cut. */
export function beginning(text: string): string {
  const lines = text.trimEnd().split('\n', LINES + 1);
  const cut = lines.slice(0, LINES).join('\n').slice(0, CHARACTERS);
  return cut.length < text.trimEnd().length ? `${cut}…` : cut;
}

/**
 * What a format makes of the selection, kept up to date.
 *
 * @param format `null`: nothing is asked for
 */
export function useCopyPreview(format: () => CopyFormat | null): {
  readonly preview: ShallowRef<Preview | null>;
  readonly isSlow: Ref<boolean>;
} {
  const copyAs = useCopyAsStore();
  const selecting = useSelectingStore();
  const preview = shallowRef<Preview | null>(null);
  const isSlow = ref(false);
  let serial = 0;

  watch([format, () => selecting.selected], async ([how, range]) => {
    const mine = ++serial;
    isSlow.value = false;
    if (how === null || range === null) {
      preview.value = null;
      return;
    }
    const timer = setTimeout(() => (isSlow.value = true), 200);
    let next: Preview;
    try {
      const made = await copyAs.textOf(how, range);
      next =
        'problem' in made
          ? { text: '', size: '', problem: made.problem }
          : { text: beginning(made.text), size: `${formatCount(made.text.length)} characters`, problem: '' };
    } catch (error) {
      next = { text: '', size: '', problem: failureOf(error).message };
    }
    clearTimeout(timer);
    if (mine !== serial) return;
    isSlow.value = false;
    preview.value = next;
  });
  return { preview, isSlow };
}
