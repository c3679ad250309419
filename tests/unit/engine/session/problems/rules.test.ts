/** For each rule a kernel that has the problem, and one that has not. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROBLEM_RULES, type ProblemRule } from '../../../../../shared/problem-types';
import { RULE_HELP } from '../../../../../main/engine/session/problems/rule-help';
import { diagnosed, diagnosedFile, type Diagnosed } from '../../../../fixtures/diagnosed';
import { buildElf } from '../../../../fixtures/elf-builder';
import { corpusCase, loadKernelFile, SAMPLE_ELF, SMALL_MACHINE } from '../../../../fixtures/loaded';
import { diagnose } from '../../../../../main/engine/session/problems/diagnose';
import { LoadView } from '../../../../../main/engine/trace/load-view';

import { data, plain, text } from '../../../../fixtures/rule-kernels';
import { LOADING_KERNELS } from '../../../../fixtures/rule-kernels-loading';
import { RUNNING_KERNELS } from '../../../../fixtures/rule-kernels-running';

const rows = [...LOADING_KERNELS, ...RUNNING_KERNELS];

describe.each(rows)('$rule: $title', ({ rule, has, group, severity, title, file, hasNot = plain }) => {
  it('is found in a kernel that has it', () => {
    const { found } = diagnosed(has);
    const mine = found.problems.filter((one) => one.rule === rule && one.group === group);
    const titles = mine.map((one) => one.title);
    const match = mine.find((one) =>
      typeof title === 'string' ? one.title === title : title.test(one.title),
    );
    expect([titles, match?.severity]).toEqual([titles, severity]);
    if (file !== undefined) expect(match?.file).toEqual(file);
    expect(match?.detail.what.length).toBeGreaterThan(1);
    expect(match?.detail.mends.length).toBeGreaterThan(0);
    expect(match?.consequence).not.toBe('');
    expect(found.passed.map((one) => one.rule)).not.toContain(rule);
  });

  it('is not found in a kernel that has it not', () => {
    expect(diagnosed(hasNot).of(rule)).toEqual([]);
  });
});

describe('config', () => {
  /** A load with remarks from before it. */
  function withWarnings(warnings: readonly string[]): ReturnType<typeof diagnose> {
    const loaded = loadKernelFile({ name: 'test', elf: buildElf(plain), machine: SMALL_MACHINE });
    return diagnose(new LoadView({ ...loaded.view, warnings, offset: 0n } as never));
  }

  it('has each remark on the configuration, randomness as a note', () => {
    const { problems } = withWarnings([
      'The kernel has no .bootloader-config section: the default mappings are used.',
      'The kernel asks for address space layout randomization (ASLR): this load uses no randomness.',
    ]);
    const config = problems.filter(({ rule }) => rule === 'config');
    expect(config.map(({ severity, title }) => [severity, title])).toEqual([
      ['warning', 'The kernel has no .bootloader-config section'],
      ['note', 'The kernel asks for address space layout randomization (ASLR)'],
    ]);
  });

  it('passes where there is none', () => {
    expect(withWarnings([]).passed.map(({ rule }) => rule)).toContain('config');
  });
});

describe('what has passed', () => {
  it('leads to the fields and headers that were looked at', () => {
    const { passed } = diagnosedFile(SAMPLE_ELF).found;
    const file = (offset: number) => ({ type: 'memory', space: 'file', page: 0, offset });
    const linkOf = (rule: ProblemRule) => passed.find((one) => one.rule === rule)?.link;
    expect(
      ['wrong-machine', 'wrong-class', 'wrong-byte-order', 'wrong-abi'].map((rule) =>
        linkOf(rule as ProblemRule),
      ),
    ).toEqual([18, 4, 5, 7].map(file));
    expect(linkOf('relro-spill')).toMatchObject({ space: 'file', page: 0 });
    expect(linkOf('tls-outside-load')).toMatchObject({ space: 'file', page: 0 });
    expect(linkOf('entry-not-executable')).toMatchObject({ space: 'virtual' });
  });
});

describe('every rule', () => {
  it('has a kernel in this file', () => {
    const tested = new Set<ProblemRule>([...rows.map(({ rule }) => rule), 'config']);
    expect(PROBLEM_RULES.filter((rule) => !tested.has(rule))).toEqual([]);
  });

  it('has a heading in the documentation, which outputs link to', () => {
    const page = readFileSync(new URL('../../../../../docs/problems.md', import.meta.url), 'utf8');
    const headings = [...page.matchAll(/^## (.+)$/gm)].map((match) => match[1]);
    expect(headings).toEqual(PROBLEM_RULES);
  });

  it('has help', () => {
    for (const rule of PROBLEM_RULES) {
      const { title, why, mend } = RULE_HELP[rule];
      expect([rule, title.endsWith('.'), why.endsWith('.'), mend.endsWith('.')]).toEqual([
        rule,
        false,
        true,
        true,
      ]);
    }
  });

  it('passes for a sound kernel', () => {
    const { found, view }: Diagnosed = diagnosedFile(SAMPLE_ELF);
    expect(view.message).toBeNull();
    expect(found.problems.filter(({ severity }) => severity !== 'note')).toEqual([]);
    const silent = PROBLEM_RULES.filter(
      (rule) =>
        !found.passed.some((one) => one.rule === rule) && !found.problems.some((one) => one.rule === rule),
    );
    expect(silent).toEqual([]);
  });

  it('says more than it lists where there is too much of it', () => {
    const segments = Array.from({ length: 30 }, (_, i) => ({
      ...text,
      vaddr: 0x400000 + i * 0x1000,
      flags: 'rwx',
    }));
    const { of, found } = diagnosed({ segments });
    expect(of('write-execute')).toHaveLength(20);
    expect(found.more).toContainEqual({ rule: 'write-execute', count: 10 });
  });
});

describe('a shared page', () => {
  it('has both claimants, when, frames and a picture', () => {
    const { of, view } = diagnosed({ segments: [text, { ...data, vaddr: 0x400800, offset: 0x1800 }] });
    const [problem] = of('shared-page');
    const { claimants, facts, picture, trail, source } = problem!.detail;
    expect(claimants.map(({ label, words }) => `${label} ${words}`)).toEqual([
      'LOAD 1 holds it',
      'LOAD 2 claims it',
    ]);
    const values = Object.fromEntries(
      facts.map(({ label, values: cells }) => [label, cells.map((cell) => cell.text)]),
    );
    expect(values).toMatchObject({
      Rights: ['PRESENT NO_EXECUTE'.replace(' NO_EXECUTE', ''), 'PRESENT WRITABLE NO_EXECUTE'],
      'In the page': ['0x0–0xfff, 4,096 bytes', '0x800–0xfff, 2,048 bytes'],
      'File offset': ['0x1000–0x1fff', '0x1800–0x27ff'],
      Frame: ['0x201000', '0x201000, the same one'],
      When: [expect.stringMatching(/^step 5, op /), 'step 6, refused'],
    });
    expect(trail.slice(-3)).toEqual(['handle_load_segment', 'PageAlreadyMapped', 'Err("map_to failed")']);
    expect(source).toBe('load_kernel.rs:199');
    expect(picture?.rows.map(({ label }) => label)).toEqual(['Mapped', 'Claimed', 'In dispute']);
    expect(picture?.rows[2]?.blocks[0]).toMatchObject({ first: 0, length: 4096, tone: 'refused' });
    expect(problem?.detail.what.at(-1)).toBe(`Nothing after step ${view.trace.steps.length} was done.`);
  });

  it('tells the pairs behind the one that the load failed at', () => {
    const third = { ...text, vaddr: 0x500800, offset: 0x2800 };
    const { of } = diagnosed({ segments: [text, text, data, third] });
    expect(of('shared-page').map(({ group, title }) => [group, title])).toEqual([
      ['failure', 'LOAD 1 and LOAD 2 share page 0x400000'],
      ['next', 'LOAD 3 and LOAD 4 share page 0x500000'],
    ]);
  });

  it('names sections and puts them into the mend', () => {
    const { view } = loadKernelFile(corpusCase('shared-virtual-page'));
    const [problem] = diagnose(view).problems;
    expect(problem?.detail.mends[0]?.lines.filter(({ added }) => added)).toHaveLength(1);
  });
});
