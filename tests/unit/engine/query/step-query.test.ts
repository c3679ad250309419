import { describe, expect, it } from 'vitest';
import { StepQuery } from '../../../../main/engine/query/step-query';
import { renderTemplate } from '../../../../main/engine/query/step-template';
import { OP, SPAN } from '../../../../main/engine/trace/codes';
import { parseCondition } from '../../../../shared/expression/parse';
import { STEP_ENVIRONMENT } from '../../../../shared/expression/step-environment';
import { parseTemplate } from '../../../../shared/expression/template';
import { DEFAULT_MACHINE } from '../../../../shared/machine';
import { SPAN_KINDS } from '../../../../shared/trace-types';
import { kernelWithRelocations } from '../../../fixtures/large-kernels';
import { corpusCase, loadKernelFile, SAMPLE_ELF, spansOfKind } from '../../../fixtures/loaded';

const sample = loadKernelFile({ name: 'sample', elf: SAMPLE_ELF, machine: DEFAULT_MACHINE });
const { view } = sample;
const { ops, spans, opCount } = view.trace;

function query(text: string, of = view): StepQuery {
  const parsed = parseCondition(text, STEP_ENVIRONMENT);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return StepQuery.compile(of, parsed.expression);
}

function say(text: string, moment: number): string {
  const parsed = parseTemplate(text, STEP_ENVIRONMENT);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return renderTemplate(view, parsed.template, moment);
}

describe('a condition', () => {
  it('names all moments, those of some, and steps', () => {
    const relocations = spansOfKind(sample, 'relocation');
    const all = query('kind == relocation').selectAll();
    expect(all.length).toBeGreaterThan(relocations.length);
    expect(all.every((moment) => moment > spans.firstOp[relocations[0]!]!)).toBe(true);
    expect(Array.from(query('kind == relocation && op == 1').selectAll())).toEqual(
      relocations.map((span) => spans.firstOp[span]! + 1),
    );
    expect(query('kind == relocation').selectSteps().length).toBe(relocations.length);
    expect(query('true').select(Uint32Array.of(0, 1, 5, opCount))).toEqual(Uint32Array.of(1, 5, opCount));
    expect(query('false').selectAll()).toEqual(new Uint32Array(0));
    expect(query('true').selectAll().length).toBe(opCount);
  });

  it('knows the ops of a copy-on-write by their step', () => {
    const copies = query('kind == relocation && action == frameCopied').selectAll();
    expect(copies.length).toBeGreaterThan(0);
    for (const moment of copies) {
      expect(ops.kind[moment - 1]).toBe(OP.frameCopied);
      expect(spans.kind[ops.span[moment - 1]!]).toBe(SPAN.copyOnWrite);
    }
    expect(query('copyOnWrite && kind == relocation && from > 0').selectAll()).toEqual(copies);
  });

  it('finds flags that are gained and lost', () => {
    expect(query('lost(WRITABLE) && kind == readOnly').selectSteps().length).toBe(
      spansOfKind(sample, 'readOnly').length,
    );
    expect(query('lost(COPIED) && stage == cleanUp').selectSteps().length).toBe(
      spansOfKind(sample, 'flagCleared').length,
    );
    const mapped = query('kind == mapPage && level == 1 && gained(PRESENT) && oldEntry == 0').selectSteps();
    expect(mapped.length).toBe(spansOfKind(sample, 'mapPage').length);
  });

  it('finds symbols by name and by address', () => {
    const symbols = view.symbols.between(0n, 2n ** 64n);
    const pointed = symbols.find(
      ({ name, size }) =>
        size > 0n &&
        symbols.filter((other) => other.name === name).length === 1 &&
        query(`symbol == "${name}" && kind == relocation`).selectAll().length > 0,
    )!;
    const byName = query(`symbol == "${pointed.name}" && kind == relocation`).selectAll();
    const byAddress = query(
      `value in symbol("${pointed.name}")..symbol("${pointed.name}") + ${pointed.size} - 1`,
    ).selectAll();
    expect(byName.length).toBeGreaterThan(0);
    expect(byName).toEqual(byAddress);
    expect(query('value == symbol("no such symbol")').selectAll().length).toBe(0);
    expect(query('has(symbol("no such symbol"))').selectAll().length).toBe(0);
  });

  it('finds the failure of a load', () => {
    const failed = loadKernelFile(corpusCase('shared-virtual-page'));
    const last = failed.view.trace.opCount;
    expect(query('failed', failed.view).selectAll()).toEqual(Uint32Array.of(last));
    expect(
      query(`failure startsWith "${failed.view.message!.slice(0, 8)}"`, failed.view).selectAll(),
    ).toEqual(Uint32Array.of(last));
    expect(query('failed').selectAll().length).toBe(0);
  });

  it('is asked of many batches, forwards through a list with gaps', () => {
    const large = loadKernelFile({
      name: 'large',
      elf: kernelWithRelocations(20_000),
      machine: DEFAULT_MACHINE,
    });
    const text = 'kind == relocation && action == bytesWritten && addend % 1000 == 7';
    const found = query(text, large.view).selectAll();
    expect(found.length).toBe(20);
    const every3 = Uint32Array.from({ length: Math.floor(large.view.trace.opCount / 3) }, (_, i) => i * 3);
    expect(Array.from(query(text, large.view).select(every3))).toEqual(
      Array.from(found).filter((moment) => moment % 3 === 0),
    );
  });
});

describe('a template', () => {
  it('says what is at a moment', () => {
    const opsIn = (span: number): number => spans.endOp(span) - spans.firstOp[span]!;
    const relocation = spansOfKind(sample, 'relocation').find((span) => opsIn(span) === 1)!;
    const moment = spans.firstOp[relocation]! + 1;
    const value = (BigInt(ops.high[moment - 1]!) << 32n) | BigInt(ops.low[moment - 1]!);
    expect(
      say('#{relocation} := {value} ({value:d}) {kind}/{stage} {action} {present} {level}', moment),
    ).toBe(
      `#${spans.subject[relocation]} := 0x${value.toString(16)} (${value}) relocation/dynamic bytesWritten false –`,
    );
    expect(say('{value - addend}', moment)).toBe(`0x${view.offset.toString(16)}`);
    expect(say('{failure} {moment}', moment)).toBe(`– ${moment}`);
  });

  it('has no values before the first op', () => {
    expect(say('at {moment}: {kind}', 0)).toBe('at –: –');
  });
});

it('parts of steps are the last kinds of spans', () => {
  // What a batch rests on to tell them from steps.
  expect(SPAN_KINDS.slice(-2)).toEqual(['failure', 'copyOnWrite']);
});
