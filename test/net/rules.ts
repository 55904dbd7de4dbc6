import type { Tx } from '../../src/base/index.ts';
import { chainPolicy, ensureChain, isBuiltin, parseRule, ruleAppend, type TableName } from '../../src/net/index.ts';

/** Programs rules written as iptables-save writes them: `*nat`, then `-P`, `-N` and `-A` lines. */
export function program(tx: Tx, netns: string, text: string, family: 4 | 6 = 4): void {
  let table: TableName = 'filter';
  for (const line of text.split('\n').map((it) => it.trim())) {
    const [verb, chain = '', ...words] = split(line);
    if (line.startsWith('*')) table = line.slice(1) as TableName;
    else if (line.startsWith(':')) {
      const name = line.slice(1).split(' ')[0] ?? '';
      ensureChain(tx, netns, family, table, name);
      if (isBuiltin(table, name))
        chainPolicy(tx, netns, family, table, name, line.includes(' DROP ') ? 'DROP' : 'ACCEPT');
    } else if (verb === '-P') chainPolicy(tx, netns, family, table, chain, words[0] === 'DROP' ? 'DROP' : 'ACCEPT');
    else if (verb === '-N') ensureChain(tx, netns, family, table, chain);
    else if (verb === '-A') {
      const rule = parseRule(words, { family, table, chain });
      if ('error' in rule) throw new Error(`${line}: ${rule.error}`);
      ruleAppend(tx, netns, family, table, chain, rule);
    }
  }
}

/** Splits a line as a shell would, as far as double quotes go. */
export function split(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, plain]) => quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '',
  );
}

/** The rules that Docker 28.5 keeps for two bridges in nat mode, one of them publishing 10.1.0.2:80 as 8080. */
export const TWO_BRIDGES = `
*raw
-A PREROUTING -d 10.1.0.2/32 ! -i br1 -j DROP
*nat
-N DOCKER
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s 10.2.0.0/24 ! -o br2 -j MASQUERADE
-A POSTROUTING -s 10.1.0.0/24 ! -o br1 -j MASQUERADE
-A DOCKER -i br2 -j RETURN
-A DOCKER -i br1 -j RETURN
-A DOCKER ! -i br1 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 10.1.0.2:80
*filter
-P FORWARD DROP
-N DOCKER
-N DOCKER-BRIDGE
-N DOCKER-CT
-N DOCKER-FORWARD
-N DOCKER-ISOLATION-STAGE-1
-N DOCKER-ISOLATION-STAGE-2
-N DOCKER-USER
-A FORWARD -j DOCKER-USER
-A FORWARD -j DOCKER-FORWARD
-A DOCKER -d 10.1.0.2/32 ! -i br1 -o br1 -p tcp -m tcp --dport 80 -j ACCEPT
-A DOCKER ! -i br1 -o br1 -j DROP
-A DOCKER ! -i br2 -o br2 -j DROP
-A DOCKER-BRIDGE -o br1 -j DOCKER
-A DOCKER-BRIDGE -o br2 -j DOCKER
-A DOCKER-CT -o br1 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A DOCKER-CT -o br2 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A DOCKER-FORWARD -j DOCKER-CT
-A DOCKER-FORWARD -j DOCKER-ISOLATION-STAGE-1
-A DOCKER-FORWARD -j DOCKER-BRIDGE
-A DOCKER-FORWARD -i br1 -j ACCEPT
-A DOCKER-FORWARD -i br2 -j ACCEPT
-A DOCKER-ISOLATION-STAGE-1 -i br1 ! -o br1 -j DOCKER-ISOLATION-STAGE-2
-A DOCKER-ISOLATION-STAGE-1 -i br2 ! -o br2 -j DOCKER-ISOLATION-STAGE-2
-A DOCKER-ISOLATION-STAGE-2 -o br2 -j DROP
-A DOCKER-ISOLATION-STAGE-2 -o br1 -j DROP
`;
