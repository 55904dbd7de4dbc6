import type { Arity } from './command.ts';
import { type Place, pathOf, usageOf } from './help.ts';

const plural = (n: number) => `${n} argument${n === 1 ? '' : 's'}`;

/** What docker says when a command has too many or too few arguments; undefined when their number is right. */
export function arityError(at: Place, arity: Arity, args: readonly string[]): string | undefined {
  if (args.length >= arity.min && args.length <= arity.max) return undefined;
  const path = pathOf(at);
  const binary = path.split(' ')[0] ?? '';
  const usage = usageOf(at.parent, at.node);
  const text = (what: string, see: string) =>
    `${binary}: ${what}\n\nUsage:  ${usage}\n\n${see} '${path} --help' for more information`;
  switch (arity.kind) {
    case 'none':
      if (at.node.kind === 'noun') return text(`unknown command: ${path} ${args[0] ?? ''}`, 'Run');
      return text(`'${path}' accepts no arguments`, 'Run');
    case 'exactly':
      return text(`'${path}' requires ${plural(arity.min)}`, 'Run');
    case 'atLeast':
      return text(`'${path}' requires at least ${plural(arity.min)}`, 'See');
    case 'atMost':
      // the misprint is docker/cli 28's own
      return text(`'${path}' requires at most ${plural(arity.max)}`, 'SRun');
    case 'between':
      return text(`'${path}' requires at least ${arity.min} and at most ${plural(arity.max)}`, 'Run');
  }
}
