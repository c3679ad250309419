import { defineStore } from 'pinia';
import type { MenuName } from '../../shared/contract';
import { call, pathOfFile, platform } from '../api/client';

/** The frame around the page: the window's own controls, the application menu, files dropped from outside. */
export const useHostWindowStore = defineStore('hostWindow', () => {
  function minimise(): void {
    void call('window.minimise');
  }

  function toggleMaximise(): void {
    void call('window.toggleMaximise');
  }

  function close(): void {
    void call('window.close');
  }

  /** Opens one menu below a point of the page. */
  function popupMenu(menu: MenuName, x: number, y: number): void {
    void call('menu.popup', { menu, x: Math.round(x), y: Math.round(y) });
  }

  return { minimise, toggleMaximise, close, popupMenu, pathOfFile, platform: platform() };
});
