import type { MenuCommand } from '../../../shared/contract';
import { useAddressViewStore } from '../address-view';
import { useAnnouncementsStore } from '../announcements';
import { useCodeViewStore } from '../code-view';
import { useLayoutStore } from '../layout';
import { useProblemsStore } from '../problems';

type Names = 'address.look' | 'code.entry' | `problem.${string}`;

/** Commands about addresses, code and problems. */
export function spaceActions(): Readonly<Record<Extract<MenuCommand, Names>, () => void>> {
  const address = useAddressViewStore();
  const code = useCodeViewStore();
  const announcements = useAnnouncementsStore();
  const layout = useLayoutStore();
  const problems = useProblemsStore();

  /** Selects the next or previous finding and shows the list. */
  function stepProblem(direction: 1 | -1): void {
    const problem = problems.step(direction);
    if (problem === null) {
      announcements.remarkOn('No problems were found');
      return;
    }
    void layout.showView('problems');
    announcements.remarkOn(
      `Problem ${problems.numberOf(problem)} of ${problems.list.length}: ${problem.title}`,
    );
  }

  return {
    'address.look': () => void address.ask(),
    'code.entry': () => void code.showEntry(),
    'problem.next': () => stepProblem(1),
    'problem.previous': () => stepProblem(-1),
  };
}
