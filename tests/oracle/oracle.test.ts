/**
 * Our engine against the real loader: the same report, to the byte, for every kernel of the corpus.
 *
 * Where the oracle cannot be built, the answers that it gave before (`tests/golden/oracle`) take its place, and
 * the tests that need it are skipped and counted. `node tests/oracle/update-answers.mjs` writes them anew.
 */
import { describe, expect, it } from 'vitest';
import { comparable } from './answer';
import { committedAnswers, inputs, oracleAnswers } from './answers';
import type { Answer } from './answer';
import { BUILDS, buildName } from './builds';
import { ourAnswer } from './ours';
import { buildOracle } from './run.mjs';

const INPUTS = inputs();

it('has no two inputs of the same name', () => {
  const names = INPUTS.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

describe.each(BUILDS.map((build) => [buildName(build), build] as const))('%s', (_, build) => {
  const program = buildOracle(build.overflowChecks, build.loader);
  const missing = 'reason' in program ? program.reason : null;
  if (missing !== null) console.warn(`SKIPPED: comparison with the real loader itself, ${missing}`);

  it('has an answer for every input and no other', () => {
    const names = INPUTS.map(({ name }) => name).sort();
    expect(Object.keys(committedAnswers(build)).sort()).toEqual(names);
  });

  it.skipIf(missing !== null)('has committed what the real loader answers', async () => {
    const committed = committedAnswers(build);
    const given = await oracleAnswers(INPUTS, build);
    const asked = INPUTS.map(({ name }, index) => [name, given[index] as Answer] as const);
    const plain = (answers: Readonly<Record<string, Answer>>): unknown =>
      Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, comparable(answer)]));
    expect(plain(committed)).toEqual(plain(Object.fromEntries(asked)));
  });

  it.each(INPUTS.map((input) => [input.name, input] as const))('%s', (name, input) => {
    expect(ourAnswer(input, build)).toEqual(committedAnswers(build)[name]);
  });
});
