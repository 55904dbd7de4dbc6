import { TLS_NAMES } from '../../tls/index.ts';
import { fetchOf } from './conditions.ts';
import { BIND, BIND_VALUED, FETCHES, SERVER, VALUED } from './keywords.ts';
import type { Line, Said, Section } from './parse.ts';
import { firstPlaces, isPlace, templateRange } from './server.ts';
import { didYouMean } from './suggest.ts';

const alert = (text: string): Said => ({ level: 'ALERT', text: `config : ${text}` });
const warning = (text: string): Said => ({ level: 'WARNING', text: `config : ${text}` });

const VERSION = ['ssl-min-ver', 'ssl-max-ver'];

/** What is wrong with a `bind`: where it listens, and its options. */
export function bindProblems(s: Section, l: Line, at: string): readonly Said[] {
  if (s.kind === 'backend')
    return [warning(`parsing ${at} : 'bind' ignored because backend '${s.name}' has no frontend capability.`)];
  if (l.args[0] === undefined)
    return [alert(`parsing ${at} : 'bind' expects {<path>|[addr1]:port1[-end1]}{,[addr]:port[-end]}... as arguments.`)];
  const wrong = l.args[0].split(',').flatMap((text) => {
    const port = /:([^:\]]*)$/.exec(text)?.[1];
    if (port === undefined || port === '')
      return [alert(`parsing ${at} : 'bind' : missing port specification in '${text}'`)];
    const wrong = port.split('-').find((p) => !/^\d+$/.test(p) || Number(p) < 1 || Number(p) > 65535);
    return wrong === undefined ? [] : [alert(`parsing ${at} : 'bind' : invalid port '${wrong}'`)];
  });
  return wrong.length > 0 ? wrong : optionProblems(s, l, at);
}

function optionProblems(s: Section, l: Line, at: string): readonly Said[] {
  const where = `parsing ${at} : 'bind ${l.args[0]}' in section '${s.kind}'`;
  for (let i = 1; i < l.args.length; i++) {
    const word = l.args[i] ?? '';
    const value = l.args[i + 1];
    if (!BIND.includes(word)) {
      const near = didYouMean(word, BIND);
      return [alert(`${where}: unknown keyword '${word}'${near === '' ? '.' : near}`)];
    }
    if (VERSION.includes(word)) {
      if (value === undefined) return [alert(`${where} : '${word}' : missing the ssl/tls version`)];
      if (!TLS_NAMES.some((n) => n === value)) return [alert(`${where} : '${value}' : unknown ssl/tls version`)];
    }
    if (BIND_VALUED.has(word)) i++;
  }
  return [];
}

/** What is wrong with a `server` or a `server-template`: its address, and its options. */
export function serverProblems(s: Section, l: Line, at: string): readonly Said[] {
  const template = l.word === 'server-template';
  if (s.kind === 'frontend')
    return [
      alert(`${at} : parsing ${at} : '${l.word}' not allowed because frontend '${s.name}' has no backend capability.`),
    ];
  const head = template ? 3 : 2;
  const wanted = template ? '<prefix> <nb | range>' : '<name> and';
  if (l.args.length < head) return [alert(`${at} : '${l.word}' expects ${wanted} <addr>[:<port>] as arguments.`)];
  if (template && templateRange(l.args[1] ?? '') === undefined)
    return [alert(`${at} : Wrong server-template number or range arg '${l.args[1]}'.`)];
  for (let i = head; i < l.args.length; i++) {
    const [word = '', value] = l.args.slice(i);
    const said = SERVER.includes(word)
      ? valueProblem(word, value, template ? '(null)' : (l.args[0] ?? ''))
      : `unknown keyword '${word}'${didYouMean(word, SERVER)}`;
    if (said !== undefined) return [alert(`${at} : '${l.word} ${s.name}/${l.args[0]}' : ${said}`)];
    if (VALUED.has(word)) i++;
  }
  return [];
}

/** What is wrong with what stands behind an option of a server. */
function valueProblem(word: string, value: string | undefined, name: string): string | undefined {
  const text = value ?? '';
  if (word === 'weight' && !(Number(value) >= 0 && Number(value) <= 256))
    return `weight of server ${name} is not within 0 and 256 (${text})..`;
  if (VERSION.includes(word) && !TLS_NAMES.some((n) => n === text)) return `'${text}' : unknown ssl/tls version.`;
  if (word === 'verify' && text !== 'none' && text !== 'required')
    return `'verify' : unknown verify method '${text}', only 'none' and 'required' are supported.`;
  if (word === 'sni' && !FETCHES.includes(fetchOf(text)))
    return `error detected while parsing sni or pool-conn-name expressions : unknown fetch method '${fetchOf(text)}'.`;
  const odd = word === 'init-addr' ? firstPlaces(text).find((m) => !isPlace(m)) : undefined;
  return odd === undefined
    ? undefined
    : `'init-addr' : unknown init-addr method '${odd}', supported methods are 'libc', 'last', 'none'..`;
}
