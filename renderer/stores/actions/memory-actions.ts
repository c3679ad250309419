import { nextTick } from 'vue';
import type { MenuCommand } from '../../../shared/contract';
import { focusPanel } from '../../composables/panel-focus';
import { useAnnouncementsStore } from '../announcements';
import type { MemoryView } from '../memory-view-state';
import { useMemoryViewsStore } from '../memory-views';
import { useTimeStore } from '../time';
import { selectionActions } from './selection-actions';

type Actions = Readonly<Record<Extract<MenuCommand, `memory.${string}`>, () => void>>;

/** What commands do with memory views and selected bytes. */
export function memoryActions(): Actions {
  const announcements = useAnnouncementsStore();
  const time = useTimeStore();
  const views = useMemoryViewsStore();

  /** The keyboard goes where the view is, and who cannot see it hears what it is. */
  function tell(view: MemoryView, what: string): void {
    announcements.say(`${views.labelOf(view)}: ${what}`);
    void nextTick(() => focusPanel('memory'));
  }

  function close(): void {
    const view = views.active;
    if (!views.canClose(view)) {
      announcements.remarkOn(`This is the only view of its space: ${views.titleOf(view)}`);
      return;
    }
    views.close(view);
    tell(views.active, 'in front');
  }

  function link(): void {
    const view = views.active;
    views.setLinked(view, !view.linked);
    announcements.remarkOn(`${views.titleOf(view)}: ${view.linked ? 'linked' : 'free'}`);
  }

  function pin(): void {
    const view = views.active;
    if (view.source !== 0) {
      announcements.remarkOn('Only views of the document follow the current moment');
      return;
    }
    views.setMoment(view, view.moment === null ? time.moment : null);
    announcements.remarkOn(
      view.moment === null ? 'The view follows the current moment' : 'The view stays at this moment',
    );
  }

  return {
    'memory.newView': () => tell(views.open(views.active.space), 'new view'),
    'memory.splitView': () => tell(views.split(views.active), 'new view to the side'),
    'memory.closeView': close,
    'memory.linkView': link,
    'memory.pinView': pin,
    'memory.back': () => views.back(views.active),
    'memory.forward': () => views.forward(views.active),
    ...selectionActions(),
  };
}
