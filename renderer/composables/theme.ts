import { readonly, ref, type Ref } from 'vue';

export type Theme = 'dark' | 'light';

const theme = ref<Theme>('dark');

/** The theme in use. */
export function useTheme(): Readonly<Ref<Theme>> {
  return readonly(theme);
}

/** Keeps `<html data-theme>` and {@link useTheme} as the system wishes. */
export function followSystemTheme(): void {
  const light = window.matchMedia('(prefers-color-scheme: light)');
  const apply = (): void => {
    theme.value = light.matches ? 'light' : 'dark';
    document.documentElement.dataset['theme'] = theme.value;
  };
  light.addEventListener('change', apply);
  apply();
}
