import type { Process } from '../../os/index.ts';
import { credentialsOf, versionsOf } from './certificates.ts';
import { conditional, conditionOf, testOf } from './conditions.ts';
import type { Acl, Bind, Frontend, Gate, Rule, Track } from './model.ts';
import { type Line, NotSimulated } from './parse.ts';
import { all, last, modeOf, option, type ProxySection, statsUri, time, wordAfter } from './proxy-section.ts';
import { sampleOf } from './sample.ts';

/** What listens: where, and what becomes of a request. Throws NotSimulated. */
export function frontendOf(proc: Process, p: ProxySection): Frontend {
  const acls = aclsOf(p);
  return {
    name: p.name,
    mode: modeOf(p),
    binds: all(p, 'bind').flatMap((l) => bindsOf(proc, l, p.globals)),
    defaultBackend:
      p.kind === 'listen' && !last(p, 'default_backend') ? p.name : (last(p, 'default_backend')?.args[0] ?? ''),
    use: all(p, 'use_backend').map((l) => ({
      backend: l.args[0] ?? '',
      when: conditionOf(l.args.length > 1 ? l.args.slice(1) : ['if', 'TRUE'], acls, l),
    })),
    gates: gatesOf(p, acls),
    inspect: time(all(p, 'tcp-request').findLast((l) => l.args[0] === 'inspect-delay')?.args[1] ?? '0'),
    rules: rulesOf(p, acls),
    answerRules: answerRulesOf(p, acls),
    forwardFor: option(p, 'forwardfor'),
    httplog: option(p, 'httplog'),
    logs: all(p, 'log').length > 0,
    stats: statsUri(p),
    retries: 3,
  };
}

export function aclsOf(p: ProxySection): readonly Acl[] {
  return all(p, 'acl').map((l) => ({ name: l.args[0] ?? '', ...testOf(l.args.slice(1), l) }));
}

/** `*:80`, `:80`, `10.0.0.1:80,…` */
function bindsOf(proc: Process, l: Line, globals: readonly Line[]): readonly Bind[] {
  const credentials = l.args.includes('ssl') ? credentialsOf(proc, l, globals) : [];
  const protocols = wordAfter(l.args, 'alpn')?.split(',') ?? ['h2', 'http/1.1'];
  const versions = versionsOf(l.args, 'bind', globals);
  return (l.args[0] ?? '').split(',').map((text) => {
    const found = /^(?:ipv[46]@)?(.*):(\d+)$/.exec(text);
    const host = (found?.[1] ?? '').replace(/^\[(.*)\]$/, '$1');
    return {
      ip: host === '' || host === '*' ? '0.0.0.0' : host,
      port: Number(found?.[2] ?? 0),
      credentials,
      protocols,
      versions,
    };
  });
}

export function rulesOf(p: ProxySection, acls: readonly Acl[]): readonly Rule[] {
  // `redirect` comes after all of `http-request`, wherever it stands
  const lines = [...all(p, 'http-request'), ...all(p, 'redirect')];
  return lines.flatMap((l): Rule[] => {
    const words = l.word === 'redirect' ? ['redirect', ...l.args] : l.args;
    const { said, when } = conditional(words, acls, l);
    const [action = '', ...args] = said;
    const rule = (fields: Partial<Rule>): Rule[] => [
      { action: action as Rule['action'], name: '', value: '', code: 0, when, ...fields },
    ];
    const track = trackOf(p, action, args, l);
    if (track) return rule({ action: 'track', track });
    switch (action) {
      case 'allow':
        return rule({});
      case 'set-header':
      case 'add-header':
        return rule({ name: args[0] ?? '', value: args[1] ?? '' });
      case 'del-header':
        return rule({ name: args[0] ?? '' });
      case 'set-path':
        return rule({ value: args[0] ?? '' });
      case 'return': {
        const value = wordAfter(args, 'string') ?? wordAfter(args, 'lf-string');
        if (value === undefined && args.some((a) => /^(file|lf-file|errorfile|default-errorfiles|hdr)$/.test(a)))
          throw new NotSimulated(`HAProxy http-request return (${l.file}:${l.line})`);
        return rule({
          code: Number(wordAfter(args, 'status') ?? 200),
          value: value ?? '',
          type: wordAfter(args, 'content-type') ?? '',
        });
      }
      case 'deny':
        return rule({ code: Number(wordAfter(args, 'deny_status')) || 403 });
      case 'redirect': {
        const code = Number(wordAfter(args, 'code') ?? 302);
        if (args[0] !== 'location' && args[0] !== 'prefix' && args[0] !== 'scheme')
          throw new NotSimulated(`HAProxy redirect ${args[0] ?? ''} (${l.file}:${l.line})`);
        return rule({ name: args[0] ?? '', value: args[1] ?? '', code });
      }
      default:
        throw new NotSimulated(`HAProxy "${l.word} ${action}" (${l.file}:${l.line})`);
    }
  });
}

/** `track-sc0 KEY [table T]` */
function trackOf(p: ProxySection, action: string, args: readonly string[], l: Line): Track | undefined {
  const slot = /^track-sc(\d+)$/.exec(action)?.[1];
  if (slot === undefined) return undefined;
  return { slot: Number(slot), key: sampleOf(args[0] ?? '', l), table: wordAfter(args, 'table') ?? p.name };
}

const LEVELS = ['connection', 'session', 'content'] as const;

/** `tcp-request connection|session|content …` */
function gatesOf(p: ProxySection, acls: readonly Acl[]): readonly Gate[] {
  return all(p, 'tcp-request').flatMap((l): Gate[] => {
    const [level = '', ...words] = l.args;
    if (level === 'inspect-delay') return [];
    const { said, when } = conditional(words, acls, l);
    const [action = '', ...args] = said;
    const track = trackOf(p, action, args, l);
    const at = LEVELS.find((name) => name === level);
    if (at && track) return [{ level: at, action: 'track', track, when }];
    if (!at || (action !== 'accept' && action !== 'reject'))
      throw new NotSimulated(`HAProxy "tcp-request ${level} ${action}" (${l.file}:${l.line})`);
    return [{ level: at, action, when }];
  });
}

/** `http-response …`: headers only. */
export function answerRulesOf(p: ProxySection, acls: readonly Acl[]): readonly Rule[] {
  return all(p, 'http-response').map((l) => {
    const { said, when } = conditional(l.args, acls, l);
    const [action = '', name = '', value = ''] = said;
    if (action !== 'set-header' && action !== 'add-header' && action !== 'del-header')
      throw new NotSimulated(`HAProxy "http-response ${action}" (${l.file}:${l.line})`);
    return { action, name, value, code: 0, when };
  });
}
