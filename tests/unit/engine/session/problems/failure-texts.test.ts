/** Every text with which the loader can end has an explanation of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  explainedFailure,
  FAILURE_TEXTS,
  findText,
} from '../../../../../main/engine/session/problems/failure/explain-failure';
import { failureOf } from '../../../../../main/engine/session/problems/failure/failure-context';
import { KernelFacts } from '../../../../../main/engine/session/problems/kernel-facts';
import { kernels, loadKernelFile, type Loaded } from '../../../../fixtures/loaded';

const ENGINE = new URL('../../../../../main/engine/', import.meta.url);

/** Texts that no load can bring about: page tables with other parents than the loader makes. */
const IMPOSSIBLE = new Set(['entry should be mapped at this point']);

/** The texts that a layer of the loader throws, numbers in them as `0`. */
function thrownTexts(folder: string): string[] {
  return readdirSync(new URL(`${folder}/`, ENGINE)).flatMap((file) => {
    const source = readFileSync(new URL(`${folder}/${file}`, ENGINE), 'utf8');
    return [
      ...source.matchAll(/new Loader(?:Error|Panic)\(\s*('(?:[^'\\]|\\.)*'|"[^"]*")/g),
      ...source.matchAll(/(?:expect|upstreamAssertEq)\([^;]*?,\s*('(?:[^'\\]|\\.)*')\s*,?\s*\)/g),
      ...source.matchAll(/unreachable\(('[^']*')\)/g),
    ].map((match) => match[1]!.slice(1, -1).replaceAll("\\'", "'"));
  });
}

function isExplained(text: string): boolean {
  return FAILURE_TEXTS.some(({ text: known }) => {
    if (typeof known === 'string') return known.includes(text);
    return known.test(text) || known.source.replaceAll('\\', '').includes(text.trim());
  });
}

describe('the loader’s texts', () => {
  it.each(['loader', 'elf', 'paging'])('of %s are all in the catalogue', (folder) => {
    const texts = [...new Set(thrownTexts(folder))].filter((text) => !IMPOSSIBLE.has(text));
    expect(texts.length).toBeGreaterThan(2);
    expect(texts.filter((text) => !isExplained(text))).toEqual([]);
  });
});

describe('failed loads of the corpus', () => {
  const failed: Loaded[] = kernels()
    .map((kernel) => loadKernelFile(kernel))
    .filter(({ view }) => view.message !== null);

  it('are many', () => {
    expect(failed.length).toBeGreaterThan(200);
  });

  it('have an explanation, a place, a trail and something to do', () => {
    const poor = failed.filter(({ view }) => {
      const kernel = new KernelFacts(view);
      const { finding } = explainedFailure(kernel);
      const { what, mends, trail } = finding.detail;
      const known = findText(failureOf(kernel)) !== null;
      return !(
        known &&
        finding.title !== '' &&
        finding.place !== '' &&
        what.length > 1 &&
        mends?.length &&
        trail?.length
      );
    });
    expect(poor.map(({ name, view }) => `${name}: ${view.message}`)).toEqual([]);
  });

  /** The failure of a case of the corpus. */
  function failureOfCase(name: string): ReturnType<typeof explainedFailure>['finding'] {
    const { view } = failed.find((one) => one.name === name) ?? expect.fail(`${name} does not fail`);
    return explainedFailure(new KernelFacts(view)).finding;
  }

  it('over offsets are not mended with addresses', () => {
    for (const [name, title] of [
      ['section-table-end-overflows', 'A header table: a sum of offsets overflows'],
      ['range-wraps', 'LOAD 1: a sum of offsets overflows'],
    ] as const) {
      const { title: actual, detail, file } = failureOfCase(name);
      expect([actual, detail.mends?.[0]?.title]).toEqual([title, 'Get the whole file']);
      expect(file?.length).toBeGreaterThan(0);
    }
    expect(failureOfCase('relro-size-wraps').detail.mends?.[0]?.title).toBe('In the linker script');
  });

  it('over a relocation have its entry', () => {
    const { rule } = explainedFailure(
      new KernelFacts(failed.find(({ name }) => name === 'shifted-relocation-into-an-unmapped-page')!.view),
    );
    const { place, file } = failureOfCase('shifted-relocation-into-an-unmapped-page');
    expect([rule, place, file?.length]).toEqual(['relocation-spill', '#1', 24]);
  });

  it('name upstream’s function last but the text', () => {
    const ends = failed.map(
      ({ view }) => explainedFailure(new KernelFacts(view)).finding.detail.trail?.at(-1) ?? '',
    );
    expect(ends.filter((end) => !/^(Err\(|panic!\(|stopped: )/.test(end))).toEqual([]);
  });
});
