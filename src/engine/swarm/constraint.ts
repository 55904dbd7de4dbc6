import type { NodeRow } from './rows.ts';

/** `node.labels.disk==ssd`; swarmkit manager/constraint. */
export interface Constraint {
  readonly key: string;
  readonly equal: boolean;
  readonly value: string;
}

const KEY = /^(?:[a-z_][a-z0-9\-_.]+)$/i;
const VALUE = /^(?:[a-z0-9:\-_\s.*()?+[\]\\^$|/]+)$/i;

/** Reads a constraint, or says what is wrong with it. */
export function parseConstraint(text: string): Constraint | string {
  for (const [op, equal] of [
    ['==', true],
    ['!=', false],
  ] as const) {
    if (!text.includes(op)) continue;
    const at = text.indexOf(op);
    const [key, value] = [text.slice(0, at).trim(), text.slice(at + 2).trim()];
    if (value === '') continue;
    if (!KEY.test(key)) return `key '${key}' is invalid`;
    if (!VALUE.test(value)) return `value '${value}' is invalid`;
    return { key, equal, value };
  }
  return 'constraint expected one operator from ==, !=';
}

/** Whether a node meets all constraints; an unknown key is met by none. */
export function meets(node: NodeRow, constraints: readonly string[]): boolean {
  return constraints.every((text) => {
    const c = parseConstraint(text);
    if (typeof c === 'string') return false;
    const own = factOf(node, c.key);
    if (own === undefined) return false;
    if (c.key.toLowerCase() === 'node.ip') return (own === c.value) === c.equal;
    return (own.toLowerCase() === c.value.toLowerCase()) === c.equal;
  });
}

function factOf(node: NodeRow, key: string): string | undefined {
  const lower = key.toLowerCase();
  switch (lower) {
    case 'node.id':
      return node.id;
    case 'node.hostname':
      return node.host;
    case 'node.ip':
      return node.addr;
    case 'node.role':
      return node.role;
    case 'node.platform.os':
      return 'linux';
    case 'node.platform.arch':
      return 'x86_64';
    default:
      if (lower.startsWith('node.labels.')) return node.labels[key.slice('node.labels.'.length)] ?? '';
      return lower.startsWith('engine.labels.') ? '' : undefined;
  }
}
