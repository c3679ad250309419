/**
 * The disassembler, iced-x86 by way of WebAssembly. It is a file of its own in the build, which the engine worker loads when
 * the first instruction is asked for: making it ready takes longer than most loads.
 */
import {
  Decoder,
  DecoderOptions,
  FlowControl,
  Formatter,
  FormatterSyntax,
  Instruction as Decoded,
  Mnemonic,
  OpKind,
} from 'iced-x86';
import type { Disassembler, Flow, Instruction } from './engine/session/disassembly/disassembler';

const FLOWS: Readonly<Record<FlowControl, Flow>> = {
  [FlowControl.Next]: 'next',
  [FlowControl.UnconditionalBranch]: 'jump',
  [FlowControl.IndirectBranch]: 'indirectJump',
  [FlowControl.ConditionalBranch]: 'conditionalJump',
  [FlowControl.Return]: 'return',
  [FlowControl.Call]: 'call',
  [FlowControl.IndirectCall]: 'indirectCall',
  [FlowControl.Interrupt]: 'interrupt',
  [FlowControl.XbeginXabortXend]: 'transaction',
  [FlowControl.Exception]: 'exception',
};

/** A disassembler of 64-bit code. */
export function createDisassembler(): Disassembler {
  const formatter = new Formatter(FormatterSyntax.Intel);
  formatter.hexPrefix = '0x';
  formatter.hexSuffix = '';
  formatter.uppercaseHex = false;
  formatter.spaceAfterOperandSeparator = true;
  formatter.branchLeadingZeros = false;
  formatter.showBranchSize = false;
  return {
    decode(bytes, address) {
      const decoder = new Decoder(64, bytes, DecoderOptions.None);
      decoder.ip = address;
      const decoded = decoder.decode();
      // What WebAssembly made is not collected by itself.
      try {
        return decoded.isInvalid ? null : instructionOf(decoded, formatter.format(decoded));
      } finally {
        decoded.free();
        decoder.free();
      }
    },
    measure: measured,
  };
}

/** Decodes bytes one instruction behind the other; see {@link Disassembler.measure}. */
function measured(bytes: Uint8Array, end: number, lengths: Uint8Array, bad: Uint8Array): number {
  const decoder = new Decoder(64, bytes, DecoderOptions.None);
  const decoded = new Decoded();
  try {
    let at = 0;
    while (at < end) {
      decoder.decodeOut(decoded);
      // The length of what is invalid is as much of it as was looked at.
      const isBad = decoded.isInvalid;
      const length = isBad ? 1 : decoded.length;
      lengths[at] = length;
      bad[at] = isBad ? 1 : 0;
      at += length;
      if (isBad) decoder.position = at;
    }
    return at;
  } finally {
    decoded.free();
    decoder.free();
  }
}

function instructionOf(decoded: ReturnType<Decoder['decode']>, text: string): Instruction {
  return {
    text,
    mnemonic: Mnemonic[decoded.mnemonic].toLowerCase(),
    length: decoded.length,
    flow: FLOWS[decoded.flowControl],
    target: decoded.op0Kind === OpKind.NearBranch64 ? decoded.nearBranchTarget : null,
    memory: decoded.isIpRelMemoryOperand ? decoded.ipRelMemoryAddress : null,
    isPrivileged: decoded.isPrivileged,
  };
}
