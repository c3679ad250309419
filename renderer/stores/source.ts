import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { SourceFile } from '../../shared/view-types';
import type { Failure } from '../../shared/result';
import { call } from '../api/client';
import { failureOf } from '../composables/failure';
import { useDocumentStore } from './document';
import { useSelectionStore } from './selection';
import { useTimeStore } from './time';

/** The loader's own source files, which of them is shown, and where its text cursor is. */
export const useSourceStore = defineStore('source', () => {
  const documents = useDocumentStore();
  const time = useTimeStore();
  const selection = useSelectionStore();
  /** Part of the program, not of a document: asked once, when the first document is ready. */
  const files = shallowRef<readonly SourceFile[]>([]);
  const failure = shallowRef<Failure | null>(null);
  /** Name of the file in front. */
  const shown = ref('');
  /** 1-based line of the text cursor in the file in front. */
  const cursorLine = ref(1);

  /** The selected frame of the call stack: its line is the marked one. */
  const frame = computed(() => time.shown?.stack[selection.stackFrame] ?? null);
  const file = computed(() => files.value.find(({ name }) => name === shown.value) ?? null);

  async function load(): Promise<void> {
    try {
      files.value = await call('source.files');
      failure.value = null;
      if (shown.value === '') shown.value = frame.value?.file ?? files.value[0]?.name ?? '';
    } catch (error) {
      failure.value = failureOf(error);
    }
  }

  function show(name: string): void {
    shown.value = name;
  }

  function setCursor(line: number): void {
    cursorLine.value = line;
  }

  /** The first line at or after `line` of the shown file at which the trace can stop, or `null`. */
  function stopFrom(line: number): number | null {
    return file.value?.stops.find((stop) => stop >= line) ?? null;
  }

  watch(
    () => documents.revision,
    (revision) => {
      if (revision !== null && files.value.length === 0) void load();
    },
    { immediate: true },
  );
  watch(frame, (next) => {
    if (next !== null) shown.value = next.file;
  });

  return {
    files,
    file,
    failure,
    shown,
    frame,
    cursorLine,
    load,
    show,
    setCursor,
    stopFrom,
  };
});
