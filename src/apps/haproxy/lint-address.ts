import { TLS_NAMES } from '../../tls/index.ts';
import { fetchOf } from './conditions.ts';
import { BIND, BIND_VALUED, FETCHES, SERVER, VALUED } from './keywords.ts';
import type { Line, Said, Section } from './parse.ts';
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

/** What is wrong with a `server`: its address, and its options. */
export function serverProblems(s: Section, l: Line, at: string): readonly Said[] {
  if (s.kind === 'frontend')
    return [
      alert(`${at} : parsing ${at} : 'server' not allowed because frontend '${s.name}' has no backend capability.`),
    ];
  if (l.args[1] === undefined) return [alert(`${at} : 'server' expects <name> and <addr>[:<port>] as arguments.`)];
  for (let i = 2; i < l.args.length; i++) {
    const word = l.args[i] ?? '';
    const where = `${at} : 'server ${s.name}/${l.args[0]}' : `;
    if (!SERVER.includes(word)) return [alert(`${where}unknown keyword '${word}'${didYouMean(word, SERVER)}`)];
    if (word === 'weight' && !(Number(l.args[i + 1]) >= 0 && Number(l.args[i + 1]) <= 256))
      return [alert(`${where}weight of server ${l.args[0]} is not within 0 and 256 (${l.args[i + 1] ?? ''})..`)];
    const value = l.args[i + 1] ?? '';
    if (VERSION.includes(word) && !TLS_NAMES.some((n) => n === value))
      return [alert(`${where}'${value}' : unknown ssl/tls version.`)];
    if (word === 'verify' && value !== 'none' && value !== 'required')
      return [alert(`${where}'verify' : unknown verify method '${value}', only 'none' and 'required' are supported.`)];
    if (word === 'sni' && !FETCHES.includes(fetchOf(value)))
      return [
        alert(
          `${where}error detected while parsing sni or pool-conn-name expressions : unknown fetch method '${fetchOf(value)}'.`,
        ),
      ];
    if (VALUED.has(word)) i++;
  }
  return [];
}
