import { LOADER_VERSIONS, type LoaderVersion } from '../../shared/machine';

/** A release of the loader, built with overflow checks (BIOS boot) or without (UEFI boot). */
export interface Build {
  readonly loader: LoaderVersion;
  readonly overflowChecks: boolean;
}

/** Every build whose answers ours must equal. */
export const BUILDS: readonly Build[] = LOADER_VERSIONS.flatMap((loader) =>
  [true, false].map((overflowChecks) => ({ loader, overflowChecks })),
);

/** The build of the default machine. */
export const DEFAULT_BUILD = BUILDS[0] as Build;

/** A build in words: `0.11.8, overflow checks on`. */
export function buildName({ loader, overflowChecks }: Build): string {
  return `${loader}, overflow checks ${overflowChecks ? 'on' : 'off'}`;
}
