import { readonly, ref, type Ref } from 'vue';
import { THEMES, type ThemeName } from '../../shared/contract';

/** The look that is drawn, as `<html data-theme>` has it. */
export type Theme = 'dark' | 'light' | 'contrast' | 'contrast-light';

const theme = ref<Theme>('dark');
const chosen = ref<ThemeName>('system');
/** Looks at the system's wishes again; nothing before {@link followSystemTheme}. */
let apply: () => void = () => undefined;

/** The theme in use. */
export function useTheme(): Readonly<Ref<Theme>> {
  return readonly(theme);
}

/** What was chosen: a look, or the system's. */
export function useChosenTheme(): Readonly<Ref<ThemeName>> {
  return readonly(chosen);
}

/**
 * The look for a choice.
 *
 * @param wish what the system wishes
 */
export function themeFor(
  choice: ThemeName,
  wish: { readonly light: boolean; readonly contrast: boolean },
): Theme {
  if (choice === 'dark' || choice === 'light') return choice;
  if (choice === 'contrast' || wish.contrast) return wish.light ? 'contrast-light' : 'contrast';
  return wish.light ? 'light' : 'dark';
}

/** Chooses a look; a name that is none is the system's. */
export function chooseTheme(name: string | undefined): void {
  chosen.value = THEMES.find((known) => known === name) ?? 'system';
  apply();
}

/** Keeps `<html data-theme>` and {@link useTheme} as was chosen, and as the system wishes. */
export function followSystemTheme(): void {
  const light = window.matchMedia('(prefers-color-scheme: light)');
  const contrast = window.matchMedia('(prefers-contrast: more)');
  apply = (): void => {
    theme.value = themeFor(chosen.value, { light: light.matches, contrast: contrast.matches });
    document.documentElement.dataset['theme'] = theme.value;
  };
  light.addEventListener('change', () => apply());
  contrast.addEventListener('change', () => apply());
  apply();
}
