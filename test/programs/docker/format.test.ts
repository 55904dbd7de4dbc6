import { expect, test } from 'vitest';
import { displayPorts } from '../../../src/programs/docker/container/display-ports.ts';
import { CONTAINER_ROWS, psFormat } from '../../../src/programs/docker/container/rows.ts';
import { bytesSize, ellipsis, formatList, humanSize } from '../../../src/programs/docker/format/index.ts';

const port = (IP: string, PrivatePort: number, PublicPort: number | undefined, Type = 'tcp') => ({
  ...(IP === '' ? {} : { IP }),
  PrivatePort,
  ...(PublicPort === undefined ? {} : { PublicPort }),
  Type,
});

const PORTS = [
  port('0.0.0.0', 80, 8080),
  port('::', 80, 8080),
  port('0.0.0.0', 443, 443),
  port('0.0.0.0', 444, 444),
  port('::', 443, 443),
  port('::', 444, 444),
  port('', 9000, undefined),
  port('', 9001, undefined),
  port('127.0.0.1', 53, 53, 'udp'),
  port('0.0.0.0', 53, 53),
];

const SHOWN =
  '0.0.0.0:53->53/tcp, 0.0.0.0:443-444->443-444/tcp, 127.0.0.1:53->53/udp, [::]:443-444->443-444/tcp, 9000-9001/tcp, 0.0.0.0:8080->80/tcp, [::]:8080->80/tcp';

test('ports are drawn together into ranges, those with another number last', () => {
  expect(displayPorts(PORTS)).toBe(SHOWN);
  expect(displayPorts([port('', 80, undefined), port('', 81, undefined), port('', 83, undefined)])).toBe(
    '80-81/tcp, 83/tcp',
  );
});

const NOW = 1_795_243_166_000;
const LIST = [
  {
    Id: 'f'.repeat(64),
    Names: ['/web'],
    Image: 'nginx:alpine',
    ImageID: `sha256:${'1'.repeat(64)}`,
    Command: "/docker-entrypoint.sh nginx -g 'daemon off;'",
    Created: NOW / 1000 - 61,
    Ports: PORTS,
    Labels: { b: '2', a: '1' },
    State: 'running',
    Status: 'Up About a minute',
    HostConfig: {},
    NetworkSettings: { Networks: {} },
    Mounts: [],
  },
  {
    Id: '0'.repeat(64),
    Names: ['/db', '/web/link'],
    Image: 'redis',
    ImageID: `sha256:${'2'.repeat(64)}`,
    Command: 'docker-entrypoint.sh redis-server',
    Created: NOW / 1000 - 3700,
    Ports: [],
    Labels: {},
    State: 'exited',
    Status: 'Exited (0) 3 minutes ago',
    HostConfig: {},
    NetworkSettings: { Networks: {} },
    Mounts: [],
  },
] as const;
const rows = LIST.map((container) => ({ container, now: NOW }));
const show = (format: string, trunc = true) => formatList(CONTAINER_ROWS, rows, format, trunc);

test('the table of docker ps, its last but one column wide', () => {
  const gap = ' '.repeat(SHOWN.length - 'PORTS'.length + 3);
  expect(show(psFormat('', false, false))).toBe(
    `CONTAINER ID   IMAGE          COMMAND                  CREATED              STATUS                     PORTS${gap}NAMES
ffffffffffff   nginx:alpine   "/docker-entrypoint.…"   About a minute ago   Up About a minute          ${SHOWN}   web
000000000000   redis          "docker-entrypoint.s…"   About an hour ago    Exited (0) 3 minutes ago   ${' '.repeat(SHOWN.length + 3)}db
`,
  );
});

test.each([
  ['{{.ID}}|{{.Names}}', `${'f'.repeat(64)}|web\n${'0'.repeat(64)}|db,web/link\n`, false],
  [
    'table {{.Names}}\\t{{.Status}}',
    'NAMES     STATUS\nweb       Up About a minute\ndb        Exited (0) 3 minutes ago\n',
    true,
  ],
  ['{{.Labels}} {{.Label "a"}}', 'a=1,b=2 1\n \n', true],
  ['table {{.Label "com.my-label"}}', 'my label\n\n\n', true],
  ['table {{upper .Names}}\\t{{.Nosuch | printf "%s"}}', undefined, true],
])('%s', (format, printed, trunc) => {
  if (printed === undefined)
    expect(() => show(format, trunc)).toThrow(/can't evaluate field Nosuch in type \*formatter\.ContainerContext$/);
  else expect(show(format, trunc)).toBe(printed);
});

test('json has the fields by name and escapes HTML', () => {
  expect(show('json').split('\n')[1]).toBe(
    '{"Command":"\\"docker-entrypoint.s…\\"","CreatedAt":"2026-11-21 05:37:46 +0000 UTC","ID":"000000000000","Image":"redis","Labels":"","LocalVolumes":"0","Mounts":"","Names":"db","Networks":"","Platform":null,"Ports":"","RunningFor":"About an hour ago","Size":"0B","State":"exited","Status":"Exited (0) 3 minutes ago"}',
  );
  expect(show('{{json .Ports}}').split('\n')[0]).toBe(JSON.stringify(SHOWN));
  expect(show('json').split('\n')[0]).toContain('0.0.0.0:53-\\u003e53/tcp');
});

test.each([
  [0, '0B', '0B'],
  [999, '999B', '999B'],
  [2048, '2.048kB', '2KiB'],
  [215_000_000, '215MB', '205MiB'],
  [25_276_000_000, '25.28GB', '23.54GiB'],
])('%d bytes', (bytes, decimal, binary) => {
  expect(humanSize(bytes)).toBe(decimal);
  expect(bytesSize(bytes)).toBe(binary);
});

test('what is cut ends in an ellipsis, Hangul counts double', () => {
  expect([ellipsis('abcdef', 6), ellipsis('abcdefg', 6), ellipsis('가나다라', 6)]).toEqual([
    'abcdef',
    'abcde…',
    '가나…',
  ]);
});
