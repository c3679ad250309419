import type { BreakpointTarget } from '../../../shared/breakpoint';
import type { Direction } from '../../../shared/view-types';
import type { MenuItem } from '../../components/menu-item';
import { useBreakpointsStore } from '../../stores/breakpoints';
import { useLayoutStore } from '../../stores/layout';
import { useSourceStore } from '../../stores/source';
import { useTimeStore } from '../../stores/time';
import { breakpointsByLine, gutterOffer, type GutterOffer } from './line-decorations';
import { lineMenu } from './line-menu';

/** Under which name the layout remembers that the explanation is hidden. */
export const NOTES_PANE = 'sourceNotes';

/** What can be done at the lines of the file in front: by the gutter, by the menu, by keys. */
export function useLineActions(): {
  offerAt(line: number): GutterOffer | null;
  toggleAt(line: number): void;
  menuOf(line: number): MenuItem[];
  choose(id: string, line: number): void;
} {
  const breakpoints = useBreakpointsStore();
  const layout = useLayoutStore();
  const source = useSourceStore();
  const time = useTimeStore();

  function breakpointAt(line: number): ReturnType<ReturnType<typeof breakpointsByLine>['get']> {
    return breakpointsByLine(source.shown, breakpoints.lines).get(line);
  }

  function targetAt(line: number): BreakpointTarget | null {
    const bound = breakpointAt(line) === undefined ? source.stopFrom(line) : line;
    return bound === null ? null : { type: 'line', file: source.shown, line: bound };
  }

  function offerAt(line: number): GutterOffer | null {
    if (source.file === null || breakpointAt(line) !== undefined) return null;
    return gutterOffer(source.file.stops, line);
  }

  function toggleAt(line: number): void {
    const target = targetAt(line);
    if (target !== null) void breakpoints.toggle(target);
  }

  function menuOf(line: number): MenuItem[] {
    const stop = source.stopFrom(line);
    const found = breakpointAt(line) ?? (stop === null ? undefined : breakpointAt(stop));
    return lineMenu(line, stop, found ?? null, !layout.isCollapsed(NOTES_PANE));
  }

  function run(line: number, direction: Direction): void {
    const stop = source.stopFrom(line);
    if (stop !== null) void time.run({ type: 'line', file: source.shown, line: stop }, direction);
  }

  /** Does what an item of the menu says about an existing breakpoint. */
  function change(action: string, id: number, enabled: boolean): void {
    if (action === 'remove') void breakpoints.remove(id);
    else if (action === 'enabled') void breakpoints.setEnabled(id, !enabled);
    else if (action === 'condition') breakpoints.edit(id, 'condition');
    else if (action === 'log') breakpoints.edit(id, 'log');
  }

  function choose(action: string, line: number): void {
    const target = targetAt(line);
    const stop = source.stopFrom(line);
    const known = breakpointAt(line) ?? (stop === null ? undefined : breakpointAt(stop));
    if (action === 'run') run(line, 'forward');
    else if (action === 'runBack') run(line, 'back');
    else if (action === 'notes') layout.toggleCollapsed(NOTES_PANE);
    else if (known !== undefined) change(action, known.id, known.enabled);
    else if (target === null) return;
    else if (action === 'add') void breakpoints.add(target);
    else if (action === 'addCondition') breakpoints.edit({ target }, 'condition');
    else if (action === 'addLog') breakpoints.edit({ target }, 'log');
  }

  return { offerAt, toggleAt, menuOf, choose };
}
