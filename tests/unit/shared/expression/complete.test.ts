import { describe, expect, it } from 'vitest';
import { complete, completeTemplate } from '../../../../shared/expression/complete';
import { STEP_ENVIRONMENT } from '../../../../shared/expression/step-environment';
import { WATCH_ENVIRONMENT } from '../../../../shared/expression/watch-environment';

/** Completes where a `|` stands in a text: what can be put in, in order. */
function at(marked: string, environment = STEP_ENVIRONMENT): string[] {
  const cursor = marked.indexOf('|', marked.indexOf('||') < 0 ? 0 : marked.lastIndexOf('|'));
  const text = marked.slice(0, cursor) + marked.slice(cursor + 1);
  return complete(text, cursor, environment).items.map(({ insert }) => insert.trim());
}

describe('completion', () => {
  it('offers fields and functions where a value is missing', () => {
    expect(at('|')).toEqual(expect.arrayContaining(['kind', 'address', 'gained(', 'symbol(']));
    expect(at('ad|')).toEqual(['address', 'addend']);
    expect(at('op == 1 && fra|')).toEqual(['frame']);
  });

  it('offers the names that fit the other side of a comparison first', () => {
    expect(at('kind == |').slice(0, 2)).toEqual(['check', 'chooseOffset']);
    expect(at('kind == rel|')).toEqual(['relocation']);
    expect(at('action != frame|')).toEqual(['frameAllocated', 'frameZeroed', 'frameCopied']);
    expect(at('| == tls')).toEqual(expect.arrayContaining(['stage']));
    expect(at('| == frameZeroed')[0]).not.toBe('kind');
    expect(at('present == |').slice(0, 2)).toEqual(['true', 'false']);
  });

  it('offers flags in functions that take one', () => {
    expect(at('gained(|').slice(0, 2)).toEqual(['PRESENT', 'WRITABLE']);
    expect(at('lost(CO|')).toEqual(['COPIED']);
    expect(at('u8(|', WATCH_ENVIRONMENT)).not.toContain('virtual');
    expect(at('bytes(main, 4, |', WATCH_ENVIRONMENT)).toEqual(['virtual', 'physical', 'file']);
  });

  it('offers operators behind a value', () => {
    expect(at('address |')).toEqual(expect.arrayContaining(['==', 'in', '&']));
    expect(at('label |')).toContain('contains');
    expect(at('label |')).not.toContain('<');
    expect(at('kind |')).toEqual(['==', '!=']);
    expect(at('kind == mapPage |')).toEqual(expect.arrayContaining(['&&', '||']));
    expect(at('op == 1 |')).not.toContain('==');
    expect(at('gained(COPIED) |')).toContain('&&');
    expect(at('label con|')).toEqual(['contains']);
  });

  it('offers nothing in texts and numbers', () => {
    expect(at('label contains "ad|"')).toEqual([]);
    expect(at('label contains "ad|')).toEqual([]);
    expect(at('label contains |')).toEqual([]);
    expect(at('op == 12|')).toEqual([]);
  });

  it('replaces the whole word round the cursor', () => {
    expect(complete('adress == 1', 2, STEP_ENVIRONMENT)).toMatchObject({ from: 0, to: 6 });
  });

  it('says what each is', () => {
    const [item] = complete('addr', 4, STEP_ENVIRONMENT).items;
    expect(item).toMatchObject({ kind: 'field', label: 'address', detail: 'address' });
    expect(item!.meaning).toContain('Virtual address');
  });

  it('works in the braces of a template only', () => {
    expect(completeTemplate('at ad', 5, STEP_ENVIRONMENT).items).toEqual([]);
    expect(completeTemplate('at {ad} x', 6, STEP_ENVIRONMENT)).toMatchObject({
      from: 4,
      to: 6,
      items: [{ insert: 'address' }, { insert: 'addend' }],
    });
    expect(completeTemplate('{op} {ki', 8, STEP_ENVIRONMENT).items[0]).toMatchObject({ insert: 'kind' });
  });
});
