/** What every view answers about every load: of each case of the corpus and of the sample kernel. */
import { describe, expect, it } from 'vitest';
import { callStack } from '../../main/engine/session/source/call-stack';
import { explainFailure } from '../../main/engine/session/explain-failure';
import { inspectMoment } from '../../main/engine/session/inspect/inspect-moment';
import { LineIndex } from '../../main/engine/session/line-index';
import { LoaderSource } from '../../main/engine/session/source/loader-source';
import { tableChildren } from '../../main/engine/session/tables/table-children';
import { pathTo } from '../../main/engine/session/tables/table-path';
import { walk } from '../../main/engine/session/tables/table-walk';
import { ownerProvenance, ownerTitle } from '../../main/engine/session/pages/page-provenance';
import { RangeIndex } from '../../main/engine/session/pages/range-index';
import { rightsOfPage } from '../../main/engine/session/rights';
import { opKind, spanKind } from '../../main/engine/trace/codes';
import { describeOp } from '../../main/engine/trace/describe-op';
import { describeSpan } from '../../main/engine/trace/describe-span';
import { plannedStages } from '../../main/engine/trace/stages';
import { pageOfVirt, virtOfPage } from '../../shared/address';
import type { PageRange } from '../../shared/view-types';
import type { OpKind } from '../../shared/trace-types';
import { buildElf } from '../fixtures/elf-builder';
import { kernels, loadKernelFile, openSession, SMALL_MACHINE } from '../fixtures/loaded';
import type { Kernel, Loaded } from '../fixtures/loaded';
import { treeOfLoad } from '../fixtures/tables';

const source = new LoaderSource();

/** For each kind of op, where it can happen: the innermost function and what its line calls. */
const PLACES: Readonly<
  Record<Exclude<OpKind, 'mark'>, readonly [functions: readonly string[], call: string]>
> = {
  frameAllocated: [['createNextTable', 'makeMut', 'handleBssSection'], '.allocateFrame()'],
  frameZeroed: [['createNextTable', 'handleBssSection'], '.zeroFrame('],
  frameCopied: [['makeMut'], '.copyFrame('],
  entryWritten: [['mapToWithTableFlags', 'createNextTable', 'unmap', 'updateFlags'], 'writeEntry('],
  bytesZeroed: [['handleBssSection'], '.zeroBytes('],
  bytesWritten: [['copyTo', 'copyToPages'], '.write'],
};

const TEXTS = new Map(source.names().map((name) => [name, source.file(name, []).text.split('\n')]));
const BAD_WORDS = /undefined|NaN|\[object|^$/;

/** What is wrong with the call stack of an op, or `null`. */
function stackProblem({ view }: Loaded, op: number): string | null {
  const stack = callStack(view, source, op);
  // A header that is refused is refused before the loader is called.
  const outermost = view.elfFile === null ? 'new ElfFile' : 'loadKernel';
  if (stack.at(-1)?.name !== outermost) return `outermost is ${stack.at(-1)?.name ?? 'missing'}`;
  const statement = ({ file, line }: { file: string; line: number }): string =>
    TEXTS.get(file)?.[line - 1] ?? '';
  const vague = stack.find((frame) => /^\s*(\*.*|\/[/*].*)?$/.test(statement(frame)));
  if (vague) return `${vague.file}:${vague.line} is no statement`;
  const kind = opKind(view.trace.ops.kind[op]!);
  if (kind === 'mark') return null;
  const [functions, call] = PLACES[kind];
  const inner = stack[0]!;
  if (!functions.includes(inner.name)) return `${kind} in ${inner.name}`;
  return statement(inner).includes(call) ? null : `${kind} at ${statement(inner).trim()}`;
}

const spread = (ranges: readonly PageRange[]): number[] =>
  ranges.flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => first + i));

/** Fails after a page was mapped, in the same step: the next page would lie behind the end of the address space. */
const PAST_THE_END: Kernel = {
  name: 'maps-past-the-end',
  elf: buildElf({ segments: [{ vaddr: -0x1000, flags: 'rx', filesz: 0x2000, memsz: 0xfff }] }),
  machine: SMALL_MACHINE,
};

describe.each([...kernels(), PAST_THE_END].map((kernel) => [kernel.name, kernel] as const))(
  '%s',
  (_, kernel) => {
    const loaded = loadKernelFile(kernel);
    const { view, load } = loaded;
    const { trace } = view;
    const last = trace.opCount;
    /** At most a few hundred moments, both ends among them. */
    const moments = [...Array(last + 1).keys()].filter(
      (m) => m < 100 || m % Math.ceil(last / 100) === 0 || m === last,
    );

    it('every op has a call stack that leads to a statement that does such a thing', () => {
      const problems: string[] = [];
      for (let op = 0; op < last; op++) {
        const problem = stackProblem(loaded, op);
        if (problem !== null) problems.push(`op ${op}: ${problem}`);
      }
      expect(problems.slice(0, 10)).toEqual([]);
    });

    it('every op is found at the lines of its call stack', () => {
      const lines = new LineIndex(view, source);
      const missing: string[] = [];
      for (const moment of moments.slice(1)) {
        for (const { file, line } of callStack(view, source, moment - 1)) {
          if (!lines.stops(file).includes(line)) missing.push(`op ${moment - 1}: ${file}:${line}`);
        }
      }
      expect(missing).toEqual([]);
    });

    it('every moment, op and span is said in words', () => {
      const problems: string[] = [];
      for (const moment of moments.slice(1)) {
        const { title, sentence } = inspectMoment(view, moment);
        if (BAD_WORDS.test(title) || !/^(|.*\.)$/.test(sentence))
          problems.push(`${moment}: ${title}, ${sentence}`);
        const { label } = describeOp(view, moment - 1);
        if (BAD_WORDS.test(label)) problems.push(`op ${moment - 1}: ${label}`);
      }
      const { spans } = trace;
      for (let span = 1; span < Math.min(spans.length, 500); span++) {
        const { label, parent, firstMoment, lastMoment } = describeSpan(view, span, 0);
        const inside = spans.firstOp[parent]! < firstMoment && lastMoment <= spans.endOp(parent);
        if (BAD_WORDS.test(label) || !inside || firstMoment > lastMoment)
          problems.push(`span ${span}: ${label}`);
      }
      if (load.result.status !== 'ok' && !explainFailure(view).endsWith('.'))
        problems.push(explainFailure(view));
      expect(problems.slice(0, 10)).toEqual([]);
    });

    it('walks lead where the tables translate to, and the tree has the same leaves', () => {
      const mapped = [...view.tables.mappedPages(last)];
      const tree = treeOfLoad(view, last);
      const wrong = mapped.slice(0, 60).filter(({ page, frame }) => {
        const found = walk(tree, virtOfPage(page, 0x123));
        const right = found.entries.length === 4 && found.rights === rightsOfPage(view, page, last);
        return !right || found.phys !== `0x${(frame * 4096 + 0x123).toString(16)}`;
      });
      expect(wrong).toEqual([]);
      const leaves = (level: number, virt: bigint): number => {
        const place = pathTo(tree.tree, pageOfVirt(virt), level).at(-1)!;
        return tableChildren(tree, place, true).reduce((sum, row) => {
          const below = row.leaf
            ? Number(row.kind === 'page') * row.count
            : leaves(level - 1, BigInt(row.virt));
          expect(row.pagesBelow).toBe(below);
          return sum + below;
        }, 0);
      };
      expect(leaves(4, 0n)).toBe(mapped.length);
    });

    it('ranges are the pages that the tables map, the file, and the frames that memory knows', () => {
      const ranges = new RangeIndex(view);
      for (const moment of moments.filter((m, i) => i % 8 === 0 || m === last)) {
        const named = ranges.ranges('virtual', moment).flatMap(({ first, count, label, provenance }) => {
          return Array.from({ length: count }, (_, i) => `${first + i} ${label} ${provenance}`);
        });
        const mapped = Array.from(view.tables.mappedPages(moment), ({ page, frame }) => {
          const owner = view.owners.ownerOfPage(page, frame, moment);
          return `${page} ${ownerTitle(owner, page)} ${ownerProvenance(owner, page)}`;
        });
        expect({ moment, named }).toEqual({ moment, named: mapped });
        const file = ranges.ranges('file', moment).flatMap(({ first, count, label }) => {
          return Array.from({ length: count }, (_, i) => `${first + i} ${label}`);
        });
        const owners = Array.from({ length: view.endFileFrame - view.firstFileFrame }, (_, i) => {
          return `${i} ${ownerTitle(view.owners.ownerOf(view.firstFileFrame + i, moment), null)}`;
        });
        expect({ moment, file }).toEqual({ moment, file: owners });
      }
      const pages = spread(ranges.ranges('physical', last));
      expect(pages).toEqual([...new Set(pages)].sort((a, b) => a - b));
      expect(pages.filter((page) => loaded.memory.isTouched(page))).toHaveLength(loaded.memory.touchedFrames);
      const session = openSession(kernel);
      expect([...session.touchedFrames(last)]).toEqual(pages);
    });

    it('the stages are done, then failed, then not reached, and those that a load of the file has', () => {
      const summary = openSession(kernel).summary();
      const word = summary.stages.map(({ status }) => status[0]).join('');
      expect(word).toMatch(summary.status === 'ok' ? /^d+$/ : /^d*fu*$/);
      if (load.elfFile === null) return;
      const planned = plannedStages(load.elfFile).map(({ kind }) => kind);
      const reached = trace.stages.map((span) => spanKind(trace.spans.kind[span]!));
      expect(planned.slice(0, reached.length)).toEqual(reached);
      if (load.result.status === 'ok') expect(planned).toEqual(reached);
    });
  },
);
