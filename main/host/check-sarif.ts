/** Findings as SARIF 2.1.0, which code hosts and editors read. */
import { isAbsolute, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROBLEM_RULES, type Problem, type Severity } from '../../shared/problem-types';
import { RULE_HELP } from '../engine/session/problems/rule-help';
import type { CheckedFile, ReadFile } from './check-files';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** What a log says of the run itself. */
export interface SarifRun {
  /** The tool's own version. */
  readonly version: string;
  /** Address of the page that has a heading for each rule; `null` for none. */
  readonly help: string | null;
  /** The folder that relative paths start from. */
  readonly folder: string;
  /** Exit status of the command. */
  readonly exitCode: number;
}

/** The path of a file as a URI: relative to the working folder where it was given so. */
function artifactUri(path: string): string {
  if (isAbsolute(path)) return pathToFileURL(path).href;
  const parts = (sep === '/' ? path : path.replaceAll(sep, '/')).split('/');
  return parts.map((part) => encodeURIComponent(part)).join('/');
}

/** Levels of rules that always say the same; others are warnings unless a result says otherwise. */
const LEVELS: Readonly<Record<string, Severity>> = {
  'load-failure': 'error',
  'shared-page': 'error',
  'relro-unmapped': 'error',
  'refused-relocations': 'error',
  'unsupported-relocation': 'error',
  'relocation-outside': 'error',
  'segment-at-file-end': 'error',
  'several-tls': 'error',
  'incongruent-offset': 'error',
  'unaligned-lowest': 'error',
  'entry-not-executable': 'error',
  'wrong-machine': 'error',
  'wrong-byte-order': 'error',
  'bytes-after-segment': 'note',
};

/** `shared-page` as `SharedPage`: names of rules are one word. */
function ruleName(rule: string): string {
  return rule.replace(/(^|-)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase());
}

function ruleObjects(help: string | null): object[] {
  return PROBLEM_RULES.map((id) => {
    const { title, why, mend } = RULE_HELP[id];
    return {
      id,
      name: ruleName(id),
      shortDescription: { text: `${title}.` },
      fullDescription: { text: why },
      help: { text: `${why} ${mend}`, markdown: `**${title}.** ${why}\n\n*What to do:* ${mend}` },
      ...(help !== null && { helpUri: `${help}#${id}` }),
      defaultConfiguration: { level: LEVELS[id] ?? 'warning' },
    };
  });
}

/** One finding as a result. */
function resultObject(problem: Problem, file: ReadFile, artifact: number): object {
  const { rule, severity, title, consequence, place, group, detail } = problem;
  const mends = detail.mends
    .map((mend) => mend.lines.map(({ text }) => text).join('\n'))
    .filter((text) => text !== '');
  const text = [`${title}: ${consequence}.`, ...detail.what].join(' ');
  return {
    ruleId: rule,
    ruleIndex: PROBLEM_RULES.indexOf(rule),
    level: severity,
    kind: 'fail',
    message: { text },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: artifactUri(file.path), index: artifact },
          ...(problem.file !== null && {
            region: { byteOffset: problem.file.offset, byteLength: problem.file.length },
          }),
        },
        logicalLocations: [{ name: place, fullyQualifiedName: `${rule}/${place}`, kind: 'member' }],
      },
    ],
    // The same finding in the kernel as it is built next: its rule and title, without any order.
    partialFingerprints: { 'loadscope/v1': `${rule}:${title}` },
    properties: {
      group,
      ...(mends.length > 0 && { mends }),
      ...(detail.source !== '' && { upstream: detail.source }),
    },
  };
}

/** What a log says of a file beside its results: that it could not be read, or that there is more than is listed. */
function notificationsOf(file: CheckedFile, index: number): object[] {
  const locations = [{ physicalLocation: { artifactLocation: { uri: artifactUri(file.path), index } } }];
  if (file.status === 'unreadable') {
    const { code, message, advice } = file.failure;
    const text = `${message} ${advice}`.trim();
    return [{ level: 'error', message: { text }, descriptor: { id: code }, locations }];
  }
  return file.more.map(({ rule, count }) => ({
    level: 'note',
    message: { text: `${count} more of ${rule} ${count === 1 ? 'is' : 'are'} not listed.` },
    descriptor: { id: 'problems.more' },
    associatedRule: { id: rule, index: PROBLEM_RULES.indexOf(rule) },
    locations,
  }));
}

/** All files in one log. */
export function checkSarif(files: readonly CheckedFile[], run: SarifRun): string {
  const artifacts = files.map((file) => ({
    location: { uri: artifactUri(file.path) },
    roles: ['analysisTarget'],
    ...(file.status !== 'unreadable' && { length: file.size }),
  }));
  const results = files.flatMap((file, index) =>
    file.status === 'unreadable' ? [] : file.problems.map((problem) => resultObject(problem, file, index)),
  );
  const notifications = files.flatMap(notificationsOf);
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Loadscope',
            version: run.version,
            semanticVersion: run.version,
            rules: ruleObjects(run.help),
          },
        },
        invocations: [
          {
            executionSuccessful: files.every(({ status }) => status !== 'unreadable'),
            exitCode: run.exitCode,
            workingDirectory: { uri: `${pathToFileURL(run.folder).href.replace(/\/?$/, '/')}` },
            ...(notifications.length > 0 && { toolExecutionNotifications: notifications }),
          },
        ],
        artifacts,
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
