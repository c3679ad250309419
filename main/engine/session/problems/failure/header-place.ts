import type { Header, KernelFacts } from '../kernel-facts';
import type { Explanation } from './failure-context';

/** Where a failure over a program header is shown. */
export function aboutHeader(
  kernel: KernelFacts,
  one: Header | null,
): Pick<Explanation, 'place' | 'link' | 'file'> {
  if (one === null) return { place: 'program headers' };
  const { index } = one.header;
  return {
    place: `header ${index}`,
    link: kernel.headerLink(index),
    file: kernel.headerPlace(index),
  };
}
