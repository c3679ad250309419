import { defineStore } from 'pinia';
import { computed } from 'vue';
import { frameOfPhys, hex, PAGE_SIZE, physOfFrame, virtOfPage } from '../../shared/address';
import type { HistorySubject } from '../../shared/debugger-types';
import { useQuery } from '../composables/useQuery';
import { useDocumentStore } from './document';
import { useEngineStore } from './engine';
import { useLayoutStore } from './layout';
import { isForeign, useSelectionStore } from './selection';
import { useTimeStore } from './time';

/** What of a place the history is about. */
export const SUBJECT_KINDS = ['byte', 'word', 'frame', 'page'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

type BytesSubject = Extract<HistorySubject, { type: 'bytes' }>;

/** Where a history may be asked for. */
export interface HistoryPlace {
  /** Selected, else changed by the op at the moment. */
  readonly bytes: BytesSubject;
  /** The bytes are an entry of a page table. */
  readonly isEntry: boolean;
  /** Selected by hand: a single byte then stands for its word. */
  readonly selected: boolean;
}

const WORD = 8;
/** Under which name the layout remembers what the history is about. */
const REMEMBERED = 'history';
const SUITABLE = 'suitable';

/** What the history panel and "run to last write" are about: one place, as byte, word, frame or page. */
export const useHistorySubject = defineStore('historySubject', () => {
  const documents = useDocumentStore();
  const engine = useEngineStore();
  const layout = useLayoutStore();
  const selection = useSelectionStore();
  const time = useTimeStore();

  const place = computed((): HistoryPlace | null => {
    const { byte, entry, length } = selection;
    if (entry !== null) {
      const bytes = bytesIn('physical', entry.table, entry.index * WORD, WORD);
      return { bytes, isEntry: true, selected: true };
    }
    if (isForeign(byte)) return null;
    if (byte !== null) {
      const bytes = bytesIn(byte.space, byte.page, byte.offset, length);
      return { bytes, isEntry: false, selected: true };
    }
    const change = time.where?.change ?? null;
    if (change === null) return null;
    const bytes = bytesIn('physical', change.frame, change.offset, Math.max(1, change.length));
    return { bytes, isEntry: time.where?.op?.kind === 'entryWritten', selected: false };
  });

  /** What was chosen last, else what suits the place. */
  const kind = computed(
    () => SUBJECT_KINDS.find((one) => one === layout.tabs[REMEMBERED]) ?? suitable(place.value),
  );

  /** Keeps to a kind; choosing what suits the place goes on with what suits each. */
  function choose(next: SubjectKind): void {
    layout.setTab(REMEMBERED, next === suitable(place.value) ? SUITABLE : next);
  }

  /** The other side of the page table is asked for only where it is needed. */
  const otherSide = useQuery(
    () => {
      const at = place.value?.bytes;
      if (at === undefined) return null;
      const needed = at.space === 'virtual' ? kind.value === 'frame' : kind.value === 'page';
      return needed ? at : null;
    },
    async ({ space, page, offset }, moment) => {
      if (space === 'virtual') {
        const { phys } = await engine.walk(hex(virtOfPage(page)), moment);
        return { number: phys === null ? null : frameOfPhys(Number(phys)) };
      }
      const { facts } = await engine.inspectByte(space, page, offset, moment);
      const shown = facts.find(({ link }) => link?.type === 'memory' && link.space === 'virtual')?.link;
      return { number: shown?.type === 'memory' ? shown.page : null };
    },
  );

  const subject = computed((): HistorySubject | null => {
    if (place.value === null) return null;
    const { bytes, isEntry, selected } = place.value;
    const { space, page, offset, length } = bytes;
    switch (kind.value) {
      case 'byte':
        return selected && !isEntry ? bytes : { ...bytes, length: 1 };
      case 'word':
        if (isEntry) return { type: 'entry', table: page, index: Math.floor(offset / WORD) };
        return selected ? wordOf(bytes) : { ...bytes, length: Math.min(length, WORD) };
      case 'frame': {
        const frame = space === 'virtual' ? (otherSide.data.value?.number ?? null) : frameIn(space, page);
        return frame === null ? null : { type: 'frame', frame };
      }
      case 'page': {
        const shown = space === 'virtual' ? page : (otherSide.data.value?.number ?? null);
        return shown === null ? null : { type: 'page', page: shown };
      }
    }
  });

  /** The frame of a physical page or of 4096 bytes of the file. */
  function frameIn(space: 'physical' | 'file', page: number): number | null {
    if (space === 'physical') return page;
    const { summary } = documents;
    return summary === null ? null : frameOfPhys(Number(summary.kernelAddress)) + page;
  }

  /** There is no such subject at the place, and not only not yet. */
  const absent = computed(() => subject.value === null && otherSide.data.value !== null);

  return { place, kind, subject, absent, choose };
});

function bytesIn(space: BytesSubject['space'], page: number, offset: number, length: number): BytesSubject {
  return { type: 'bytes', space, page, offset, length: Math.min(length, PAGE_SIZE - offset) };
}

/** The whole word that the first of some bytes lies in; bytes of the file are looked at one by one. */
function wordOf(bytes: BytesSubject): BytesSubject {
  const offset = bytes.offset - (bytes.offset % WORD);
  return { ...bytes, offset, length: WORD };
}

/** What a history is about where nothing was chosen. */
function suitable(place: HistoryPlace | null): SubjectKind {
  if (place === null) return 'word';
  const { bytes, isEntry, selected } = place;
  if (isEntry) return 'word';
  if (!selected) return bytes.length > WORD ? 'frame' : 'word';
  return bytes.length === 1 && bytes.space !== 'file' ? 'word' : 'byte';
}

/** A subject in words: its address, and what it is. */
export function subjectName(subject: HistorySubject): string {
  switch (subject.type) {
    case 'entry':
      return `entry ${subject.index} of the table at ${hex(physOfFrame(subject.table))}`;
    case 'frame':
      return `frame ${hex(physOfFrame(subject.frame))}`;
    case 'page':
      return `page ${hex(virtOfPage(subject.page))}`;
    case 'bytes':
      return bytesName(subject);
  }
}

function bytesName({ space, page, offset, length }: BytesSubject): string {
  const address = space === 'virtual' ? hex(virtOfPage(page, offset)) : hex(physOfFrame(page, offset));
  const name = space === 'file' ? `file ${address}` : address;
  return length === 1 || length === WORD ? name : `${name}, ${length} bytes`;
}
