import { THEME_TAB, type MenuCommand, type ThemeName } from '../../../shared/contract';
import { chooseTheme } from '../../composables/theme';
import { useAnnouncementsStore } from '../announcements';
import { useLayoutStore } from '../layout';

type Actions = Readonly<Record<Extract<MenuCommand, `theme.${string}`>, () => void>>;

const WORDS: Readonly<Record<ThemeName, string>> = {
  system: 'Theme as the system',
  dark: 'Dark theme',
  light: 'Light theme',
  contrast: 'High-contrast theme',
};

/** What commands do with the look of the window; it is remembered with the layout. */
export function themeActions(): Actions {
  const announcements = useAnnouncementsStore();
  const layout = useLayoutStore();
  const chooses = (name: ThemeName) => () => {
    chooseTheme(name);
    layout.setTab(THEME_TAB, name);
    announcements.remarkOn(WORDS[name]);
  };
  return {
    'theme.system': chooses('system'),
    'theme.dark': chooses('dark'),
    'theme.light': chooses('light'),
    'theme.contrast': chooses('contrast'),
  };
}
