import { rfc3339Nano } from '../base/index.ts';
import { type Link, linksOf, operstate } from '../net/index.ts';
import { err, hostname, type Program, park, sleep } from '../os/index.ts';
import { httpApp, targetOf } from './answer.ts';
import { open } from './server.ts';

/** node_exporter: metrics of the machine that it sees. */
export const nodeExporterProgram: Program = function* (proc) {
  yield* sleep(50);
  const port = Number(proc.argv.flatMap((a) => /^--web\.listen-address=.*:(\d+)$/.exec(a)?.[1] ?? []).at(-1) ?? 9100);
  const at = `time=${rfc3339Nano(proc.now)} level=`;
  const failed = open(proc, [{ port, ip: '::', service: 'node-exporter' }]);
  if (failed !== undefined) {
    yield* err(`${at}ERROR source=node_exporter.go:236 msg="listen tcp :${port}: bind: ${failed.toLowerCase()}"`);
    return 1;
  }
  yield* err(`${at}INFO source=node_exporter.go:216 msg="Starting node_exporter" version="(version=1.10.2)"`);
  yield* err(`${at}INFO source=tls_config.go:346 msg="Listening on" address=[::]:${port}`);
  return yield* park({ TERM: 0, INT: 0 });
};

type Metric = readonly [name: string, help: string, type: 'gauge' | 'counter', value: (l: Link) => number];

/** The metrics of its network class and network device collectors that the kernel here keeps. */
const DEVICE: readonly Metric[] = [
  ['mtu_bytes', 'Network device property: mtu_bytes', 'gauge', (l) => l.mtu],
  ['receive_bytes_total', 'Network device statistic receive_bytes.', 'counter', (l) => l.rx.bytes],
  ['receive_drop_total', 'Network device statistic receive_drop.', 'counter', (l) => l.rx.dropped ?? 0],
  ['receive_packets_total', 'Network device statistic receive_packets.', 'counter', (l) => l.rx.packets],
  ['transmit_bytes_total', 'Network device statistic transmit_bytes.', 'counter', (l) => l.tx.bytes],
  ['transmit_packets_total', 'Network device statistic transmit_packets.', 'counter', (l) => l.tx.packets],
];

/** Its /metrics: the interfaces of the namespace that it really sits in. */
export const nodeExporter = httpApp(function* (conn, request) {
  yield* sleep(0);
  const { path } = targetOf(request);
  if (path === '/')
    return {
      type: 'text/html; charset=UTF-8',
      body: '<!DOCTYPE html>\n<html lang="en"><head><title>Node Exporter</title></head><body><h1>Node Exporter</h1><a href="/metrics">Metrics</a></body></html>\n',
    };
  if (path !== '/metrics') return { status: 404, body: '404 page not found\n' };
  const links = [...linksOf(conn.world, conn.netns)].sort((a, b) => (a.name < b.name ? -1 : 1));
  const metric = (name: string, help: string, type: string, samples: readonly string[]) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples,
  ];
  const lines = [
    ...metric('node_exporter_build_info', 'A metric with a constant value.', 'gauge', [
      'node_exporter_build_info{version="1.10.2"} 1',
    ]),
    ...metric(
      'node_network_info',
      'Non-numeric data of the network device, value is always 1.',
      'gauge',
      links.map(
        (l) =>
          `node_network_info{address="${l.mac}",device="${l.name}",operstate="${operstate(conn.world, l).toLowerCase()}"} 1`,
      ),
    ),
    ...DEVICE.flatMap(([name, help, type, value]) =>
      metric(
        `node_network_${name}`,
        help,
        type,
        links.map((l) => `node_network_${name}{device="${l.name}"} ${value(l)}`),
      ),
    ),
    ...metric(
      'node_network_up',
      "Value is 1 if operstate is 'up', 0 otherwise.",
      'gauge',
      links.map((l) => `node_network_up{device="${l.name}"} ${operstate(conn.world, l) === 'UP' ? 1 : 0}`),
    ),
    ...metric('node_uname_info', 'Labeled system information as provided by the uname system call.', 'gauge', [
      `node_uname_info{machine="x86_64",nodename="${hostname(conn.world, conn)}",sysname="Linux"} 1`,
    ]),
  ];
  return { type: 'text/plain; version=0.0.4; charset=utf-8', body: `${lines.join('\n')}\n` };
});
