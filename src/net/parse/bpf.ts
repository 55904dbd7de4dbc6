import type { Extension, Option } from './extension.ts';
import { notSimulated, refuse } from './values.ts';

const pinned: Option = { args: 1, to: () => notSimulated('iptables -m bpf --object-pinned') };

/** `-m bpf`: a program of the classic packet filter decides; iptables-extensions(8). */
export const bpf: Extension = {
  options: {
    bytecode: { args: 1, to: ([text = '']) => ({ m: 'bpf', code: instructions(text) }) },
    'object-pinned': pinned,
    pinned,
  },
  check: (own) => {
    if (own.length === 0) refuse('bpf: one of --bytecode or --pinned is required');
  },
};

/** XT_BPF_MAX_NUM_INSTR */
const MAXIMUM = 64;

// `N,OP JT JF K,…`: libxt_bpf.c#bpf_parse_string.
function instructions(text: string): string {
  const [, count, code = ''] = /^(\d+),(.*)$/s.exec(text) ?? refuse('bpf: error parsing program length');
  const list = code.split(',').filter((it) => it.trim() !== '');
  const length = Number(count);
  if (length > MAXIMUM) refuse('bpf: number of instructions exceeds maximum');
  if (list.length > length) refuse('bpf: real program length exceeds the encoded length parameter');
  const bad = list.findIndex((it) => !/^\s*\d+ +\d+ +\d+ +\d+\s*$/.test(it));
  if (bad >= 0) refuse(`bpf: error at instr ${bad}`);
  if (list.length < length) refuse('bpf: parsed program length is less than the encoded length parameter');
  return list.map((it) => it.trim().replace(/ +/g, ' ')).join(',');
}
