/// <reference types="vite/client" />
import type { Bridge } from '../shared/contract';

declare global {
  interface Window {
    /** What preload offers; the only way out of the page. */
    readonly loadscope: Bridge;
  }
}
