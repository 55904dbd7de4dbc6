import { conditionProblem, fetchOf } from './conditions.ts';
import { FETCHES, GLOBAL, OPTIONS, PROXY, REQUEST_ACTIONS, TIMEOUTS } from './keywords.ts';
import { bindProblems, serverProblems } from './lint-address.ts';
import { resolverProblems } from './lint-resolvers.ts';
import type { Line, Said, Section } from './parse.ts';
import { wordAfter } from './proxy-section.ts';
import { tableProblem } from './stick.ts';
import { didYouMean, suggest } from './suggest.ts';

const alert = (text: string): Said => ({ level: 'ALERT', text: `config : ${text}` });
const warning = (text: string): Said => ({ level: 'WARNING', text: `config : ${text}` });

/** Checks a line of a section; `before` are those that stand before it. */
export function checkLine(section: Section, l: Line, before: readonly Line[]): readonly Said[] {
  const at = `[${l.file}:${l.line}]`;
  if (section.kind === 'resolvers') return resolverProblems(section, l, at, before);
  const bare = l.word === 'no' || l.word === 'default' ? (l.args[0] ?? '') : l.word;
  const known = section.kind === 'global' ? GLOBAL : PROXY;
  const gone = GONE[bare];
  if (gone !== undefined)
    return [
      alert(
        `parsing ${at} : The '${bare}' directive is not supported anymore since HAProxy 2.1. Use '${gone}' instead.`,
      ),
    ];
  if (!known.includes(bare))
    return [
      alert(`parsing ${at} : unknown keyword '${l.word}' in '${section.kind}' section${didYouMean(l.word, known)}`),
    ];
  const check = CHECKS[l.word];
  return check ? check(section, l, at, before) : [];
}

const GONE: Readonly<Record<string, string>> = {
  reqadd: 'http-request add-header',
  rspadd: 'http-response add-header',
};

type Check = (section: Section, l: Line, at: string, before: readonly Line[]) => readonly Said[];

const CHECKS: Readonly<Record<string, Check>> = {
  mode: (_s, l, at) => {
    if (l.args[1] !== undefined)
      return [alert(`parsing ${at} : 'mode' cannot handle unexpected argument '${l.args[1]}'.`)];
    return ['http', 'tcp', 'log', 'spop'].includes(l.args[0] ?? '')
      ? []
      : [alert(`parsing ${at} : unknown proxy mode '${l.args[0] ?? ''}'.`)];
  },
  maxconn: (_s, l, at) =>
    /^\d+$/.test(l.args[0] ?? '')
      ? []
      : [alert(`parsing ${at} : cannot parse 'maxconn' value '${l.args[0] ?? ''}', an integer is expected.`)],
  timeout: (_s, l, at) => {
    const [name = '', value = ''] = l.args;
    if (!TIMEOUTS.includes(name)) {
      const all = TIMEOUTS.map((t) => `'${t}'`);
      return [
        alert(`parsing ${at} : 'timeout' supports ${all.slice(0, -1).join(', ')} and ${all.at(-1)} (got '${name}')`),
      ];
    }
    const odd = value.replace(/^\d+(us|ms|[smhd])?/, '')[0];
    return odd === undefined
      ? []
      : [
          warning(
            `unexpected character '${odd}' after the timer value '${value}', only (us=microseconds,ms=milliseconds,s=seconds,m=minutes,h=hours,d=days) are supported. This will be reported as an error in next versions.`,
          ),
        ];
  },
  option: (_s, l, at) =>
    OPTIONS.includes(l.args[0] ?? '')
      ? []
      : [
          alert(
            `parsing ${at} : unknown option '${l.args[0] ?? ''}'${didYouMean(l.args[0] ?? '', OPTIONS)}.`.replace(
              / \?\.$/,
              ' ?',
            ),
          ),
        ],
  balance: (_s, l, at) =>
    l.args[0] === 'url_param' && l.args[1] === undefined
      ? [alert(`parsing ${at} : balance url_param requires an URL parameter name.`)]
      : /^(roundrobin|static-rr|leastconn|first|source|uri|url_param|hash|random|hdr|rdp-cookie|log-hash|sticky)(\(.*\))?$/.test(
            l.args[0] ?? '',
          )
        ? []
        : [
            alert(
              `parsing ${at} : balance only supports 'roundrobin', 'static-rr', 'leastconn', 'source', 'uri', 'url_param', 'hash', 'hdr(name)', 'rdp-cookie(name)', 'log-hash' and 'sticky' options.`,
            ),
          ],
  bind: bindProblems,
  server: serverProblems,
  'server-template': serverProblems,
  cookie: (_s, l, at) => {
    if (l.args[0] === undefined) return [alert(`parsing ${at} : 'cookie' expects <cookie_name> as argument.`)];
    const modes = ['rewrite', 'insert', 'prefix'].filter((m) => l.args.includes(m));
    const takes = ['domain', 'maxidle', 'maxlife', 'attr'];
    const alone = 'rewrite insert prefix indirect nocache postonly preserve httponly secure dynamic'.split(' ');
    const odd = l.args.slice(1).find((a, i) => ![...alone, ...takes].includes(a) && !takes.includes(l.args[i] ?? ''));
    if (odd !== undefined)
      return [
        alert(
          `parsing ${at} : 'cookie' supports 'rewrite', 'insert', 'prefix', 'indirect', 'nocache', 'postonly', 'domain', 'maxidle', 'dynamic', 'maxlife' and 'attr' options.`,
        ),
      ];
    return modes.length > 1
      ? [alert(`parsing ${at} : cookie 'rewrite', 'insert' and 'prefix' modes are incompatible.`)]
      : [];
  },
  'hash-type': (_s, l, at) => {
    const [method = '', name] = l.args;
    if (!['consistent', 'map-based'].includes(method))
      return [alert(`parsing ${at} : 'hash-type' only supports 'consistent' and 'map-based'.`)];
    return name === undefined || ['sdbm', 'djb2', 'crc32', 'wt6'].includes(name)
      ? []
      : [alert(`parsing ${at} : 'hash-type' only supports 'sdbm', 'djb2', 'crc32', or 'wt6' hash functions.`)];
  },
  'stick-table': (s, l, at, before) => {
    const first = before.find((b) => b.word === 'stick-table');
    if (first)
      return [
        alert(
          `parsing ${at} : stick-table name '${s.name}' conflicts with table declared in ${s.kind === 'listen' ? 'proxy' : s.kind} '${s.name}' at ${first.file}:${first.line}.`,
        ),
      ];
    const wrong = tableProblem(l.args);
    return wrong === undefined ? [] : [alert(`parsing ${at} : ${wrong}`)];
  },
  stick: (_s, l, at) => {
    const [how = '', key = ''] = l.args;
    if (!['on', 'match', 'store-request', 'store-response'].includes(how))
      return [alert(`parsing ${at} : 'stick' expects 'on', 'match', or 'store'.`)];
    return FETCHES.includes(fetchOf(key))
      ? []
      : [alert(`parsing ${at} : 'stick': unknown fetch method '${fetchOf(key)}'`)];
  },
  acl: (_s, l, at) => {
    const fetch = l.args[1] ?? '';
    return FETCHES.includes(fetchOf(fetch))
      ? []
      : [
          alert(
            `parsing ${at} : error detected while parsing ACL '${l.args[0] ?? ''}' : unknown fetch method '${fetchOf(fetch)}' in ACL expression '${fetch}'.`,
          ),
        ];
  },
  use_backend: (s, l, at, before) => {
    if (l.args[0] === undefined) return [alert(`parsing ${at} : 'use_backend' expects a backend name.`)];
    const wrong = conditionProblem(
      l.args.slice(1),
      before.filter((b) => b.word === 'acl' && ok(s, b)).map((b) => b.args[0] ?? ''),
    );
    return wrong === undefined ? [] : [alert(`parsing ${at} : error detected while parsing switching rule : ${wrong}`)];
  },
  redirect: (s, l, at, before) => {
    const [kind = '', value] = l.args;
    const wrong = !['prefix', 'location', 'scheme'].includes(kind)
      ? "redirection type expected ('prefix', 'location', or 'scheme')."
      : value === undefined
        ? `missing argument for '${kind}'.`
        : undefined;
    if (wrong === undefined) return misplaced(s, l, at, before, ['use_backend']);
    const where = `error detected in ${s.kind === 'listen' ? 'proxy' : s.kind} '${s.name}'`;
    return [alert(`parsing ${at} : ${where} while parsing redirect rule : ${wrong}`)];
  },
  'http-request': (s, l, at, before) => {
    const action = (l.args[0] ?? '').replace(/\(.*\)$/, '(*)');
    if (!REQUEST_ACTIONS.includes(action) && !/^(track-sc\d|sc-.*)$/.test(action)) {
      const near = suggest(action, REQUEST_ACTIONS);
      const all = REQUEST_ACTIONS.map((a) => `'${a}'`).join(', ');
      const hint = near === undefined ? '' : ` Did you mean '${near}' maybe ?`;
      return [{ ...alert(`parsing ${at}: 'http-request' expects ${all}, but got '${action}'.${hint}`), stop: true }];
    }
    const says = ['string', 'lf-string', 'file', 'lf-file'].some((word) => (wordAfter(l.args, word) ?? '') !== '');
    if (action === 'return' && says && !l.args.includes('content-type')) {
      const where = `error detected in ${s.kind === 'listen' ? 'proxy' : s.kind} '${s.name}' while parsing 'http-request return' rule`;
      const text = `parsing ${at} : ${where} : a content type must be defined when non-empty payload is configured.`;
      return [{ ...alert(text), stop: true }];
    }
    return misplaced(s, l, at, before, ['redirect', 'use_backend']);
  },
};

/** A rule that stands behind one that is processed after it; warnif_misplaced_http_req and its like. */
function misplaced(
  s: Section,
  l: Line,
  at: string,
  before: readonly Line[],
  later: readonly string[],
): readonly Said[] {
  const found = s.kind === 'backend' ? undefined : later.find((word) => before.some((b) => b.word === word));
  if (found === undefined) return [];
  return [warning(`parsing ${at} : a '${l.word}' rule placed after a '${found}' rule will still be processed before.`)];
}

/** An ACL whose own line is wrong does not exist. */
const ok = (_s: Section, l: Line) => FETCHES.includes(fetchOf(l.args[1] ?? ''));
