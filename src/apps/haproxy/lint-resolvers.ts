import type { Line, Said, Section } from './parse.ts';

const alert = (text: string): Said => ({ level: 'ALERT', text: `config : ${text}` });

const KEYWORDS = ['nameserver', 'parse-resolv-conf', 'hold', 'accepted_payload_size', 'resolve_retries', 'timeout'];
const EVENTS = ['nx', 'timeout', 'valid', 'obsolete', 'refused', 'other'];

/** What is wrong with a line of a section `resolvers`; cfg_parse_resolvers. */
export function resolverProblems(section: Section, l: Line, at: string, before: readonly Line[]): readonly Said[] {
  const [first = '', second] = l.args;
  const where = `parsing ${at} : `;
  if (!KEYWORDS.includes(l.word)) return [alert(`${where}unknown keyword '${l.word}' in '${section.kind}' section`)];
  if (l.word === 'nameserver') {
    if (second === undefined) return [alert(`${where}'nameserver' expects <name> and <addr>[:<port>] as arguments.`)];
    const twin = before.find((b) => b.word === 'nameserver' && b.args[0] === first);
    if (twin)
      return [
        alert(
          `Parsing ${at}: nameserver '${first}' has same name as another nameserver (declared at ${twin.file}:${twin.line}).`,
        ),
      ];
    const [, host = second, port] = /^(?:\w+@)?(.*):(\d+)$/.exec(second) ?? [];
    if (port === undefined) return [alert(`${where}'nameserver ${first}' : missing port specification in '${second}'`)];
    if (!/^[\d.]+$|:/.test(host))
      return [alert(`${where}'nameserver ${first}' : invalid address: '${host}' in '${second}'`)];
  }
  if (l.word === 'hold') {
    if (second === undefined)
      return [
        alert(`${where}'hold' expects an <event> and a <time> as arguments.`),
        alert("<event> can be either 'valid', 'nx', 'refused', 'timeout', or 'other'"),
      ];
    if (!EVENTS.includes(first))
      return [
        alert(
          `${where}'hold' unknown <event>: '${first}', expects either 'nx', 'timeout', 'valid', 'obsolete' or 'other'.`,
        ),
      ];
  }
  if (l.word === 'timeout' && first !== 'retry' && first !== 'resolve')
    return [alert(`${where}'timeout' expects 'retry' or 'resolve' and <time> as arguments got '${first}'.`)];
  const odd = (second ?? '').replace(/^\d+(us|ms|[smhd])?/, '')[0];
  if (odd !== undefined && (l.word === 'hold' || l.word === 'timeout'))
    return [alert(`parsing ${at}: unexpected character '${odd}' in argument to <${l.word} ${first}>.`)];
  return [];
}
