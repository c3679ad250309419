/** What the real loader would log, word by word: its lines for the sample kernel, as the crate prints them. */
import { afterAll, describe, expect, it } from 'vitest';
import { SPAN } from '../../../../../main/engine/trace/codes';
import { PLAIN_BREAKPOINT } from '../../../../../shared/breakpoint';
import type { CallResult } from '../../../../../shared/contract';
import type { LogSource } from '../../../../../shared/debugger-types';
import { kernels, openSession } from '../../../../fixtures/loaded';

const sample = kernels().find(({ name }) => name === 'sample-kernel');

describe('trace.log', () => {
  if (sample === undefined) throw new Error('the sample kernel is missing');
  const session = openSession(sample);
  const { calls, trace } = session;
  const { rows: lines } = calls['trace.log']({ first: 0, count: 100, moment: 0 });

  it('says what upstream says', () => {
    expect(lines.map(({ text }) => text)).toEqual([
      'Elf file loaded at 0x0000000001000000',
      'virtual_address_offset: 0x8000000000',
      'Handling Segment: Ph64(ProgramHeader64 { type_: Ok(Load), flags: Flags(4), offset: 0, virtual_addr: 0, ' +
        'physical_addr: 0, file_size: 4aa8, mem_size: 4aa8, align: 1000 })',
      'Handling Segment: Ph64(ProgramHeader64 { type_: Ok(Load), flags: Flags(5), offset: 4ab0, ' +
        'virtual_addr: 5ab0, physical_addr: 5ab0, file_size: 3397, mem_size: 3397, align: 1000 })',
      'Handling Segment: Ph64(ProgramHeader64 { type_: Ok(Load), flags: Flags(6), offset: 8018, ' +
        'virtual_addr: 9018, physical_addr: 9018, file_size: 13b8, mem_size: 1fe8, align: 1000 })',
      'Mapping bss section',
      'Handling Segment: Ph64(ProgramHeader64 { type_: Ok(Load), flags: Flags(6), offset: 93e0, ' +
        'virtual_addr: b3e0, physical_addr: b3e0, file_size: 1e0, mem_size: 3852c0, align: 1000 })',
      'Mapping bss section',
    ]);
  });

  it('says it at the first op of what it announces', () => {
    const stages = session.summary().stages.filter(({ kind }) => kind === 'segment');
    const announced = lines.filter(({ text }) => text.startsWith('Handling'));
    expect(announced.map(({ moment }) => moment)).toEqual(stages.map(({ firstMoment }) => firstMoment));
  });

  it('gives a part of the lines', () => {
    expect(calls['trace.log']({ first: 1, count: 1, moment: 0 }).rows).toEqual([lines[1]]);
    expect(calls['trace.log']({ first: 8, count: 5, moment: 0 }).rows).toEqual([]);
  });

  it('says how many lines there are up to a moment', () => {
    const at = (moment: number): unknown => calls['trace.log']({ first: 0, count: 1, moment });
    expect(at(0)).toMatchObject({ total: 8, around: 0 });
    expect(at(lines[2]!.moment)).toMatchObject({ total: 8, around: 3 });
    expect(at(lines[2]!.moment - 1)).toMatchObject({ total: 8, around: 2 });
    expect(at(trace.opCount)).toMatchObject({ total: 8, around: 8 });
  });

  describe('with logpoints', () => {
    const set = (enabled: boolean): void => {
      const target = { type: 'stepKind', kind: 'relocation' } as const;
      const log = '#{relocation} at {address}';
      calls['breakpoints.set']({
        breakpoints: [{ id: 7, enabled, target, ...PLAIN_BREAKPOINT, log }],
      });
    };
    afterAll(() => calls['breakpoints.set']({ breakpoints: [] }));

    it('has what they say in between', () => {
      set(true);
      const relocations = [...trace.spans.kind.keys()].filter(
        (span) => trace.spans.kind[span] === SPAN.relocation,
      );
      const all = calls['trace.log']({ first: 0, count: 5000, moment: trace.opCount });
      expect(all.total).toBe(lines.length + relocations.length);
      const said = all.rows.filter(({ breakpoint }) => breakpoint === 7);
      expect(said.map(({ moment }) => moment)).toEqual(
        relocations.map((span) => trace.spans.firstOp[span]! + 1),
      );
      expect(said[3]!.text).toMatch(/^#3 at 0x80000[0-9a-f]+$/);
      expect(all.rows.filter(({ breakpoint }) => breakpoint === null)).toEqual(lines);
    });

    it('leaves out who is not asked for', () => {
      set(true);
      const moment = lines[4]!.moment;
      const from = (source: LogSource): CallResult<'trace.log'> =>
        calls['trace.log']({ first: 0, count: 5000, moment, from: source });
      expect(from('loader').rows).toEqual(lines);
      expect(from('loader').around).toBe(lines.filter((line) => line.moment <= moment).length);
      const all = calls['trace.log']({ first: 0, count: 5000, moment }).rows;
      expect(from('logpoints').rows).toEqual(all.filter(({ breakpoint }) => breakpoint !== null));
      expect(from('logpoints').around).toBe(0);
    });

    it('is the loader’s alone while they are switched off', () => {
      set(false);
      expect(calls['trace.log']({ first: 0, count: 5000, moment: 0 }).rows).toEqual(lines);
    });

    it('says the loader’s line first where both speak at one moment', () => {
      const [segment] = trace.stages.filter((stage) => trace.spans.kind[stage] === SPAN.segment);
      const target = { type: 'segment', number: 1, events: ['begun'] } as const;
      calls['breakpoints.set']({
        breakpoints: [{ id: 2, enabled: true, target, ...PLAIN_BREAKPOINT, log: 'LOAD {segment}' }],
      });
      const { rows } = calls['trace.log']({ first: 2, count: 2, moment: 0 });
      const moment = trace.spans.firstOp[segment!]! + 1;
      expect(rows).toEqual([lines[2], { moment, text: 'LOAD 1', breakpoint: 2 }]);
      expect(calls['trace.log']({ first: 3, count: 1, moment: 0 }).rows).toEqual([rows[1]]);
    });
  });
});
