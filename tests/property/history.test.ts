/** Histories and writers against the image itself, over many kernels: what they say is what a look at every op says. */
import { describe, expect, it } from 'vitest';
import { changeOf, frameBehind, pageView } from '../../main/engine/session/pages/page-view';
import { History } from '../../main/engine/session/history/history';
import { writersOf } from '../../main/engine/session/history/writers';
import { RangeIndex } from '../../main/engine/session/pages/range-index';
import { OP } from '../../main/engine/trace/codes';
import { virtOfPage } from '../../shared/address';
import type { HistorySubject, Writers } from '../../shared/debugger-types';
import { PROVENANCE_NAMES } from '../../shared/provenance';
import type { MemorySpace } from '../../shared/view-types';
import { kernels, loadKernelFile } from '../fixtures/loaded';
import type { Loaded } from '../fixtures/loaded';
import { SEED } from './settings';

type Bytes = Extract<HistorySubject, { type: 'bytes' }>;

/** Numbers that look random, the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Words that the load wrote to, some bytes beside them, and entries. */
function subjects({ view }: Loaded, random: (below: number) => number): Bytes[] {
  const { ops } = view.trace;
  const found: Bytes[] = [];
  for (let i = 0; i < 12; i++) {
    const change = changeOf(view, random(ops.length));
    if (change === null) continue;
    const [offset, length] = [change.offset + random(change.length), [1, 3, 8][random(3)]!];
    found.push({
      type: 'bytes',
      space: 'physical',
      page: change.frame,
      offset,
      length: Math.min(length, 4096 - offset),
    });
  }
  return found;
}

function bytesAt({ view }: Loaded, frame: number, { offset, length }: Bytes, moment: number): string {
  const page = new Uint8Array(4096);
  view.image.frameAt(frame, moment, page);
  const bytes = page.subarray(offset, offset + length);
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .reverse()
    .join('')}`;
}

/** Moments at which some bytes of a frame were written, by a look at every op. */
function writesTo({ view }: Loaded, frame: number, { offset, length }: Bytes): number[] {
  const moments: number[] = [];
  for (let op = 0; op < view.trace.opCount; op++) {
    const change = changeOf(view, op);
    if (change?.frame !== frame) continue;
    if (change.offset < offset + length && change.offset + change.length > offset) moments.push(op + 1);
  }
  return moments;
}

/** The op that wrote a byte last, plus 1, and where the byte comes from; by a look at every op. */
function writerOfByte(
  loaded: Loaded,
  space: MemorySpace,
  page: number,
  offset: number,
  moment: number,
): string {
  const { view } = loaded;
  const shown = pageView(view, space, page, moment);
  if (shown.bytes === null || offset >= shown.length) return 'free 0';
  const own = PROVENANCE_NAMES[shown.provenance![offset]!]!;
  // To be handed over is no way of being written: that was the file, or the copy of its frame.
  const provenance = own === 'handedOver' ? shown.owner.provenance : own;
  if (provenance.startsWith('file')) return `${provenance} 0`;
  const frame = frameBehind(view, space, page, moment)!;
  const subject: Bytes = { type: 'bytes', space: 'physical', page: frame, offset, length: 1 };
  const last = writesTo(loaded, frame, subject).filter((one) => one <= moment);
  return `${provenance} ${last.at(-1) ?? 0}`;
}

function spread({ runs }: Writers): string[] {
  return runs.flatMap(({ length, provenance, moment }) =>
    Array<string>(length).fill(`${provenance} ${moment}`),
  );
}

describe.each(kernels().map((kernel) => [kernel.name, kernel] as const))('%s', (name, kernel) => {
  const loaded = loadKernelFile(kernel);
  const { view } = loaded;
  const last = view.trace.opCount;
  const random = numbers(SEED + name.length * 7919 + last);
  const history = new History(view);

  it('the value of each event is what memory has at that moment', () => {
    for (const subject of subjects(loaded, random)) {
      const { rows, total, current } = history.of(subject, last, 0, 500);
      expect(rows.length).toBe(Math.min(total, 500));
      if (total <= 500 && current >= 0) {
        expect(rows[current]!.value).toBe(bytesAt(loaded, subject.page, subject, last));
      }
      const own = writesTo(loaded, subject.page, subject);
      for (const row of rows) {
        if (!own.includes(row.moment)) continue;
        const value = bytesAt(loaded, subject.page, subject, row.moment);
        expect({ subject, moment: row.moment, value: row.value }).toEqual({
          subject,
          moment: row.moment,
          value,
        });
      }
      // Any page of a long history has the same rows.
      const first = random(total + 1);
      expect(history.of(subject, last, first, 20).rows).toEqual(rows.slice(first, first + 20));
    }
  });

  it('what a page shows has the values that its frame has at that moment', () => {
    for (const { page, frame } of [...view.tables.mappedPages(last)].slice(0, 4)) {
      const subject: Bytes = { type: 'bytes', space: 'virtual', page, offset: random(4088), length: 8 };
      const { rows, current } = history.of(subject, last, 0, 500);
      expect(rows[current]!.value).toBe(bytesAt(loaded, frame, subject, last));
      for (const { moment, kind, value } of rows) {
        if (kind !== 'mapped') continue;
        const shown = view.tables.translate(page, moment)!.frame;
        expect(value).toBe(bytesAt(loaded, shown, subject, moment));
      }
    }
  });

  it('steps from write to write as a look at every op does', () => {
    for (const subject of subjects(loaded, random)) {
      const writes = writesTo(loaded, subject.page, subject);
      for (const moment of [0, last, random(last + 1), ...writes.slice(0, 3)]) {
        expect(history.step(subject, moment, 'back')).toBe(
          writes.filter((one) => one < moment).at(-1) ?? null,
        );
        expect(history.step(subject, moment, 'forward')).toBe(writes.find((one) => one > moment) ?? null);
      }
    }
  });

  it('writers are those of every single byte, and the totals count them', () => {
    const ranges = new RangeIndex(view);
    for (const space of ['physical', 'virtual', 'file'] as const) {
      const moment = [last, random(last + 1)][random(2)]!;
      const held = ranges.ranges(space, moment);
      const range = held[random(held.length)];
      if (range === undefined) continue;
      const edge = [range.first, range.first + range.count][random(2)]! * 4096;
      const start = Math.max(0, edge - random(40));
      const length = 1 + random(120);
      const first = space === 'virtual' ? virtOfPage(Math.floor(start / 4096), start % 4096) : BigInt(start);
      const found = writersOf(view, ranges, { space, first, length }, moment);
      const bytes = Array.from({ length }, (_, i) => {
        const at = start + i;
        return writerOfByte(loaded, space, Math.floor(at / 4096), at % 4096, moment);
      });
      expect({ space, start, moment, writers: spread(found) }).toEqual({
        space,
        start,
        moment,
        writers: bytes,
      });
      expect(found.cut).toBe(false);
      const ops = new Set(found.runs.filter(({ moment: at }) => at > 0).map(({ moment: at }) => at));
      expect(found.totals.reduce((sum, total) => sum + total.bytes, 0)).toBe(length);
      expect(found.totals.reduce((sum, total) => sum + total.writes, 0)).toBe(ops.size);
    }
  });

  it('histories of frames and pages have every op that wrote to them', () => {
    const frames = [...new Set(view.trace.ops.frame.subarray(0, last))].filter((f) => f < view.frameCount);
    for (let i = 0; i < 4; i++) {
      const frame = frames[random(frames.length)];
      if (frame === undefined) continue;
      const { total } = history.of({ type: 'frame', frame }, last, 0, 1);
      const rows = history.of({ type: 'frame', frame }, last, 0, total).rows;
      const told = new Set(rows.map(({ moment }) => moment));
      const missing = [...view.image.index.writes(frame)].filter((op) => !told.has(op + 1));
      expect(missing).toEqual([]);
      expect(rows.map(({ moment }) => moment)).toEqual(
        rows.map(({ moment }) => moment).sort((a, b) => a - b),
      );
      expect(rows.every(({ text }) => text !== '' && !/undefined|NaN/.test(text))).toBe(true);
      const copied = rows.filter(({ kind }) => kind === 'copiedTo').map(({ moment }) => moment - 1);
      for (const op of copied) {
        expect([view.trace.ops.kind[op], view.trace.ops.at[op]]).toEqual([OP.frameCopied, frame]);
      }
    }
  });
});
