import type { StageSummary } from '../../../shared/load-types';

/** Share of the timeline that every stage has, however few ops it is: it can be hit. */
const BASE_WEIGHT = 3;
/** What doubling a stage's ops adds. */
const WEIGHT_PER_DOUBLING = 2.2;
/** What a character of the label asks for, so that it can be read where there is room; no more than for these. */
const WEIGHT_PER_CHARACTER = 0.56;
const MAX_LABEL = 32;

/** More stages than this are drawn in runs: each must stay wide enough to be seen and hit. */
const MAX_SLOTS = 32;

/** One stage with its place on the timeline; `left` and `width` are fractions of the whole. */
export interface StageSlot {
  readonly stage: StageSummary;
  readonly left: number;
  readonly width: number;
}

/** How many ops a stage has; none where the load did not come to it. */
export function opsOf(stage: StageSummary): number {
  return stage.status === 'unreached' ? 0 : Math.max(stage.lastMoment - stage.firstMoment + 1, 0);
}

/**
 * The stages as the timeline draws them: one by one, or neighbours of one kind in runs where there are too many.
 * A stage that failed stays alone.
 */
export function groupStages(stages: readonly StageSummary[], most = MAX_SLOTS): StageSummary[] {
  if (stages.length <= most) return [...stages];
  const size = Math.ceil(stages.length / most);
  const runs: StageSummary[][] = [];
  for (const stage of stages) {
    const run = runs.at(-1);
    const first = run?.[0];
    const joins = first?.kind === stage.kind && first.status === stage.status && stage.status !== 'failed';
    if (run !== undefined && joins && run.length < size) run.push(stage);
    else runs.push([stage]);
  }
  return runs.map(mergedStage);
}

function mergedStage(run: readonly StageSummary[]): StageSummary {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) throw new Error('a run of stages is never empty');
  if (first === last) return first;
  const same = run.every(({ provenance }) => provenance === first.provenance);
  return {
    ...first,
    title: `${first.title} … ${last.title}`,
    detail: `${run.length} stages`,
    provenance: same ? first.provenance : 'fileUnmapped',
    lastMoment: last.lastMoment,
  };
}

/** Weight of a stage of `ops` ops: it grows with their logarithm, so that the biggest is biggest, never alone. */
export function stageWeight(ops: number): number {
  return BASE_WEIGHT + WEIGHT_PER_DOUBLING * Math.log2(1 + ops);
}

/** Weight that a stage's label of `characters` asks for. */
function labelWeight(characters: number): number {
  return BASE_WEIGHT / 2 + WEIGHT_PER_CHARACTER * Math.min(characters, MAX_LABEL);
}

/**
 * Places the stages side by side over the whole width.
 *
 * @param labelOf what is written on a stage.
 */
export function placeStages(
  stages: readonly StageSummary[],
  labelOf: (stage: StageSummary) => string,
): StageSlot[] {
  const weights = stages.map((stage) =>
    Math.max(stageWeight(opsOf(stage)), labelWeight(labelOf(stage).length)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = 0;
  return stages.map((stage, index) => {
    const width = (weights[index] ?? 0) / total;
    const slot = { stage, left, width };
    left += width;
    return slot;
  });
}

/** Where a moment lies on the timeline, 0 to 1: the end of its op's part of the stage. */
export function fractionOf(slots: readonly StageSlot[], moment: number): number {
  let fraction = 0;
  for (const { stage, left, width } of slots) {
    const ops = opsOf(stage);
    if (ops === 0 || moment < stage.firstMoment) continue;
    fraction = left + (width * Math.min(moment - stage.firstMoment + 1, ops)) / ops;
  }
  return fraction;
}

/** The moment at a place of the timeline: the inverse of {@link fractionOf}. */
export function momentAt(slots: readonly StageSlot[], fraction: number): number {
  let moment = 0;
  for (const { stage, left, width } of slots) {
    const ops = opsOf(stage);
    if (ops === 0 || fraction <= left) continue;
    const inside = Math.min((fraction - left) / width, 1);
    moment = stage.firstMoment - 1 + Math.round(inside * ops);
  }
  return moment;
}

/** First moment of a row of `count` ops around `moment`: the cursor a little right of the middle, like its past. */
export function opWindow(moment: number, count: number, opCount: number, shift: number): number {
  const centred = moment - Math.floor(count / 2) + shift;
  return Math.min(Math.max(centred, 1), Math.max(opCount - count + 1, 1));
}
