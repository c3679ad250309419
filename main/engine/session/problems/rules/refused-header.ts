import type { ProblemDetail } from '../../../../../shared/problem-types';
import type { Finding } from '../findings';
import type { KernelFacts } from '../kernel-facts';

/** What is said of a program header, failure or not. */
export type HeaderDetail = Pick<ProblemDetail, 'what' | 'facts' | 'mends'> & { readonly title: string };

/** A program header over which the loader would end, had it not ended before. */
export function refusedHeader(
  kernel: KernelFacts,
  index: number,
  { title, ...detail }: HeaderDetail,
  consequence = 'the loader would refuse the file over this header next',
): Finding {
  return {
    group: 'next',
    severity: 'error',
    title,
    consequence,
    place: `header ${index}`,
    link: kernel.headerLink(index),
    file: kernel.headerPlace(index),
    detail,
  };
}
