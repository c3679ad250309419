import { describe, expect, it } from 'vitest';
import { stageSites, stepSites } from '../../../../../main/engine/session/source/call-sites';
import type { CallSite } from '../../../../../main/engine/session/source/call-sites';
import { failureSites } from '../../../../../main/engine/session/source/failure-site';
import { LoaderSource } from '../../../../../main/engine/session/source/loader-source';
import { OP_KINDS, STAGE_KINDS, STEP_KINDS } from '../../../../../shared/trace-types';

const source = new LoaderSource();

/** Every call site that any stage, step, part and op can ask for. */
function allSites(): CallSite[] {
  const sites: CallSite[] = failureSites();
  for (const stage of STAGE_KINDS) {
    sites.push(...stageSites(stage));
    for (const step of STEP_KINDS) {
      for (const part of ['copyOnWrite', null] as const) {
        for (const kind of OP_KINDS) {
          for (const [onTable, cleared] of [
            [false, false],
            [true, false],
            [false, true],
          ] as const) {
            for (const crossesPage of [false, true]) {
              sites.push(...stepSites(stage, step, part, { kind, onTable, cleared, crossesPage }));
            }
          }
        }
      }
    }
  }
  const distinct = new Map(sites.map((site) => [`${site.fn.file} ${site.fn.name} ${site.anchor}`, site]));
  return [...distinct.values()];
}

/** The lines of a function of a file, from its declaration to the brace that closes it. */
function body({ fn }: CallSite): { first: number; lines: string[] }[] {
  const lines = source.file(fn.file, []).text.split('\n');
  const declaration = new RegExp(`^( {2})?(export |private |static )*(function )?${fn.name}\\(`);
  return [...lines.keys()]
    .filter((at) => declaration.test(lines[at]!))
    .map((first) => {
      const indent = lines[first]!.startsWith('  ') ? '  ' : '';
      const length = lines.slice(first).findIndex((line) => line.startsWith(`${indent}}`));
      return { first: first + 1, lines: length < 0 ? [] : lines.slice(first, first + length) };
    });
}

describe('call sites', () => {
  const sites = allSites();

  it('are as many as the loader has statements that matter', () => {
    expect(sites.length).toBeGreaterThan(50);
  });

  it.each(sites.map((site) => [`${site.fn.file} ${site.fn.name}`, site.anchor, site] as const))(
    '%s has %s',
    (_, anchor, site) => {
      const line = source.lineOf(site.fn, anchor);
      const inside = body(site).find(({ first, lines }) => line >= first && line < first + lines.length);
      expect(inside?.lines[line - inside.first]).toContain(anchor);
      // The anchor means one statement: no line before it in the function has it.
      expect(inside?.lines.findIndex((text) => text.includes(anchor))).toBe(line - (inside?.first ?? 0));
    },
  );

  it('of an unknown statement is our own bug', () => {
    const [site] = sites;
    expect(() => source.lineOf(site!.fn, 'no such statement')).toThrow('internal error in Loadscope');
  });
});

describe('LoaderSource', () => {
  it('has the files in the order of a load, with what they mirror', () => {
    const files = source.names().map((name) => source.file(name, [1]));
    expect(files[0]).toMatchObject({ name: 'load-kernel.ts', stops: [1] });
    expect(files).toHaveLength(16);
    expect(files.every(({ mirrors, text }) => mirrors.startsWith('mirrors ') && text.length > 500)).toBe(
      true,
    );
  });

  it('finds statements, not comments', () => {
    const texts = {
      '../loader/a.ts': [
        '/** Throws `no room`. */',
        'export function take(): void {',
        '  // no room',
        "  throw new Error('no room');",
        '}',
      ].join('\n'),
    };
    const made = new LoaderSource(texts);
    expect(made.statementsWith('no room')).toEqual([{ file: 'a.ts', line: 4, fn: 'take' }]);
    expect(made.statementsWith('no such text')).toEqual([]);
  });
});
