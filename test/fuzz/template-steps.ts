import type { Action } from './action.ts';
import type { Chance } from './chance.ts';
import type { Memory } from './memory.ts';

const STRINGS = [
  '.Name',
  '.Config.Image',
  '.State.Status',
  '.HostConfig.NetworkMode',
  '.Path',
  '.Driver',
  '.Config.Domainname',
];
const NUMBERS = [
  '.State.ExitCode',
  '.RestartCount',
  '.HostConfig.Memory',
  '(len .Config.Env)',
  '(len .NetworkSettings.Networks)',
  '(len .Args)',
];
const BOOLS = [
  '.State.Running',
  '.State.Paused',
  '.HostConfig.AutoRemove',
  '.Config.Tty',
  '(eq .State.Status "running")',
  '(gt .RestartCount 0)',
  '(not .State.Dead)',
];
const LISTS = ['.Args', '.Config.Cmd', '.Config.Env', '.Mounts', '.HostConfig.Dns'];
const MAPS = ['.NetworkSettings.Ports', '.Config.Labels', '.HostConfig.PortBindings', '.Config.ExposedPorts'];

const quote = (s: string) => `"${s}"`;

function text(c: Chance, depth: number): string {
  const of = c.one(STRINGS);
  if (depth <= 0) return of;
  return c.one([
    of,
    `(printf ${quote(c.one(['%s', '%q', '%-12s|', '%10s', '%v', '%x', '%.3s', '%d', '%T', '%t', '%5.1f', '%%%s', '%s %s']))} ${text(c, depth - 1)})`,
    `(upper ${text(c, depth - 1)})`,
    `(lower ${text(c, depth - 1)})`,
    `(title ${text(c, depth - 1)})`,
    `(truncate ${text(c, depth - 1)} ${c.below(8)})`,
    `(pad ${text(c, depth - 1)} ${c.below(3)} ${c.below(3)})`,
    `(join ${c.one(LISTS)} ${quote(c.one([',', ' ', '-']))})`,
    `(index (split ${of} ${quote(c.one(['/', 'n', '-']))}) 0)`,
    `(slice ${of} ${c.below(2)} ${c.below(6)})`,
    `(print ${of} ${c.one(NUMBERS)})`,
    `(json ${c.one([...LISTS, ...MAPS, of])})`,
    `(html ${of})`,
    `(urlquery ${of})`,
    `(js ${of})`,
    `(index .Config.Env ${c.below(3)})`,
    `(index ${c.one(MAPS)} ${quote(c.one(['80/tcp', 'tier', 'nosuch']))})`,
  ]);
}

const condition = (c: Chance): string =>
  c.one([
    c.one(BOOLS),
    `${c.one(['eq', 'ne', 'lt', 'le', 'gt', 'ge'])} ${c.one(NUMBERS)} ${c.below(4)}`,
    `${c.one(['eq', 'ne', 'lt'])} ${text(c, 1)} ${quote(c.one(['running', 'nginx', 'exited', 'bridge']))}`,
    `${c.one(['and', 'or'])} ${c.one(BOOLS)} ${c.one(BOOLS)}`,
    `not ${c.one([...BOOLS, ...LISTS, ...STRINGS])}`,
    c.one([...LISTS, ...MAPS, ...STRINGS, ...NUMBERS]),
    `eq ${c.one(STRINGS)} ${c.one(NUMBERS)}`,
  ]);

function piece(c: Chance, depth: number): string {
  const dash = c.maybe(0.08) ? '- ' : '';
  const inner = () => (depth > 0 ? piece(c, depth - 1) : c.one(['x', ' ', 'yes']));
  return c.one([
    `{{${dash}${text(c, depth)}}}`,
    `{{${text(c, 0)} | ${c.one(['printf "%q"', 'upper', 'lower', 'json', 'len', 'title', 'print', 'println', 'html', 'printf "%s-%s" "a"'])}}}`,
    `{{if ${condition(c)}}}${inner()}{{else}}${inner()}{{end}}`,
    `{{if ${condition(c)}}}${inner()}{{else if ${condition(c)}}}${inner()}{{end}}`,
    `{{range ${c.one(LISTS)}}}[{{.}}]{{else}}none{{end}}`,
    `{{range $i, $x := ${c.one(LISTS)}}}{{$i}}={{$x}} {{end}}`,
    `{{range $k, $v := ${c.one(MAPS)}}}{{$k}}:{{${c.one(['json ', '', 'len ', 'printf "%v" '])}$v}} {{end}}`,
    `{{with ${c.one([...STRINGS, ...LISTS, ...MAPS])}}}{{.}}{{else}}empty{{end}}`,
    `{{$x := ${text(c, 0)}}}{{$x}}{{$x = "b"}}{{$x}}`,
    `{{${c.one([...NUMBERS, ...BOOLS])}}}`,
    `{{/* note */}}`,
    `{{range $i, $x := .Config.Env}}{{if $i}}{{break}}{{end}}{{$x}}{{end}}`,
    `{{"a\\tb"}}`,
    '{{range .NetworkSettings.Networks}}{{.IPAddress}}/{{.IPPrefixLen}}{{end}}',
  ]);
}

const WRONG = [
  '{{.Name',
  '{{end}}',
  '{{if}}x{{end}}',
  '{{.Name}}{{else}}',
  '{{nosuch .Name}}',
  '{{.Name | nosuch}}',
  '{{.State.Status.Nosuch}}',
  '{{index .Config.Env 99}}',
  '{{index .Config.Env "a"}}',
  '{{len 3}}',
  '{{slice .Name 9 99}}',
  '{{$x}}',
  '{{range .Name}}{{.}}{{end}}',
  '{{template "x"}}',
  '{{.Config.Env.Foo}}',
  '{{printf}}',
  '{{upper}}',
  '{{join .Name ","}}',
  '{{eq .Args .Args}}',
  '{{lt .Name 1}}',
  '{{"unclosed}}',
  '{{.}}{{.Nosuch.Deeper}}',
  "{{'a'}}",
  '{{1.5}} {{0x10}} {{1e3}}',
  '{{nil}}',
  '{{true}} {{false}}',
  '{{.State.Health.Status}}',
];

/** docker inspect with a random template. */
export const template: Action = (m: Memory, c) => {
  const box = c.any(m.containers);
  if (box === undefined) return undefined;
  const made = c.maybe(0.2)
    ? c.one(WRONG)
    : Array.from({ length: 1 + c.below(3) }, () => piece(c, 1)).join(c.one(['', ' ', '|']));
  return `docker inspect -f '${made.replaceAll("'", "'\\''")}' ${box.name}`;
};

const COLUMNS = [
  '.Names',
  '.Image',
  '.State',
  '.Ports',
  '.Command',
  '.Networks',
  '.Labels',
  '.Mounts',
  '.LocalVolumes',
  '.Platform',
];

/** docker ps with a random format. */
export const psTemplate: Action = (m, c) => {
  const pool = m.containers.some((x) => x.networks.length > 1) ? COLUMNS.filter((x) => x !== '.Networks') : COLUMNS;
  const cell = () =>
    c.one([
      `{{${c.one(pool)}}}`,
      `{{${c.one(['upper', 'lower', 'title', 'json', 'len', 'printf "%-10s|"', 'printf "%q"', 'html'])} ${c.one(pool)}}}`,
      `{{truncate ${c.one(pool)} ${1 + c.below(6)}}}`,
      `{{pad ${c.one(pool)} 1 2}}`,
      `{{if eq .State "running"}}up{{else}}{{.State}}{{end}}`,
      `{{index (split .Image ":") 0}}`,
      `{{.Label "tier"}}`,
      '{{with .Ports}}{{.}}{{else}}-{{end}}',
    ]);
  const cells = Array.from({ length: 1 + c.below(4) }, cell);
  const table = c.maybe(0.5);
  return `docker ps ${c.one(['', '-a '])}--format '${table ? 'table ' : ''}${cells.join(c.one(['\\t', ' ', '\\t']))}'`;
};
