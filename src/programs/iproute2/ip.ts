import type { Process, Program, Run } from '../../os/index.ts';
import { write } from '../../os/index.ts';
import { type Answer, attempt, fail, guarded, notSimulated, ok } from '../lib/answer.ts';
import { address } from './address-change.ts';
import { link } from './link.ts';
import { neigh } from './neigh.ts';
import { netns as netnsCommand, netnsExec, openNetns } from './netns.ts';
import { type IpOptions, ipOptions, matches } from './options.ts';
import { route } from './route.ts';
import { IP_USAGE } from './usage.ts';
import { xfrm } from './xfrm.ts';

type Handler = (proc: Process, netns: string, options: IpOptions, words: string[]) => Answer;

const unknown =
  (name: string): Handler =>
  () =>
    notSimulated(`ip ${name}`, 'ip address, link, route, neigh, rule, netns, xfrm');

/** Objects in the order in which ip tries them; a beginning is enough. */
const OBJECTS: readonly (readonly [string, Handler])[] = [
  ['address', address],
  ['addrlabel', unknown('addrlabel')],
  ['maddress', unknown('maddress')],
  ['route', route],
  ['rule', rule],
  ['neighbor', neigh],
  ['neighbour', neigh],
  ['ntable', unknown('ntable')],
  ['link', link],
  ['l2tp', unknown('l2tp')],
  ['fou', unknown('fou')],
  ['tunnel', unknown('tunnel')],
  ['tuntap', unknown('tuntap')],
  ['tap', unknown('tap')],
  ['token', unknown('token')],
  ['tcpmetrics', unknown('tcpmetrics')],
  ['monitor', unknown('monitor')],
  ['xfrm', xfrm],
  ['mroute', unknown('mroute')],
  ['mrule', unknown('mrule')],
  ['netns', (proc, _netns, _options, words) => netnsCommand(proc, words)],
  ['netconf', unknown('netconf')],
  ['vrf', unknown('vrf')],
  ['sr', unknown('sr')],
  ['nexthop', unknown('nexthop')],
  ['mptcp', unknown('mptcp')],
  ['stats', unknown('stats')],
  ['help', () => fail(IP_USAGE, 255)],
];

/** ip(8) of iproute2. */
export const ip: Program = (proc) => guarded(run(proc));

function* run(proc: Process): Run<number> {
  const { options, rest, special } = ipOptions(proc.argv.slice(1));
  const [object, ...words] = rest;
  if (
    object !== undefined &&
    matches(object, 'netns') &&
    object.length > 2 &&
    matches(words[0], 'exec') &&
    words[0] !== undefined
  )
    return yield* netnsExec(proc, words.slice(1));
  const answer = attempt(() => {
    if (special === 'version') return ok('ip utility, iproute2-7.3.0, libbpf 1.7.0\n');
    if (special === 'help' || object === undefined) return fail(IP_USAGE, 255);
    const found = OBJECTS.find(([name]) => matches(object, name));
    if (!found) return fail(`Object "${object}" is unknown, try "ip help".`, 1);
    return found[1](proc, options.netns === undefined ? proc.netns : openNetns(proc, options.netns), options, words);
  });
  yield* write(answer.out ?? '');
  yield* write(answer.err ?? '', 2);
  return answer.code;
}

/** `ip rule`: Docker adds none to the kernel's three. */
function rule(_proc: Process, _netns: string, options: IpOptions, words: string[]): Answer {
  const verb = words[0];
  if (verb !== undefined && !matches(verb, 'list') && !matches(verb, 'show') && verb !== 'lst')
    notSimulated(`ip rule ${verb}`, 'ip rule show');
  const last = options.family === 6 ? '' : '32767:	from all lookup default\n';
  return ok(`0:	from all lookup local\n32766:	from all lookup main\n${last}`);
}
