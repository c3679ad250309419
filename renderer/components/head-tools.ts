import type { InjectionKey, Ref } from 'vue';

/** The place for a panel's tools in the header of its tabs, and its width in pixels. */
export interface HeadPlace {
  readonly element: Ref<HTMLElement | null>;
  readonly width: Ref<number>;
}

/** Where a panel whose place has tabs finds {@link HeadPlace}. */
export const HEAD_TOOLS: InjectionKey<HeadPlace> = Symbol('tools beside the tabs of a panel');

/** Less width than this is no room for the tools of most panels. */
export const USUAL_HEAD_ROOM = 400;
