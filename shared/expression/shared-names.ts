/** What the environments of several kinds of expressions have in common. */
import { ADDRESS, TEXT, type FieldInfo, type FunctionInfo, type ValueType } from './types';

/** `symbol("main")`. */
export const SYMBOL_FUNCTION: FunctionInfo = {
  name: 'symbol',
  parameters: [{ name: 'name', type: TEXT, literal: true }],
  type: ADDRESS,
  meaning: 'Address of the kernel’s symbol with exactly this name, where the kernel lies now.',
};

/** Fields that stand in a table, by their names. */
export function fieldInfos(table: Readonly<Record<string, readonly [ValueType, string]>>): FieldInfo[] {
  return Object.entries(table).map(([name, [type, meaning]]) => ({ name, type, meaning }));
}
