import { computed, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import { hex } from '../../shared/address';
import type { SpaceBytes } from '../../shared/memory-types';
import type { Failure } from '../../shared/result';
import { call } from '../api/client';
import type { EditRun } from '../composables/edit-runs';
import { failureOf } from '../composables/failure';
import { beginPending } from '../composables/pending';
import { useDocumentStore } from './document';
import { useNotesStore } from './notes';

/** Neighbouring bytes of an edit that the file does not have any more. */
export interface Misfit {
  readonly offset: number;
  readonly length: number;
  /** The file has become shorter than that. */
  readonly isBehindEnd: boolean;
}

/** Runs so close together are read at once. */
const NEAR = 65_536;

/**
 * The edited bytes whose originals the file does not have.
 *
 * @param runs ascending
 * @param size bytes of the file
 * @param read gives bytes of the file as it was loaded, without edits
 */
export async function findMisfits(
  runs: readonly EditRun[],
  size: number,
  read: (first: number, length: number) => Promise<SpaceBytes>,
): Promise<Misfit[]> {
  const misfits: Misfit[] = [];
  for (let at = 0; at < runs.length;) {
    const first = (runs[at] as EditRun).offset;
    let end = at;
    while (end < runs.length && (runs[end] as EditRun).offset - first < NEAR) end++;
    const group = runs.slice(at, end);
    const last = group.at(-1) as EditRun;
    const length = Math.min(last.offset + last.before.length, size) - first;
    const bytes = length > 0 ? (await read(first, length)).bytes : new Uint8Array();
    for (const run of group) collect(run, bytes.subarray(run.offset - first), misfits);
    at = end;
  }
  return misfits;
}

function collect({ offset, before }: EditRun, bytes: Uint8Array, misfits: Misfit[]): void {
  for (let at = 0; at < before.length;) {
    const isBehindEnd = at >= bytes.length;
    if (bytes[at] === before[at]) {
      at++;
      continue;
    }
    let end = at + 1;
    while (end < before.length && bytes[end] !== before[end] && end >= bytes.length === isBehindEnd) end++;
    misfits.push({ offset: offset + at, length: end - at, isBehindEnd });
    at = end;
  }
}

/** The edits that do not fit the file, looked for after every load of it without edits. */
export function createMisfits(
  runs: ShallowRef<readonly EditRun[]>,
  loaded: Readonly<Ref<readonly EditRun[]>>,
  failure: ShallowRef<Failure | null>,
): { readonly misfits: ShallowRef<readonly Misfit[]>; readonly misfitText: ComputedRef<string> } {
  const documents = useDocumentStore();
  const notes = useNotesStore();
  const misfits = shallowRef<readonly Misfit[]>([]);
  let round = 0;

  async function check(): Promise<void> {
    round += 1;
    const mine = round;
    misfits.value = [];
    if (runs.value.length === 0 || loaded.value.length > 0) return;
    const end = beginPending();
    try {
      const size = documents.summary?.fileSize ?? 0;
      const found = await findMisfits(runs.value, size, (first, length) =>
        call('memory.bytes', { space: 'file', first, length, moment: 0 }),
      );
      if (mine === round) misfits.value = found;
    } catch (error) {
      if (mine === round) failure.value = failureOf(error);
    } finally {
      end();
    }
  }

  /** What does not fit, in one sentence. */
  const misfitText = computed(() => {
    const [first] = misfits.value;
    if (first === undefined) return '';
    const bytes = misfits.value.reduce((sum, { length }) => sum + length, 0);
    const how = first.isBehindEnd ? 'the file ends before it' : 'the file has another byte there now';
    const what = bytes === 1 ? '1 edited byte does' : `${bytes.toLocaleString('en-US')} edited bytes do`;
    return `${what} not fit the file any more: at ${hex(first.offset)} ${how}.`;
  });

  watch(
    [() => documents.revision, () => notes.ready],
    ([revision, ready]) => {
      if (revision !== null && ready) void check();
    },
    { immediate: true },
  );
  return { misfits, misfitText };
}
