/** What the real loader would log, word by word: its lines for the sample kernel, as the crate prints them. */
import { describe, expect, it } from 'vitest';
import { kernels, openSession } from '../../../fixtures/loaded';

const sample = kernels().find(({ name }) => name === 'sample-kernel');

describe('trace.log', () => {
  if (sample === undefined) throw new Error('the sample kernel is missing');
  const session = openSession(sample);
  const lines = session.calls['trace.log']({ first: 0, count: 100 });

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
    expect(session.calls['trace.log']({ first: 1, count: 1 })).toEqual([lines[1]]);
  });
});
