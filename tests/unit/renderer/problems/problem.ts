import type { Problem, ProblemDetail, ProblemPicture, Problems } from '../../../../shared/problem-types';

/** A finding with what a test is about. */
export function problem(
  changes: Partial<Omit<Problem, 'detail'>> = {},
  detail: Partial<ProblemDetail> = {},
): Problem {
  return {
    id: 'relro-spill-1',
    rule: 'relro-spill',
    group: 'preflight',
    severity: 'warning',
    title: 'RELRO spills into .data',
    consequence: '2,168 bytes turn read-only',
    place: '0x800000d4f8',
    link: null,
    file: null,
    detail: {
      what: ['It spills.'],
      claimants: [],
      facts: [],
      mends: [],
      trail: [],
      source: '',
      picture: null,
      ...detail,
    },
    ...changes,
  };
}

/** A diagnosis with these findings. */
export function found(problems: readonly Problem[], rest: Partial<Problems> = {}): Problems {
  return { problems, passed: [], more: [], ...rest };
}

/** Eight pages of which LOAD 1 has three, and LOAD 2 wants the third too. */
export const PICTURE: ProblemPicture = {
  page: 0x8000000,
  pages: 8,
  rows: [
    {
      label: 'Mapped',
      blocks: [
        { first: 0, length: 0x3000, label: 'LOAD 1', load: 1, provenance: 'fileReadOnly', tone: 'plain' },
      ],
    },
    {
      label: 'Claimed',
      blocks: [
        { first: 0, length: 0x2174, label: 'LOAD 1', load: 1, provenance: 'fileReadOnly', tone: 'plain' },
        {
          first: 0x2180,
          length: 0x3000,
          label: 'LOAD 2 · .text',
          load: 2,
          provenance: 'fileCode',
          tone: 'plain',
        },
      ],
    },
    {
      label: 'In dispute',
      blocks: [
        { first: 0x2000, length: 0x1000, label: 'refused', load: 2, provenance: 'fileCode', tone: 'refused' },
      ],
    },
  ],
};
