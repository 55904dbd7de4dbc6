import { describe, expect, test } from 'vitest';
import { type ParseOptions, parseRule, parseRules, printRule } from '../../src/net/index.ts';
import { split } from './rules.ts';

function printed(line: string, options: ParseOptions = {}): string {
  const rule = parseRule(split(line), options);
  return 'error' in rule ? rule.error : printRule(rule);
}

// Typed | printed, both as iptables v1.8.13 (nf_tables) has them.
const SPECS: readonly (readonly [string, string])[] = [
  ['-p tcp --dport http -j ACCEPT', '-p tcp -m tcp --dport 80 -j ACCEPT'],
  [
    '-p tcp --sport 1024: --dport 80:90 --syn -j DROP',
    '-p tcp -m tcp --sport 1024:65535 --dport 80:90 --tcp-flags FIN,SYN,RST,ACK SYN -j DROP',
  ],
  ['-p udp -m multiport --dports 53,80:90,443 -j ACCEPT', '-p udp -m multiport --dports 53,80:90,443 -j ACCEPT'],
  ['-p tcp -m multiport ! --sports 22 -j RETURN', '-p tcp -m multiport ! --sports 22 -j RETURN'],
  ['-p icmp --icmp-type echo-request -j ACCEPT', '-p icmp -m icmp --icmp-type 8 -j ACCEPT'],
  ['-p icmp --icmp-type 3/4 -j ACCEPT', '-p icmp -m icmp --icmp-type 3/4 -j ACCEPT'],
  ['-p icmp --icmp-type any -j ACCEPT', '-p icmp -m icmp --icmp-type any -j ACCEPT'],
  ['! -p tcp -j ACCEPT', '! -p tcp -j ACCEPT'],
  ['-m state --state NEW,ESTABLISHED,RELATED -j ACCEPT', '-m state --state NEW,RELATED,ESTABLISHED -j ACCEPT'],
  [
    '-m conntrack --ctstate NEW,ESTABLISHED,RELATED,INVALID,DNAT,SNAT,UNTRACKED -j ACCEPT',
    '-m conntrack --ctstate INVALID,NEW,RELATED,ESTABLISHED,UNTRACKED,SNAT,DNAT -j ACCEPT',
  ],
  [
    '-m conntrack ! --ctstate INVALID --ctorigdst 1.2.3.4 --ctorigdstport 80 -p tcp -j ACCEPT',
    '-p tcp -m conntrack ! --ctstate INVALID --ctorigdst 1.2.3.4 --ctorigdstport 80 -j ACCEPT',
  ],
  [
    '-i eth0 -p tcp -m conntrack --ctorigdstport 8080 --ctdir ORIGINAL ! -s 192.168.1.101 -j DROP',
    '! -s 192.168.1.101/32 -i eth0 -p tcp -m conntrack --ctorigdstport 8080 --ctdir ORIGINAL -j DROP',
  ],
  [
    '-m comment --comment "hello world" -s 10.0.0.0/255.0.0.0 -j LOG --log-prefix "foo: " --log-level 4',
    '-s 10.0.0.0/8 -m comment --comment "hello world" -j LOG --log-prefix "foo: "',
  ],
  [
    '-m comment --comment plain -j LOG --log-prefix bar --log-level debug',
    '-m comment --comment plain -j LOG --log-prefix bar --log-level 7',
  ],
  ['-j REJECT', '-j REJECT --reject-with icmp-port-unreachable'],
  ['-p tcp -j REJECT --reject-with tcp-reset', '-p tcp -j REJECT --reject-with tcp-reset'],
  ['-j REJECT --reject-with host-prohib', '-j REJECT --reject-with icmp-host-prohibited'],
  ['-m mark --mark 0x10/0xff -j MARK --set-mark 7', '-m mark --mark 0x10/0xff -j MARK --set-xmark 0x7/0xffffffff'],
  ['-m mark ! --mark 1 -j ACCEPT', '-m mark ! --mark 0x1 -j ACCEPT'],
  ['-m limit --limit 5/min -j LOG', '-m limit --limit 5/min -j LOG'],
  ['-m limit --limit 10/s --limit-burst 20 -j ACCEPT', '-m limit --limit 10/sec --limit-burst 20 -j ACCEPT'],
  ['-m iprange --src-range 10.0.0.1-10.0.0.9 -j ACCEPT', '-m iprange --src-range 10.0.0.1-10.0.0.9 -j ACCEPT'],
  ['-m mac --mac-source 02:42:AC:11:00:02 -j ACCEPT', '-m mac --mac-source 02:42:ac:11:00:02 -j ACCEPT'],
  ['-m physdev --physdev-in eth0 -j ACCEPT', '-m physdev --physdev-in eth0 -j ACCEPT'],
  [
    '-m addrtype --src-type LOCAL ! --dst-type UNICAST --limit-iface-in -j ACCEPT',
    '-m addrtype --src-type LOCAL ! --dst-type UNICAST --limit-iface-in -j ACCEPT',
  ],
  ['-p tcp -m tcp --tcp-flags SYN,ACK SYN -j ACCEPT', '-p tcp -m tcp --tcp-flags SYN,ACK SYN -j ACCEPT'],
  ['-p tcp --tcp-flags ALL NONE -j ACCEPT', '-p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -j ACCEPT'],
  ['-p tcp -m tcp -j ACCEPT', '-p tcp -m tcp -j ACCEPT'],
  ['-p 50 -j ACCEPT', '-p esp -j ACCEPT'],
  ['-p sctp --dport 5 -j ACCEPT', '-p sctp -m sctp --dport 5 -j ACCEPT'],
  ['-i br+ -o eth0 -d 10.1.2.3', '-d 10.1.2.3/32 -i br+ -o eth0'],
  ['-s 0/0 -d 1.2.3.4 -g T', '-d 1.2.3.4/32 -g T'],
  [
    '! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER',
    '! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER',
  ],
  ['--source 10.0.0.0/24 --jump=DROP', '-s 10.0.0.0/24 -j DROP'],
  ['-p tcp --dport 80 -j DNAT --to 1.2.3.4:8080', '-p tcp -m tcp --dport 80 -j DNAT --to-destination 1.2.3.4:8080'],
  ['-p tcp --dport 80 -j REDIRECT --to-ports 8080', '-p tcp -m tcp --dport 80 -j REDIRECT --to-ports 8080'],
  ['-p tcp --dport 80 -j REDIRECT', '-p tcp -m tcp --dport 80 -j REDIRECT'],
  ['-j SNAT --to-source 1.2.3.4', '-j SNAT --to-source 1.2.3.4'],
  ['-p tcp -m tcp --sport 40000 -j SNAT --to-source :53', '-p tcp -m tcp --sport 40000 -j SNAT --to-source :53'],
  ['-p tcp -j MASQUERADE --to-ports 1024-2000', '-p tcp -j MASQUERADE --to-ports 1024-2000'],
  ['-j MASQUERADE --random', '-j MASQUERADE --random'],
];

const SPECS6: readonly (readonly [string, string])[] = [
  ['-p icmpv6 --icmpv6-type echo-request -j ACCEPT', '-p ipv6-icmp -m icmp6 --icmpv6-type 128 -j ACCEPT'],
  ['-p icmp -j ACCEPT', '-p icmp -j ACCEPT'],
  ['-s fd00::1 -d FD00:0::/64 -j REJECT', '-s fd00::1/128 -d fd00::/64 -j REJECT --reject-with icmp6-port-unreachable'],
  ['-p tcp --dport 80 -j DNAT --to [fd00::2]:80', '-p tcp -m tcp --dport 80 -j DNAT --to-destination [fd00::2]:80'],
  ['! -d ::1/128 -m addrtype --dst-type LOCAL -j DOCKER', '! -d ::1/128 -m addrtype --dst-type LOCAL -j DOCKER'],
];

const ERRORS: readonly (readonly [string, string])[] = [
  ['-j REJECT --reject-with foo', 'unknown reject type "foo"'],
  ['-m tcp --dport 80 -j ACCEPT', "TCP match requires '-p tcp'"],
  ['--dport 80 -j ACCEPT', 'unknown option "--dport"'],
  ['-p tcp --dport foo -j ACCEPT', "invalid port/service `foo' specified"],
  ['-p tcp --dport 99999 -j ACCEPT', "invalid port/service `99999' specified"],
  ['-p foo -j ACCEPT', 'unknown protocol "foo" specified'],
  ['-m foo -j ACCEPT', "Couldn't load match `foo':No such file or directory\n"],
  ['--foo', 'unknown option "--foo"'],
  ['-s nosuch -j ACCEPT', "host/network `nosuch' not found"],
  ['-s 10.0.0.0/40 -j ACCEPT', "invalid mask `40' specified"],
  ['-s 300.1.1.1 -j ACCEPT', "host/network `300.1.1.1' not found"],
  ['-m conntrack --ctstate FOO -j ACCEPT', 'Bad ctstate "FOO"'],
  ['-m conntrack -j ACCEPT', 'conntrack: At least one option is required'],
  ['-m addrtype --dst-type FOO -j ACCEPT', 'addrtype: bad type "FOO"'],
  ['-m addrtype -j ACCEPT', 'addrtype: you must specify --src-type or --dst-type'],
  ['-p tcp -j DNAT', 'DNAT: option "--to-destination" must be specified\n'],
  ['-j DNAT --to 1.2.3.4:8080', 'Need TCP, UDP, SCTP or DCCP with port specification'],
  ['-p tcp -j DNAT --to foo', 'Bad IP address "foo"'],
  ['-j', 'option "-j" requires an argument'],
  ['-p', 'option "-p" requires an argument'],
  ['-p tcp -p udp -j ACCEPT', 'multiple --protocol options not allowed'],
  ['-j ACCEPT -j DROP', 'multiple --jump options not allowed'],
  ['-j ACCEPT foo', "Bad argument `foo'"],
];

describe('rules are printed as iptables -S prints them', () => {
  test.each(SPECS)('%s', (typed, expected) => expect(printed(typed)).toBe(expected));
  test.each(SPECS6)('ip6tables %s', (typed, expected) => expect(printed(typed, { family: 6 })).toBe(expected));
});

describe('what is printed reads back as the same rule', () => {
  test.each([...SPECS.map(([, text]) => [4, text] as const), ...SPECS6.map(([, text]) => [6, text] as const)])(
    '%d %s',
    (family, text) => {
      const rule = parseRule(split(text), { family });
      expect('error' in rule ? rule : printRule(rule)).toBe(text);
      expect(parseRule(split('error' in rule ? '' : printRule(rule)), { family })).toEqual(rule);
    },
  );
});

describe('what iptables refuses', () => {
  test.each(ERRORS)('%s', (typed, expected) => expect(printed(typed)).toBe(expected));

  test('devices that a hook does not have', () => {
    expect(printed('-o eth0 -j ACCEPT', { table: 'filter', chain: 'INPUT' })).toBe(
      "Can't use --out-interface with INPUT",
    );
    expect(printed('-i eth0 -j ACCEPT', { table: 'filter', chain: 'OUTPUT' })).toBe(
      "Can't use --in-interface with OUTPUT",
    );
  });

  test('targets where the kernel does not allow them', () => {
    expect(parseRule(split('-j DNAT --to-destination 1.2.3.4'), { table: 'filter', chain: 'T' })).toEqual({
      error: 'Invalid argument',
      status: 4,
      kernel: true,
    });
    expect(parseRule(split('-j MASQUERADE'), { table: 'nat', chain: 'PREROUTING' })).toMatchObject({ kernel: true });
    expect(parseRule(split('-j REJECT'), { table: 'nat', chain: 'PREROUTING' })).toMatchObject({ kernel: true });
  });

  test('what real iptables has and the simulation has not is said so', () => {
    expect(parseRule(split('-m owner --uid-owner 0 -j ACCEPT'))).toMatchObject({ notSimulated: 'iptables -m owner' });
    expect(parseRule(split('-j NFLOG'))).toMatchObject({ notSimulated: 'iptables -j NFLOG' });
  });
});

test('several addresses make several rules', () => {
  const rules = parseRules(split('-s 10.1.2.3/24,10.5.0.0/16 -j ACCEPT'));
  expect('error' in rules ? rules : rules.map(printRule)).toEqual([
    '-s 10.1.2.0/24 -j ACCEPT',
    '-s 10.5.0.0/16 -j ACCEPT',
  ]);
});
