import { type Line, NotSimulated, type Section } from './parse.ts';

const words = (text: string) => text.trim().split(/\s+/);

/** Keywords of proxies that would be seen at work and are not simulated; what is in no list here acts or cannot be seen. */
const PROXY = words(`disabled dispatch email-alert errorfile errorfiles errorloc errorloc302 errorloc303 force-persist
  hash-balance-factor http-after-response http-error http-send-name-header ignore-persist
  load-server-state-from-file log-format log-format-sd monitor monitor-net monitor-uri rate-limit retry-on source
  tcp-check tcp-response transparent unique-id-format unique-id-header use-fcgi-app use-server filter declare`);

const OPTIONS = words(`checkcache dontlog-normal external-check forwarded h1-case-adjust-bogus-client
  h1-case-adjust-bogus-server http-server-close httpclose httpslog ldap-check log-health-checks logasap mysql-check
  originalto pgsql-check redis-check smtpchk spop-check ssl-hello-chk transparent`);

const SERVER = words(`addr agent-addr agent-check agent-port check-send-proxy check-sni check-ssl downinter error-limit
 fastinter maxqueue minconn non-stick observe on-error on-marked-down on-marked-up proto redir resolve-net
  resolve-opts
  send-proxy send-proxy-v2 send-proxy-v2-ssl send-proxy-v2-ssl-cn slowstart socks4 source track usesrc ws crt crl-file alpn`);

const BIND = words(`accept-proxy ca-file crl-file crt-list ecdhe generate-certificates npn
  strict-sni verify`);

const GLOBAL = words(
  'lua-load lua-load-per-thread external-check server-state-file setenv presetenv unsetenv resetenv',
);

/** What a line asks for that is not simulated, in its own words. */
function unsimulated(section: Section, l: Line): string | undefined {
  const [first = ''] = l.args;
  if (section.kind === 'global') return GLOBAL.includes(l.word) ? l.word : undefined;
  if (PROXY.includes(l.word)) return l.word;
  if (l.word === 'option' && OPTIONS.includes(first)) return `option ${first}`;
  if (l.word === 'maxconn' && Number(first) < 100 && section.kind !== 'backend') return `maxconn ${first}`;
  if (l.word === 'tcp-request' && section.kind === 'backend') return 'tcp-request in a backend';
  const bound = l.word === 'bind' ? l.args.find((a) => BIND.includes(a)) : undefined;
  if (bound !== undefined) return `bind … ${bound}`;
  const own = l.word === 'server' ? l.args.slice(2) : l.word === 'default-server' ? l.args : [];
  const word = own.find((a) => SERVER.includes(a));
  return word === undefined ? undefined : `server … ${word}`;
}

/** Throws NotSimulated for what the model would pass over in silence. */
export function refuseIgnored(sections: readonly Section[]): void {
  for (const section of sections)
    for (const l of section.lines) {
      const what = unsimulated(section, l);
      if (what !== undefined) throw new NotSimulated(`HAProxy ${what} (${l.file}:${l.line})`);
    }
}
