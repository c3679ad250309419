/**
 * A window with an engine that a test writes itself. Without a document of its own it has no screen: just enough for stores
 * and composables.
 */
import { createPinia, setActivePinia } from 'pinia';
import { effectScope, nextTick, type EffectScope } from 'vue';
import type { CallName, EventName, Events } from '../../../../shared/contract';
import type { DocumentState } from '../../../../shared/load-types';
import { FailureError } from '../../../../shared/result';
import type { PageView, Where } from '../../../../shared/view-types';
import { useDocumentStore } from '../../../../renderer/stores/document';

/** Answers a call; throws to fail it. */
export type Answer = (name: CallName, params: unknown) => unknown;

/** A call that the code under test made. */
export interface Asked {
  readonly name: CallName;
  readonly params: unknown;
}

type Ready = Extract<DocumentState, { kind: 'ready' }>;

/** The state of a test's window. */
export interface FakeWindow {
  readonly asked: Asked[];
  readonly scope: EffectScope;
  /** Says that a load has ended: everything of the one before is stale. */
  load(revision: number, opCount: number, changes?: Partial<Ready>): void;
  /** Sends what the main process would. */
  emit<N extends EventName>(name: N, payload: Events[N]): void;
  /** Lets pending answers and watchers run. */
  settle(): Promise<void>;
}

/** Puts a window in place; `answer` is the engine. */
export function fakeWindow(answer: Answer): FakeWindow {
  const asked: Asked[] = [];
  const listeners: { readonly name: EventName; readonly listener: (payload: unknown) => void }[] = [];
  const bridge = {
    call: async (name: CallName, params: unknown) => {
      asked.push({ name, params });
      await Promise.resolve();
      try {
        return { ok: true, value: await answer(name, params) };
      } catch (error) {
        if (error instanceof FailureError) return { ok: false, failure: error.failure };
        return { ok: false, failure: { code: 'test', message: String(error), advice: '' } };
      }
    },
    on: (name: EventName, listener: (payload: unknown) => void) => {
      listeners.push({ name, listener });
      return () => undefined;
    },
    platform: 'linux',
  };
  if ('happyDOM' in globalThis) Object.assign(window, { loadscope: bridge });
  else {
    Object.assign(globalThis, {
      window: { loadscope: bridge, innerWidth: 1440 },
      document: { documentElement: { dataset: {} }, querySelector: () => null },
    });
  }
  setActivePinia(createPinia());
  const documents = useDocumentStore();
  return {
    asked,
    scope: effectScope(true),
    load(revision, opCount, changes = {}) {
      documents.state = {
        kind: 'ready',
        path: '',
        name: '',
        revision,
        summary: summary(opCount),
        stale: null,
        editedBytes: 0,
        ...changes,
      };
    },
    emit(name, payload) {
      for (const one of listeners) if (one.name === name) one.listener(payload);
    },
    async settle() {
      for (let turn = 0; turn < 40; turn++) await nextTick();
    },
  };
}

type Summary = Ready['summary'];

function summary(opCount: number): Summary {
  return {
    status: 'ok',
    message: null,
    explanation: null,
    fileSize: 0x10000,
    virtualAddressOffset: null,
    entryPoint: null,
    tls: null,
    opCount,
    stepCount: opCount,
    framesAllocated: 0,
    pagesMapped: 0,
    stages: [],
    warnings: [],
    kernelAddress: '0x1000000',
    kernelFrames: 16,
    rootTable: '0x1010000',
    physicalSize: '0x10000000',
    loader: '0.11.8',
    machine: 'BIOS, 256 MiB',
    touchedBytes: 0,
    loadMilliseconds: 1,
  };
}

/** A page whose first byte is the moment, or all zero. */
export function fakePage(page: number, first: number): PageView {
  const bytes = new Uint8Array(4096);
  bytes[0] = first;
  return {
    space: 'physical',
    page,
    bytes,
    length: 4096,
    provenance: new Uint8Array(4096),
    frame: page,
    owner: { provenance: 'free', title: '', detail: '', note: '' },
    change: null,
    next: null,
    meanings: [],
    relocations: null,
    bases: null,
    against: null,
    unreadable: null,
  };
}

/** A moment of a step. */
export function fakeWhere(moment: number, step: number): Where {
  return {
    moment,
    step,
    stack: [],
    op: null,
    change: null,
    stepChanges: [],
    pageBytes: null,
    page: null,
  };
}
