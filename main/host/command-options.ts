import { FailureError } from '../../shared/result';

/** A wrong command line. */
export function usage(message: string): FailureError {
  return new FailureError('cli.usage', message, 'See loadscope --help.');
}

/** One of the values that an option takes. */
export function choice<T extends string>(
  option: string,
  value: string | undefined,
  values: readonly T[],
): T | undefined {
  const found = values.find((candidate) => candidate === value);
  if (value !== undefined && found === undefined) {
    throw usage(`--${option} takes ${values.join(' or ')}, not "${value}".`);
  }
  return found;
}

/** The number that an option takes. */
export function wholeNumber(option: string, value: string | undefined): number | undefined {
  if (value !== undefined && !/^\d{1,15}$/.test(value)) {
    throw usage(`--${option} takes a whole number, not "${value}".`);
  }
  return value === undefined ? undefined : Number(value);
}

/** `parse` with its complaint as a usage failure. */
export function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw usage(text.replace(/\.?$/, '.'));
  }
}
