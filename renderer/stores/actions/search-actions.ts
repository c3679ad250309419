import type { MenuCommand } from '../../../shared/contract';
import { useLayoutStore } from '../layout';
import { useSearchStore } from '../search';
import { useSearchWalkStore } from '../search-walk';

type Actions = Readonly<Record<Extract<MenuCommand, `search.${string}`>, () => void>>;

/** What commands do with matches. */
export function searchActions(): Actions {
  const layout = useLayoutStore();
  const search = useSearchStore();
  const walk = useSearchWalkStore();

  /** Without anything to look for, the field asks for it. */
  async function step(direction: 1 | -1): Promise<void> {
    if (search.run === null && search.query.text === '') await layout.showView('search');
    await walk.step(direction);
  }

  return {
    'search.next': () => void step(1),
    'search.previous': () => void step(-1),
  };
}
