/** For each rule a kernel that has the problem, and one that has not. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROBLEM_RULES, type ProblemRule, type Problems } from '../../../../../shared/problem-types';
import { RULE_HELP } from '../../../../../main/engine/session/problems/rule-help';
import { diagnosed, diagnosedFile, type Diagnosed } from '../../../../fixtures/diagnosed';
import { buildElf, type ElfSpec } from '../../../../fixtures/elf-builder';
import { corpusCase, loadKernelFile, SAMPLE_ELF, SMALL_MACHINE } from '../../../../fixtures/loaded';
import { diagnose } from '../../../../../main/engine/session/problems/diagnose';
import { finish } from '../../../../../main/engine/session/problems/steps';
import { LoadView } from '../../../../../main/engine/trace/load-view';

import { data, plain, refused, text, withRela } from '../../../../fixtures/rule-kernels';
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
  function withWarnings(warnings: readonly string[], spec: ElfSpec = plain): Problems {
    const loaded = loadKernelFile({ name: 'test', elf: buildElf(spec), machine: SMALL_MACHINE });
    return finish(diagnose(new LoadView({ ...loaded.view, warnings, offset: 0n } as never)));
  }

  it('has each remark on the configuration, randomness as a note', () => {
    const { problems } = withWarnings([
      'The kernel has no .bootloader-config section: the default mappings are used.',
      'The kernel asks for address space layout randomization (ASLR): this load uses no randomness.',
    ]);
    const config = problems.filter(({ rule }) => rule === 'config');
    expect(config.map(({ severity, title }) => [severity, title])).toEqual([
      ['note', 'The kernel has no .bootloader-config section'],
      ['note', 'The kernel asks for address space layout randomization (ASLR)'],
    ]);
  });

  it.each([
    ['rustc version 1.95.0\0', 'warning'],
    ['GCC: (Debian 12.2.0) 12.2.0\0', 'note'],
  ])('a section that a kernel of %j has not is a %s', (compiler, severity) => {
    const missing = ['The kernel has no .bootloader-config section: the default mappings are used.'];
    const bytes = new TextEncoder().encode(compiler);
    const [only] = withWarnings(missing, { ...plain, sections: [{ name: '.comment', bytes }] }).problems;
    expect([only?.rule, only?.severity]).toEqual(['config', severity]);
    const first = only?.detail.mends[0]?.title;
    expect(first).toBe(severity === 'note' ? 'For a kernel that has none on purpose' : 'In the kernel');
  });

  it('what cannot be read is a warning', () => {
    const text = "The kernel's .bootloader-config section is 3 bytes long instead of 115, 124 or 133: …";
    expect(withWarnings([text]).problems.map(({ severity }) => severity)).toEqual(['warning']);
  });

  it('passes where there is none', () => {
    expect(withWarnings([]).passed.map(({ rule }) => rule)).toContain('config');
  });
});

describe('what is no problem', () => {
  const relro = { ...data, type: 'GNU_RELRO', filesz: 0x800, memsz: 0x800, offset: 0x2000 } as const;

  /** A kernel whose sections lie in memory where they are said to. */
  function withSections(
    places: readonly (readonly [name: string, address: number, size: number])[],
  ): Diagnosed {
    const sections = places.map(([name, , size]) => ({ name, bytes: new Uint8Array(size) }));
    const elf = buildElf({ segments: [text, data, relro], sections });
    const view = new DataView(elf.buffer);
    const headers = Number(view.getBigUint64(40, true));
    for (const [i, [, address]] of places.entries()) {
      const header = headers + (i + 1) * 64;
      view.setBigUint64(header + 8, 3n, true);
      view.setBigUint64(header + 16, BigInt(address), true);
    }
    return diagnosedFile(elf);
  }

  it('a gap between sections that turns read-only with RELRO', () => {
    const protectedSection = ['.data.rel.ro', 0x500000, 0x800] as const;
    expect(withSections([protectedSection, ['.data', 0x501000, 0x100]]).of('relro-spill')).toEqual([]);
    expect(withSections([protectedSection, ['.data', 0x500800, 0x100]]).of('relro-spill')).toMatchObject([
      { title: 'RELRO spills into .data' },
    ]);
  });

  it.each([
    ['zeros', 0, 0],
    ['traps', 0xcc, 0],
    ['bytes of others', 0x90, 1],
  ])('%s behind a segment: %i, %i findings', (_, byte, findings) => {
    const elf = buildElf({ segments: [{ ...text, filesz: 0x800 }], fileSize: 0x2000 });
    elf.fill(byte, 0x1800, 0x2000);
    expect(diagnosedFile(elf).of('bytes-after-segment')).toHaveLength(findings);
  });
});

describe('what to do', () => {
  const mendsOf = (spec: ElfSpec, rule: ProblemRule): string[] =>
    diagnosed(spec)
      .of(rule)[0]
      ?.detail.mends.flatMap(({ lines }) => lines.map((line) => line.text)) ?? [];

  it('names the virtual address where the entry is the physical one', () => {
    const physical = { offset: 64 + 24, bytes: [0, 0, 0x10, 0, 0, 0, 0, 0] };
    const spec = { segments: [text], entry: 0x100010, patches: [physical] };
    expect(mendsOf(spec, 'entry-not-executable')[0]).toContain('ENTRY(_start) /* not its address minus');
  });

  it('begins with the flags that pack segments where they are packed', () => {
    const shared = (align: number): ElfSpec => ({
      segments: [
        { ...text, align },
        { ...data, vaddr: 0x400800, offset: 0x1800, align },
      ],
    });
    expect(mendsOf(shared(16), 'shared-page')[0]).toMatch(/^-z /);
    expect(mendsOf(shared(0x1000), 'shared-page')[1]).toBe('. = ALIGN(CONSTANT(MAXPAGESIZE));');
  });

  it('keeps the address that the kernel was linked for', () => {
    const spec = { segments: [{ ...text, offset: 0x1010, align: 1 }] };
    expect(mendsOf(spec, 'incongruent-offset')).toContain('  . = 0x400000 + SIZEOF_HEADERS;');
  });

  it('takes an empty segment out rather than to move it', () => {
    const spec = { segments: [text, { vaddr: 0x500010, offset: 0x1000, filesz: 0, memsz: 0, flags: 'r' }] };
    expect(mendsOf(spec, 'incongruent-offset')).toEqual([expect.stringContaining('ASSERT(SIZEOF(')]);
  });

  it('names relocations of types that there are not once', () => {
    const entries = [1, 2, 3].map((i) => ({ offset: 0x500800 + 8 * i, type: 1000 + i }));
    const { of } = diagnosed(withRela(entries, refused));
    expect(of('unsupported-relocation').map(({ title }) => title)).toEqual([
      '3 relocations of types that there are not',
    ]);
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
    const [problem] = finish(diagnose(view)).problems;
    expect(problem?.detail.mends[0]?.lines.filter(({ added }) => added)).toHaveLength(1);
  });
});
