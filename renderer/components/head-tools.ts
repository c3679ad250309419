import type { InjectionKey, Ref } from 'vue';

/** Where a panel finds the place for its tools in the header of its tabs; `null`: there is no room for them. */
export const HEAD_TOOLS: InjectionKey<Ref<HTMLElement | null>> = Symbol('tools beside the tabs of a panel');
