import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { StepsFormat } from '../../shared/debugger-types';
import type { ExportFormat, ExportResult } from '../../shared/load-types';
import type { Failure } from '../../shared/result';
import { call, on } from '../api/client';
import { failureOf } from '../composables/failure';
import { useAnnouncementsStore } from './announcements';
import type { SideRange } from './memory-questions';
import { onNextLoad } from './document';
import { useTimeStore } from './time';
import { unloadedText } from './unloaded-edits';

/** What is exported: memory at a moment, the steps that a filter lets through, or bytes of a space. */
type ExportRequest =
  | { readonly what: 'memory'; readonly format: ExportFormat; readonly moment: number }
  | { readonly what: 'steps'; readonly format: StepsFormat; readonly filter: string }
  /** With `zeros` for bytes that are missing; without, they make it fail. */
  | { readonly what: 'bytes'; readonly range: SideRange; readonly zeros: boolean };

/** How the last export goes or went. */
export type ExportState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly written: number; readonly total: number }
  | { readonly kind: 'done'; readonly result: ExportResult }
  | { readonly kind: 'failed'; readonly request: ExportRequest; readonly failure: Failure };

/** Writes memory or steps to a file; the main process asks where. */
export const useExportStore = defineStore('export', () => {
  const announcements = useAnnouncementsStore();
  const time = useTimeStore();
  const state = shallowRef<ExportState>({ kind: 'idle' });

  /** Starts to listen to progress; call when the window starts. */
  function start(): void {
    on('exportProgress', ({ written, total }) => {
      if (state.value.kind === 'running') state.value = { kind: 'running', written, total };
    });
  }

  function ask(request: ExportRequest): Promise<ExportResult | null> {
    if (request.what === 'bytes') {
      return call('memory.save', { ...request.range, zeros: request.zeros });
    }
    if (request.what === 'steps') {
      return call('document.exportSteps', { format: request.format, filter: request.filter });
    }
    return call('document.export', { format: request.format, moment: request.moment });
  }

  async function perform(request: ExportRequest): Promise<void> {
    if (state.value.kind === 'running') return;
    state.value = { kind: 'running', written: 0, total: 0 };
    try {
      const result = await ask(request);
      state.value = result === null ? { kind: 'idle' } : { kind: 'done', result };
    } catch (error) {
      const failure = failureOf(error);
      state.value =
        failure.code === 'export.cancelled' ? { kind: 'idle' } : { kind: 'failed', request, failure };
    }
  }

  /** Exports the memory at the current moment. */
  function run(format: ExportFormat): Promise<void> {
    return perform({ what: 'memory', format, moment: time.moment });
  }

  /** Exports the steps that a filter lets through; an empty one lets all through. */
  function runSteps(format: StepsFormat, filter = ''): Promise<void> {
    return perform({ what: 'steps', format, filter });
  }

  /** Writes bytes of a space. */
  function runBytes(range: SideRange, zeros = false): Promise<void> {
    const unloaded = unloadedText(range, 'the loaded ones are saved');
    if (unloaded !== '') announcements.remarkOn(unloaded);
    return perform({ what: 'bytes', range, zeros });
  }

  /** Writes the bytes of which some were missing, with zeros in their place. */
  async function saveWithZeros(): Promise<void> {
    const { value } = state;
    if (value.kind === 'failed' && value.request.what === 'bytes') await runBytes(value.request.range, true);
  }

  /** Tries what failed again. */
  async function retry(): Promise<void> {
    if (state.value.kind === 'failed') await perform(state.value.request);
  }

  function dismiss(): void {
    if (state.value.kind !== 'running') state.value = { kind: 'idle' };
  }

  // What failed, or was written, was of the load before.
  onNextLoad(dismiss);

  return { state, start, run, runSteps, runBytes, saveWithZeros, retry, dismiss };
});
