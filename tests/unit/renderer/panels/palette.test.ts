import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../../shared/commands';
import type { MenuCommand } from '../../../../shared/contract';
import { fuzzyFit, rankCommands } from '../../../../renderer/panels/palette/rank-commands';
import { describeStepCount, parseStepCount } from '../../../../renderer/panels/palette/step-count';

const found = (typed: string, recent: MenuCommand[] = []): MenuCommand[] =>
  rankCommands(COMMANDS, typed, recent).map(({ info }) => info.command);

describe('the ranking of commands', () => {
  it('lists all without a text, those used last first', () => {
    expect(found('')).toEqual(COMMANDS.map(({ command }) => command));
    const recent: MenuCommand[] = ['view.log', 'bookmark.toggle'];
    expect(found('', recent).slice(0, 3)).toEqual([...recent, COMMANDS[0]?.command]);
    expect(found('', recent)).toHaveLength(COMMANDS.length);
  });

  it('prefers the beginning of a label, then the beginning of a word, then any place', () => {
    expect(found('step over')[0]).toBe('move.over.forward');
    expect(found('over').slice(0, 2)).toEqual(['move.over.forward', 'move.over.back']);
    expect(found('log')[0]).toBe('view.log');
  });

  it('puts the whole label before longer ones that begin with it', () => {
    expect(found('compare')[0]).toBe('view.compare');
    expect(found('continue', ['move.continue.back'])[0]).toBe('move.continue.forward');
  });

  it('finds letters in their order, at starts of words first', () => {
    expect(found('sob')[0]).toBe('move.over.back');
    expect(found('rblw')[0]).toBe('run.toWrite.back');
    expect(found('zzz')).toEqual([]);
  });

  it('takes the group as the first word', () => {
    expect(found('view log')).toEqual(['view.log']);
    expect(found('export:')[0]).toBe('export.raw');
  });

  it('puts what was used last first among equals only', () => {
    expect(found('over', ['move.over.back'])[0]).toBe('move.over.back');
    expect(found('continue', ['move.over.back'])[0]).toBe('move.continue.forward');
  });

  it('marks the letters that were found', () => {
    expect(fuzzyFit('over', 'Step over')).toMatchObject({ marks: [[5, 9]] });
    expect(fuzzyFit('so', 'Step over')).toMatchObject({
      marks: [
        [0, 1],
        [5, 6],
      ],
    });
    expect(fuzzyFit('xo', 'Step over')).toBeNull();
  });
});

describe('step N', () => {
  it.each([
    ['100', { command: 'over', direction: 'forward', count: 100 }],
    ['over 100', { command: 'over', direction: 'forward', count: 100 }],
    ['into back 12', { command: 'into', direction: 'back', count: 12 }],
    ['back 3 stages', { command: 'out', direction: 'back', count: 3 }],
    ['-5', { command: 'over', direction: 'back', count: 5 }],
    ['1,000 ops', { command: 'into', direction: 'forward', count: 1000 }],
    ['Continue 2', { command: 'continue', direction: 'forward', count: 2 }],
  ])('reads %s', (text, expected) => {
    expect(parseStepCount(text)).toEqual(expected);
  });

  it.each(['', 'over', '0', '99999999999', '1 2', 'over out 3', 'sideways 3', '12 constructor'])(
    'says what is wrong with “%s”',
    (text) => {
      expect(typeof parseStepCount(text)).toBe('string');
    },
  );

  it('says what it will do', () => {
    expect(describeStepCount({ command: 'into', direction: 'back', count: 1200 })).toBe('1,200 ops back');
    expect(describeStepCount({ command: 'out', direction: 'forward', count: 1 })).toBe('1 stage on');
  });
});
