import type { Process } from '../../os/index.ts';
import { credentialsOf, versionsOf } from './certificates.ts';
import { alert, type Line, type Message, type Section } from './parse.ts';
import { all, modeOf, option, type ProxySection, trustsAll, wordAfter } from './proxy-section.ts';

const TIMEOUTS = ['connect', 'client', 'server'];

const warning = (text: string): Message => ({ level: 'WARNING', text });

/** What HAProxy looks at when all is read: names that must exist, modes, logs, timeouts; check_config_validity. */
export function crossCheck(
  proc: Process,
  proxies: readonly ProxySection[],
  sections: readonly Section[],
): readonly Message[] {
  const resolvers = sections.filter((s) => s.kind === 'resolvers');
  const named = new Map(proxies.filter((p) => p.kind !== 'frontend').map((p) => [p.name, p]));
  const silent = resolvers.filter((s) => !s.lines.some((l) => /^(nameserver|parse-resolv-conf)$/.test(l.word)));
  const warned = silent.map((s) =>
    warning(`resolvers '${s.name}' [${s.file}:${s.line}] has no nameservers configured!`),
  );
  return warned.concat(
    proxies.flatMap((p): Message[] => {
      const said: Message[] = [];
      const uses = [...all(p, 'use_backend'), ...all(p, 'default_backend').slice(-1)];
      for (const l of p.kind === 'backend' ? [] : uses) {
        const to = l.args[0] ?? '';
        const target = named.get(to);
        if (!target && !to.includes('%['))
          said.push(alert(`Proxy '${p.name}': unable to find required ${l.word}: '${to}'.`));
        if (target && l.word === 'default_backend' && modeOf(target) !== modeOf(p))
          said.push(
            alert(
              `${modeOf(p)} ${p.kind} '${p.name}' (${l.file}:${p.line}) tries to use incompatible ${modeOf(target)} ${target.kind} '${to}' (${l.file}:${target.line}) as its default backend (see 'mode').`,
            ),
          );
      }
      const seen = new Map<string, number>();
      for (const l of all(p, 'server')) {
        const name = l.args[0] ?? '';
        const first = seen.get(name);
        if (first !== undefined)
          said.push(
            alert(
              `parsing [${l.file}:${l.line}] : proxy '${p.name}', another server named '${name}' was already defined at line ${first}, please use distinct names.`,
            ),
          );
        seen.set(name, first ?? l.line);
        const asked = l.args.includes('resolvers') ? (wordAfter(l.args, 'resolvers') ?? '') : undefined;
        if (asked !== undefined && !resolvers.some((s) => s.name === asked))
          said.push(alert(`proxy '${p.name}', server '${name}': unable to find required resolvers '${asked}'`));
        const verifies = (wordAfter(l.args, 'verify') ?? (trustsAll(p) ? 'none' : 'required')) !== 'none';
        if (l.args.includes('ssl') && verifies && !l.args.includes('ca-file'))
          said.push(
            alert(
              `[${l.file}:${l.line}] : 'server ${p.name}/${name}' : verify is enabled by default but no CA file specified. If you're running on a LAN where you're certain to trust the server's certificate, please set an explicit 'verify none' statement on the 'server' line, or use 'ssl-server-verify none' in the global section to disable server-side verifications by default.`,
            ),
          );
      }
      for (const l of p.kind === 'backend' ? [] : all(p, 'bind'))
        if (l.args.includes('ssl') && credentialsOf(proc, l, p.globals).length === 0)
          said.push(
            alert(
              `Proxy '${p.name}': no SSL certificate specified for bind '${l.args[0]}' at [${l.file}:${l.line}] (use 'crt').`,
            ),
          );
      for (const l of p.kind === 'backend' ? [] : all(p, 'bind'))
        if (l.args.includes('ssl') && versionsOf(l.args, 'bind', p.globals).length === 0)
          said.push(
            alert(
              `Proxy '${p.name}': all SSL/TLS versions are disabled for bind '${l.args[0]}' at [${l.file}:${l.line}].`,
            ),
          );
      said.push(...missingTables(p, proxies));
      if (all(p, 'cookie').length > 0 && modeOf(p) === 'tcp' && p.kind !== 'frontend')
        said.push(warning(`cookie will be ignored for proxy '${p.name}' (needs 'mode http').`));
      if (all(p, 'http-check').length > 0 && !option(p, 'httpchk') && p.kind !== 'frontend')
        said.push(
          warning(`proxy '${p.name}' uses http-check rules without 'option httpchk', so the rules are ignored.`),
        );
      const httplog = p.lines.filter((l) => l.word === 'option' && l.args[0] === 'httplog').at(-1);
      if (httplog && modeOf(p) === 'tcp' && p.kind !== 'backend')
        said.push(
          warning(
            `parsing [${httplog.file}:${httplog.line}] : 'option httplog' not usable with proxy '${p.name}' (needs 'mode http'). Falling back to 'option tcplog'.`,
          ),
        );
      const logged = p.lines.some(
        (l) => l.word === 'log' && (l.args[0] !== 'global' || p.globals.some((g) => g.word === 'log')),
      );
      if (p.kind !== 'backend' && !logged && (httplog || option(p, 'tcplog')))
        said.push(warning(`log format ignored for proxy '${p.name}' since it has no log address.`));
      return [...said, ...timeoutWarnings([p]).map(warning)];
    }),
  );
}

/** Stick tables that rules name and nobody has. */
function missingTables(p: ProxySection, proxies: readonly ProxySection[]): readonly Message[] {
  const exists = (name: string) => proxies.some((x) => x.name === name && all(x, 'stick-table').length > 0);
  const named = (l: Line) => wordAfter(l.args, 'table') ?? p.name;
  return p.lines.flatMap((l) => {
    if (l.word === 'stick' && !exists(named(l)))
      return [alert(`Proxy '${p.name}': unable to find stick-table '${named(l)}'.`)];
    const track = l.args.find((a) => /^track-sc\d+$/.test(a));
    if (track !== undefined && !exists(named(l)))
      return [alert(`Proxy '${p.name}': unable to find table '${named(l)}' referenced by ${track}.`)];
    return [];
  });
}

function timeoutWarnings(proxies: readonly ProxySection[]): readonly string[] {
  const has = (p: ProxySection, name: string) => p.lines.some((l) => l.word === 'timeout' && l.args[0] === name);
  const needs = (p: ProxySection) =>
    p.kind === 'frontend' ? ['client'] : p.kind === 'backend' ? ['connect', 'server'] : TIMEOUTS;
  return proxies
    .filter((p) => !needs(p).every((n) => has(p, n)))
    .map(
      (p) =>
        `missing timeouts for ${p.kind === 'listen' ? 'proxy' : p.kind} '${p.name}'.\n   | While not properly invalid, you will certainly encounter various problems\n   | with such a configuration. To fix this, please ensure that all following\n   | timeouts are set to a non-zero value: 'client', 'connect', 'server'.`,
    );
}
