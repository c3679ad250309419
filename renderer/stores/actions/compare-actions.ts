import type { MenuCommand } from '../../../shared/contract';
import { useCompareModeStore } from '../compare-mode';
import { useDifferenceWalkStore } from '../difference-walk';
import { useDifferencesStore } from '../differences';
import { useLayoutStore } from '../layout';
import { useSourcesStore } from '../sources';

type Actions = Readonly<
  Record<Extract<MenuCommand, 'compare.kernel' | 'compare.dump' | `difference.${string}`>, () => void>
>;

/** What commands do with comparisons beyond moments. */
export function compareActions(): Actions {
  const differences = useDifferencesStore();
  const layout = useLayoutStore();
  const mode = useCompareModeStore();
  const sources = useSourcesStore();
  const walk = useDifferenceWalkStore();

  async function compareKernel(): Promise<void> {
    mode.show('memory');
    void layout.showView('compare');
    const source = await sources.attach({ kind: 'kernel', path: null });
    if (source !== null) await differences.compareWith(source.id);
  }

  async function compareDump(): Promise<void> {
    mode.show('memory');
    mode.asksForDump = true;
    await layout.showView('compare');
  }

  return {
    'compare.kernel': () => void compareKernel(),
    'compare.dump': () => void compareDump(),
    'difference.next': () => void walk.walk(1),
    'difference.previous': () => void walk.walk(-1),
  };
}
