import type { Flow, Instruction } from './disassembler';
import { mnemonicWords } from './mnemonics';

const FLOW_WORDS: Readonly<Record<Flow, string>> = {
  next: '',
  jump: 'jumps',
  conditionalJump: 'jumps if the condition holds',
  indirectJump: 'jumps to the address in its operand',
  call: 'calls',
  indirectCall: 'calls the address in its operand',
  return: 'returns',
  interrupt: 'calls an interrupt handler',
  exception: 'raises an exception',
  transaction: 'begins or ends a transaction',
};

/** What an instruction does, in words; may be empty. */
export function instructionWords({ flow, mnemonic, isPrivileged }: Instruction): string {
  const what = mnemonicWords(mnemonic) ?? FLOW_WORDS[flow];
  return [what, isPrivileged ? 'only in the kernel' : ''].filter((part) => part !== '').join('; ');
}
