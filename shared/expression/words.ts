/** Types and names in words, for messages and completion. */
import type { Environment, FieldInfo, FunctionInfo, ParameterInfo, ValueType } from './types';

/** A type, as a noun with its article. */
export function typeInWords(type: ValueType, environment: Environment): string {
  switch (type.kind) {
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'text':
      return 'a text';
    case 'bytes':
      return 'bytes';
    case 'name':
      return `a ${environment.sets[type.set]?.what ?? 'name'}`;
  }
}

/** A type in a word or two, for lists. */
export function typeName(type: ValueType, environment: Environment): string {
  if (type.kind === 'number')
    return type.shown === 'hex' ? 'address' : type.shown === 'entry' ? 'entry' : 'number';
  if (type.kind === 'boolean') return 'true or false';
  return type.kind === 'name' ? (environment.sets[type.set]?.what ?? 'name') : type.kind;
}

/** `bytes(address, count)`, optional parameters in brackets. */
export function signature({ name, parameters }: FunctionInfo): string {
  const optional = (parameter: ParameterInfo): boolean => parameter.optional === true;
  const needed = parameters.filter((parameter) => !optional(parameter)).map((parameter) => parameter.name);
  const rest = parameters.filter(optional).map((parameter) => parameter.name);
  return `${name}(${needed.join(', ')}${rest.length === 0 ? '' : `[, ${rest.join(', ')}]`})`;
}

export function fieldOf(environment: Environment, name: string): FieldInfo | null {
  return environment.fields.find((field) => field.name === name) ?? null;
}

export function functionOf(environment: Environment, name: string): FunctionInfo | null {
  return environment.functions.find((known) => known.name === name) ?? null;
}

/** Names of a set, in words: the first few. */
export function someNames(environment: Environment, set: string): string {
  const names = environment.sets[set]?.names.map(({ name }) => name) ?? [];
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown}, …` : shown;
}
