import { expect, test } from 'vitest';
import { goType } from '../../../src/programs/docker/api/index.ts';
import { inspectAll } from '../../../src/programs/docker/format/index.ts';
import { CliError } from '../../../src/programs/docker/grammar/index.ts';

const bridge = {
  Name: 'bridge',
  Id: 'aaaa',
  Created: '2026-11-21T09:39:29.485330569Z',
  Scope: 'local',
  Driver: 'bridge',
  EnableIPv4: true,
  EnableIPv6: false,
  IPAM: { Driver: 'default', Options: null, Config: [{ Subnet: '172.17.0.0/16', Gateway: '172.17.0.1' }] },
  Internal: false,
  Attachable: false,
  Ingress: false,
  ConfigFrom: { Network: '' },
  ConfigOnly: false,
  Containers: {
    c1: { Name: 'web', EndpointID: 'e1', MacAddress: 'aa', IPv4Address: '172.17.0.2/16', IPv6Address: '' },
  },
  Options: { 'com.docker.network.driver.mtu': '1500' },
  Labels: {},
};

function inspect(template: string): string {
  try {
    const { out, errors } = inspectAll(['bridge'], template, () => ({ type: goType('network.Inspect'), data: bridge }));
    return errors.length > 0 ? errors.join('\n') : out.replace(/\n$/, '');
  } catch (e) {
    if (e instanceof CliError) return `${e.message} (${e.status})`;
    throw e;
  }
}

/** Template and what docker network inspect -f prints for it; errors as the real one told them. */
const TABLE: readonly (readonly [template: string, printed: string])[] = [
  [
    '{{.Created}} {{.IPAM}}',
    '2026-11-21 09:39:29.485330569 +0000 UTC {default map[] [{172.17.0.0/16  172.17.0.1 map[]}]}',
  ],
  ['{{.Options}} {{.ConfigFrom}}', 'map[com.docker.network.driver.mtu:1500] {}'],
  [
    '{{.IPAM.Foo}}',
    'template parsing error: template: :1:7: executing "" at <.IPAM.Foo>: map has no entry for key "Foo"',
  ],
  [
    '{{.Name.Foo}}',
    `template parsing error: template: :1:7: executing "" at <.Name.Foo>: can't evaluate field Foo in type interface {}`,
  ],
  [
    '{{index .IPAM.Config 3}}',
    'template parsing error: template: :1:2: executing "" at <index .IPAM.Config 3>: error calling index: index out of range: 3',
  ],
  ['{{range .IPAM.Config}}{{.Subnet}}{{end}', "template parsing error: template: :1: bad character U+007D '}' (64)"],
  ['{{if}}', 'template parsing error: template: :1: missing value for if (64)'],
  ['{{foo .Name}}', 'template parsing error: template: :1: function "foo" not defined (64)'],
  ['{{.Name | nosuch}}', 'template parsing error: template: :1: function "nosuch" not defined (64)'],
  ['{{end}}', 'template parsing error: template: :1: unexpected {{end}} (64)'],
  [
    '{{range .Name}}x{{end}}',
    `template parsing error: template: :1:8: executing "" at <.Name>: range can't iterate over bridge`,
  ],
  ['{{printf "%d %v %q %x %T" 3 .Name .Name .Name .IPAM}}', '3 bridge "bridge" 627269646765 network.IPAM'],
  ['{{$x}}', 'template parsing error: template: :1: undefined variable "$x" (64)'],
  ['{{.Name', 'template parsing error: template: :1: unclosed action (64)'],
  ['{{"abc}}', 'template parsing error: template: :1: unterminated quoted string (64)'],
  ['{{.Name}} {{/* c */}} {{- .Driver -}} x', 'bridge bridgex'],
  [
    '{{.Id}} {{.Foo}}',
    'template parsing error: template: :1:10: executing "" at <.Foo>: map has no entry for key "Foo"',
  ],
  ['{{.Containers.nosuch.Name}}', '<no value>'],
  ['{{range $id, $c := .Containers}}{{$id}}={{$c.Name}} {{$c.IPv4Address}};{{end}}', 'c1=web 172.17.0.2/16;'],
  ['{{range .Labels}}x{{else}}none{{end}}', 'none'],
  ['{{with index .IPAM.Config 0}}{{.Subnet}}{{end}}', '172.17.0.0/16'],
  [
    '{{json .IPAM}}',
    '{"Driver":"default","Options":null,"Config":[{"Subnet":"172.17.0.0/16","Gateway":"172.17.0.1"}]}',
  ],
  ['{{json .Created}}', '"2026-11-21T09:39:29.485330569Z"'],
  ['{{if eq .Driver "bridge" "overlay"}}yes{{else if .Internal}}no{{else}}other{{end}}', 'yes'],
  ['{{if and .EnableIPv4 (not .EnableIPv6)}}v4{{end}}', 'v4'],
  ['{{len .Containers}} {{len .Name}} {{slice .Name 0 3}}', '1 6 bri'],
  ['{{upper .Name | printf "%-8s|"}}', 'BRIDGE  |'],
  [
    '{{split .Name "i"}} {{join (split .Name "i") "-"}} {{title .Name}} {{pad .Name 1 2}}| {{truncate .Name 3}}',
    '[br dge] br-dge Bridge  bridge  | bri',
  ],
  ['{{println .Name .Internal}}', 'bridge false\n'],
  ['{{define "x"}}<{{.}}>{{end}}{{template "x" .Name}}', '<bridge>'],
  ['{{index .Options "com.docker.network.driver.mtu"}}{{index .Options "no"}}', '1500'],
  ['{{$n := .Name}}{{range $i, $e := .IPAM.Config}}{{$i}}{{$n}}{{end}}', '0bridge'],
  [
    '{{eq .Name 1}}',
    'template parsing error: template: :1:2: executing "" at <eq .Name 1>: error calling eq: incompatible types for comparison: string and int',
  ],
  [
    '{{.Name 1}}',
    'template parsing error: template: :1:2: executing "" at <.Name>: Name is not a method but has arguments',
  ],
  [
    '{{upper .Internal}}',
    'template parsing error: template: :1:8: executing "" at <.Internal>: wrong type for value; expected string; got bool',
  ],
  [
    '{{upper}}',
    'template parsing error: template: :1:2: executing "" at <upper>: wrong number of args for upper: want 1 got 0',
  ],
  ['{{.Containers}}', 'map[c1:{web e1 aa 172.17.0.2/16 }]'],
  ['{{printf "%d" .Name}} {{printf "%s"}} {{printf "a" 1}}', '%!d(string=bridge) %!s(MISSING) a%!(EXTRA int=1)'],
  ['{{range .Containers}}{{break}}{{end}}{{.Scope}}', 'local'],
  ['{{if .Name}}', 'template parsing error: template: :1: unexpected EOF (64)'],
  ['{{.Name}}}', 'bridge}'],
  ['{{ . Name }}', 'template parsing error: template: :1: function "Name" not defined (64)'],
  ['{{.Created.Unix}}', '1795253969'],
];

test.each(TABLE)('%s', (template, printed) => {
  expect(inspect(template)).toBe(printed);
});
