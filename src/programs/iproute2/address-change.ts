import { isIpv6, parseIp } from '../../base/index.ts';
import { type Addr, addrAdd, addrDelete, linkByName, linksOf } from '../../net/index.ts';
import type { Process } from '../../os/index.ts';
import { type Answer, fail, notSimulated, ok, quit } from '../lib/answer.ts';
import { addressesJson, showAddresses } from './address.ts';
import { printJson } from './json.ts';
import { selection } from './link.ts';
import { type IpOptions, matches, nextWord } from './options.ts';
import { privileged } from './privileged.ts';
import { ADDRESS_USAGE } from './usage.ts';

/** `ip address …` */
export function address(proc: Process, netns: string, options: IpOptions, words: string[]): Answer {
  const verb = words[0];
  if (verb === undefined) return show(proc, netns, options, []);
  if (matches(verb, 'add')) return change(proc, netns, words.slice(1), 'add');
  if (matches(verb, 'change') || verb === 'chg' || matches(verb, 'replace'))
    return change(proc, netns, words.slice(1), 'replace');
  if (matches(verb, 'delete')) return change(proc, netns, words.slice(1), 'delete');
  if (matches(verb, 'show') || verb === 'lst' || matches(verb, 'list'))
    return show(proc, netns, options, words.slice(1));
  if (matches(verb, 'flush')) return flush(proc, netns, options, words.slice(1));
  if (matches(verb, 'save') || matches(verb, 'restore') || matches(verb, 'showdump'))
    notSimulated(`ip address ${verb}`, 'ip address show');
  if (matches(verb, 'help')) return fail(ADDRESS_USAGE, 255);
  return fail(`Command "${verb}" is unknown, try "ip address help".`, 255);
}

function show(proc: Process, netns: string, options: IpOptions, rest: string[]): Answer {
  const wanted = selection(proc.world, netns, rest);
  if (options.json) return ok(printJson(addressesJson(proc.world, netns, options, wanted), options.pretty));
  return ok(showAddresses(proc.world, netns, options, wanted));
}

function change(proc: Process, netns: string, rest: string[], verb: 'add' | 'replace' | 'delete'): Answer {
  let [dev, local, brd, scope]: (string | undefined)[] = [];
  let nodad = false;
  while (rest.length > 0) {
    const word = nextWord(rest);
    if (word === 'dev') dev = nextWord(rest);
    else if (matches(word, 'broadcast') || word === 'brd') brd = nextWord(rest);
    else if (word === 'scope') scope = nextWord(rest);
    else if (word === 'nodad') nodad = true;
    else if (word === 'label' || word === 'metric' || matches(word, 'valid_lft') || matches(word, 'preferred_lft'))
      nextWord(rest);
    else if (word === 'peer' || word === 'anycast' || word === 'noprefixroute' || word === 'home')
      notSimulated(`ip address … ${word}`, 'ip address add ADDRESS/PREFIX [brd +] dev LINK');
    else local = word === 'local' ? nextWord(rest) : word;
  }
  if (dev === undefined) quit('Not enough information: "dev" argument is required.', 255);
  if (local === undefined) quit('Not enough information: "local" argument is required.', 255);
  const { ip, prefix } = parsed(local);
  const id = linkByName(proc.world, netns, dev)?.id ?? quit(`Cannot find device "${dev}"`, 1);
  const known: { scope?: Addr['scope'] } = scope === 'host' || scope === 'link' || scope === 'global' ? { scope } : {};
  return privileged(proc, () => {
    proc.transact((tx) => {
      if (verb === 'delete') return addrDelete(tx, id, local.includes('/') ? { ip, prefix } : { ip });
      if (verb === 'replace' && linkByName(tx, netns, dev)?.addrs.some((a) => a.ip === ip && a.prefix === prefix))
        return;
      addrAdd(tx, id, {
        ip,
        prefix,
        ...known,
        ...(nodad ? { nodad } : {}),
        ...(brd === undefined && !isIpv6(ip) ? { nobrd: true } : {}),
      });
    });
    return ok();
  });
}

function parsed(text: string): { readonly ip: string; readonly prefix: number } {
  const [address = '', length] = text.split('/');
  const ip = parseIp(address);
  const widest = ip !== undefined && isIpv6(ip) ? 128 : 32;
  const prefix = length === undefined ? widest : Number(length);
  if (ip === undefined || !Number.isInteger(prefix) || prefix < 0 || prefix > widest)
    quit(`Error: any valid prefix is expected rather than "${text}".`, 1);
  return { ip, prefix };
}

function flush(proc: Process, netns: string, options: IpOptions, rest: string[]): Answer {
  if (rest.length === 0) return fail('Flush requires arguments.', 255);
  const wanted = selection(proc.world, netns, rest);
  return privileged(proc, () => {
    proc.transact((tx) => {
      for (const l of linksOf(tx, netns)) {
        if (wanted.dev !== undefined && l.name !== wanted.dev) continue;
        for (const a of l.addrs) {
          const family = options.family === undefined || isIpv6(a.ip) === (options.family === 6);
          if (family && (wanted.scope === undefined || a.scope === wanted.scope)) addrDelete(tx, l.id, a);
        }
      }
    });
    return ok();
  });
}
