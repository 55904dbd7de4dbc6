import { parseCidr, parseIp } from '../../base/index.ts';
import { linkByName, NetError, type NewRoute, routeAdd, routeDelete, strerror } from '../../net/index.ts';
import type { Process, Program } from '../../os/index.ts';
import { type Answer, command, notSimulated, ok, quit } from '../lib/answer.ts';
import { oldRoutes, routeTable } from '../lib/routing-table.ts';
import { bitsOf } from '../lib/set-interface.ts';

/** route(8) of net-tools. */
export const route: Program = command((proc, args) => {
  const options = args.filter((a) => a.startsWith('-') && !['-net', '-host'].includes(a));
  const words = args.filter((a) => !options.includes(a));
  if (options.some((o) => !['-n', '-e', '-v', '-4', '-F'].includes(o)))
    notSimulated(`route ${options.join(' ')}`, 'route -n, ip route');
  const numeric = options.includes('-n');
  if (words.length === 0)
    return ok(
      routeTable(
        oldRoutes(
          proc.world,
          proc.netns,
          numeric ? { any: '0.0.0.0', none: '0.0.0.0' } : { any: 'default', none: '0.0.0.0' },
        ),
      ),
    );
  return changeRoute(proc, words, (text) => quit(text, 7));
});

/** `route add|del …`; both net-tools and BusyBox read it so. */
export function changeRoute(proc: Process, args: readonly string[], refuse: (text: string) => never): Answer {
  const [verb, ...words] = args;
  if (verb !== 'add' && verb !== 'del' && verb !== 'delete') notSimulated(`route ${verb}`, 'route add, route del');
  const call = verb === 'add' ? 'SIOCADDRT' : 'SIOCDELRT';
  if (!proc.capable('NET_ADMIN')) refuse(`${call}: Operation not permitted`);
  const wish = read(proc, words);
  try {
    proc.transact((tx) => (verb === 'add' ? void routeAdd(tx, proc.netns, wish) : routeDelete(tx, proc.netns, wish)));
    return ok();
  } catch (e) {
    if (e instanceof NetError) return refuse(`${call}: ${strerror(e.code)}`);
    throw e;
  }
}

function read(proc: Process, words: readonly string[]): NewRoute {
  const rest = [...words];
  let target: string | undefined;
  let mask: string | undefined;
  const wish: { via?: string; link?: string; metric?: number } = {};
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '-net' || word === '-host') continue;
    if (word === 'gw' || word === 'gateway') wish.via = rest.shift() ?? '';
    else if (word === 'netmask') mask = rest.shift();
    else if (word === 'metric') wish.metric = Number(rest.shift());
    else if (word === 'dev' || linkByName(proc.world, proc.netns, word)) {
      const name = word === 'dev' ? (rest.shift() ?? '') : word;
      wish.link = linkByName(proc.world, proc.netns, name)?.id ?? quit(`SIOCADDRT: No such device`, 7);
    } else target = word;
  }
  if (target === undefined) return quit('Usage: route [-nNvee] [-FC] [<AF>]           List kernel routing tables', 4);
  const dst =
    target === 'default'
      ? 'default'
      : parseCidr(target)
        ? target
        : `${target}/${mask === undefined ? (target.endsWith('.0') && parseIp(target) ? 24 : 32) : bitsOf(mask)}`;
  return { dst, ...wish };
}
