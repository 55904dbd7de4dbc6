import { linkAdd, linkByName, linkDelete, linkSet, linksOf, NetError, portsOf } from '../../net/index.ts';
import type { Process, Program } from '../../os/index.ts';
import { type Answer, command, notSimulated, ok, quit } from '../lib/answer.ts';

/** brctl(8) of bridge-utils. */
export const brctl: Program = command((proc, args) => {
  const [verb, name, port] = args;
  if (verb === 'show') return show(proc, name);
  if (verb === undefined)
    return quit(
      'Usage: brctl [commands]\ncommands:\n\taddbr     \t<bridge>\t\tadd bridge\n\tdelbr     \t<bridge>\t\tdelete bridge\n\taddif     \t<bridge> <device>\tadd interface to bridge\n\tdelif     \t<bridge> <device>\tdelete interface from bridge\n\tshow      \t[ <bridge> ]\t\tshow a list of bridges',
      1,
    );
  if (!['addbr', 'delbr', 'addif', 'delif'].includes(verb) || name === undefined)
    notSimulated(`brctl ${verb}`, 'brctl show, addbr, delbr, addif, delif; bridge fdb show');
  return change(proc, verb, name, port);
});

function show(proc: Process, name: string | undefined): Answer {
  const bridges = linksOf(proc.world, proc.netns).filter(
    (l) => l.kind === 'bridge' && (name === undefined || l.name === name),
  );
  if (name !== undefined && bridges.length === 0) return quit(`bridge ${name} does not exist!`, 1);
  const rows = bridges.map((b) => {
    const ports = portsOf(proc.world, b.id).map((p) => p.name);
    return `${b.name}\t\t8000.${b.mac.replaceAll(':', '')}\tno\t\t${ports.join('\n\t\t\t\t\t\t\t')}\n`;
  });
  return ok(`bridge name\tbridge id\t\tSTP enabled\tinterfaces\n${rows.join('')}`);
}

function change(proc: Process, verb: string, name: string, port: string | undefined): Answer {
  if (!proc.capable('NET_ADMIN'))
    quit(`${verb.startsWith('add') ? 'add' : 'delete'} bridge failed: Operation not permitted`, 1);
  const bridge = linkByName(proc.world, proc.netns, name);
  if (verb !== 'addbr' && bridge?.kind !== 'bridge')
    quit(
      `bridge ${name} doesn't exist; can't ${verb === 'delbr' ? 'delete it' : `${verb === 'addif' ? 'add' : 'delete'} ${port} ${verb === 'addif' ? 'to' : 'from'} it`}`,
      1,
    );
  const link = port === undefined ? undefined : linkByName(proc.world, proc.netns, port);
  if (verb.endsWith('if') && !link) quit(`interface ${port} does not exist!`, 1);
  try {
    proc.transact((tx) => {
      if (verb === 'addbr') linkAdd(tx, proc.netns, { kind: 'bridge', name });
      else if (verb === 'delbr' && bridge) linkDelete(tx, bridge.id);
      else if (link) linkSet(tx, link.id, { master: verb === 'addif' ? bridge?.id : undefined });
    });
    return ok();
  } catch (e) {
    if (e instanceof NetError)
      return quit(
        e.code === 'EEXIST'
          ? `device ${name} already exists; can't create bridge with the same name`
          : `${name}: ${e.message}`,
        1,
      );
    throw e;
  }
}
