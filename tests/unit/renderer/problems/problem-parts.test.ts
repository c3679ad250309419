import { describe, expect, it } from 'vitest';
import { areChoices, copiedText, lineName } from '../../../../renderer/panels/problems/mend-lines';
import { problemRuns } from '../../../../renderer/panels/problems/problem-runs';
import { trailParts } from '../../../../renderer/panels/problems/trail-parts';
import { problem } from './problem';

describe('lines to copy', () => {
  const rule = { text: '.text : {}', added: false, note: '' };
  const align = { text: '. = ALIGN(4096);', added: true, note: '' };
  const flag = { text: '-z separate-code', added: true, note: 'GNU ld' };

  it('are one text, or choices with who takes them', () => {
    expect([areChoices([rule, align]), areChoices([flag]), areChoices([])]).toEqual([false, true, false]);
    expect(copiedText([rule, align])).toBe('.text : {}\n. = ALIGN(4096);');
  });

  it('say what is new without its colour', () => {
    expect([rule, align, flag].map(lineName)).toEqual([
      '.text : {}',
      'new: . = ALIGN(4096);',
      'new: -z separate-code, GNU ld',
    ]);
  });
});

describe('marked bytes of the file', () => {
  const one = problem({ file: { offset: 0x100, length: 0x38 } });

  it('are those of the finding', () => {
    expect(problemRuns(one, { first: 0, end: 0x200 })).toEqual([
      {
        first: 0x100,
        end: 0x138,
        look: 'finding-warning',
        name: 'warning: RELRO spills into .data',
        tip: 'RELRO spills into .data',
      },
    ]);
  });

  it('are none out of sight, without bytes, without a finding', () => {
    expect(problemRuns(one, { first: 0x138, end: 0x200 })).toEqual([]);
    expect(problemRuns(one, { first: 0, end: 0x100 })).toEqual([]);
    expect(problemRuns(problem({ file: { offset: 1, length: 0 } }), { first: 0, end: 9 })).toEqual([]);
    expect(problemRuns(problem(), { first: 0, end: 9 })).toEqual([]);
    expect(problemRuns(null, { first: 0, end: 9 })).toEqual([]);
  });
});

describe('the way to a failure', () => {
  const frame = (upstream: string, line: number) => ({
    span: 0,
    name: upstream,
    upstream,
    args: '',
    file: 'segments.ts',
    line,
  });
  /** Innermost first. */
  const stack = [frame('map_page', 9), frame('handle', 7), frame('handle', 5), frame('load', 1)];

  it('leads to the innermost call of each function', () => {
    const parts = trailParts(['load', 'handle', 'map_page', 'PageAlreadyMapped', 'Err("x")'], stack);
    expect(parts.map(({ text, frame: index, where, isEnd }) => [text, index, where, isEnd])).toEqual([
      ['load', 3, 'segments.ts:1', false],
      ['handle', 1, 'segments.ts:7', false],
      ['map_page', 0, 'segments.ts:9', false],
      ['PageAlreadyMapped', null, '', false],
      ['Err("x")', null, '', true],
    ]);
  });

  it('leads nowhere while the stack is awaited, and never from its end', () => {
    expect(trailParts(['load', 'load'], [])).toEqual([
      { text: 'load', frame: null, where: '', isEnd: false },
      { text: 'load', frame: null, where: '', isEnd: true },
    ]);
    expect(trailParts(['load'], stack)[0]?.frame).toBeNull();
  });
});
