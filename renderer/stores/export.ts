import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { ExportFormat, ExportResult } from '../../shared/load-types';
import type { Failure } from '../../shared/result';
import { call, on } from '../api/client';
import { failureOf } from '../composables/failure';
import { useTimeStore } from './time';

/** How the last export goes or went. */
export type ExportState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly written: number; readonly total: number }
  | { readonly kind: 'done'; readonly result: ExportResult }
  | { readonly kind: 'failed'; readonly format: ExportFormat; readonly failure: Failure };

/** Writes the memory at the current moment to a file; the main process asks where. */
export const useExportStore = defineStore('export', () => {
  const time = useTimeStore();
  const state = shallowRef<ExportState>({ kind: 'idle' });

  /** Starts to listen to progress; call when the window starts. */
  function start(): void {
    on('exportProgress', ({ written, total }) => {
      if (state.value.kind === 'running') state.value = { kind: 'running', written, total };
    });
  }

  async function run(format: ExportFormat): Promise<void> {
    if (state.value.kind === 'running') return;
    state.value = { kind: 'running', written: 0, total: 0 };
    try {
      const result = await call('document.export', { format, moment: time.moment });
      state.value = result === null ? { kind: 'idle' } : { kind: 'done', result };
    } catch (error) {
      state.value = { kind: 'failed', format, failure: failureOf(error) };
    }
  }

  function dismiss(): void {
    if (state.value.kind !== 'running') state.value = { kind: 'idle' };
  }

  return { state, start, run, dismiss };
});
