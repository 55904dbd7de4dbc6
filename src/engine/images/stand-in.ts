import {
  type Catalogue,
  DEBIAN_GROUP,
  DEBIAN_PASSWD,
  type ImageSpec,
  mergedUsr,
  type SpecFile,
  skeleton,
  trustStore,
} from './catalogue.ts';
import { NGINX_DEBIAN } from './nginx-files.ts';
import { busyboxFiles, iptablesFiles, networkFiles, slimFiles } from './programs.ts';

/** Names of the stand-in server: which ports it opens follows from the name that it is started under. */
const SERVERS = [
  'httpd-foreground',
  'mysqld',
  'postgres',
  'redis-server',
  'mongod',
  'consul',
  'prometheus',
  'node_exporter',
  'grafana',
  'app80',
  'app3000',
  'app8080',
  'dns-server',
  'registrator',
]; // prettier-ignore

const EXEC_ARGS = '#!/bin/sh\nexec "$@"\n';

const serve: readonly SpecFile[] = [
  { path: '/usr/local/bin/serve', program: 'serve' },
  ...SERVERS.map((name) => ({ path: `/usr/local/bin/${name}`, link: 'serve' })),
  { path: '/whoami', link: '/usr/local/bin/serve' },
  ...['/usr/local/bin/docker-entrypoint.sh', '/usr/local/bin/docker-php-entrypoint', '/docker-entrypoint.sh'].map(
    (path) => ({ path, text: EXEC_ARGS, mode: 0o755 }),
  ),
];

const debian = skeleton(
  DEBIAN_PASSWD,
  'PRETTY_NAME="Debian GNU/Linux forky/sid"\nNAME="Debian GNU/Linux"\nVERSION_CODENAME=forky\nID=debian\n',
  DEBIAN_GROUP,
);

const alpine: readonly SpecFile[] = [
  { path: '/tmp', dir: true, mode: 0o755 },
  ...skeleton('root:x:0:0:root:/root:/bin/sh\n', 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.0\n', ''),
  { path: '/bin', dir: true },
  ...busyboxFiles('debian'),
];

const ENTRYPOINT = ['docker-entrypoint.sh'];
const app = (tags: readonly string[], cmd: string, port: string): ImageSpec => ({
  tags,
  base: 'slim',
  cmd: [cmd],
  exposed: [port],
});

const slim: readonly SpecFile[] = [
  ...debian,
  ...mergedUsr(),
  ...trustStore(),
  ...slimFiles(),
  ...iptablesFiles(),
  ...NGINX_DEBIAN,
  { path: '/usr/sbin/haproxy', program: 'haproxy' },
];

/** The images of the recordings: the real ones' names, entrypoints and ports over Debian's files. */
export const STAND_IN: Catalogue = {
  name: 'stand-in',
  pulled: false,
  layers: {
    alpine: { size: 2_066_658, files: alpine },
    debian: {
      size: 215_382_517,
      files: slim,
    },
    'debian-full': { size: 219_144_072, files: [...slim, ...networkFiles()] },
    slim: { lower: 'debian', size: 2306, files: serve },
    full: { lower: 'debian-full', size: 2306, files: serve },
  },
  images: [
    { tags: ['alpine:latest'], base: 'alpine', cmd: ['/bin/sh'] },
    { tags: ['busybox:latest'], base: 'alpine', cmd: ['sh'] },
    { tags: ['ubuntu:latest'], base: 'debian', cmd: ['/bin/bash'] },
    { tags: ['nicolaka/netshoot:latest'], base: 'full', cmd: ['zsh'] },
    { tags: ['devwikirepo/pingbuntu:latest'], base: 'full', cmd: ['sleep', 'infinity'] },
    ...['slim', 'full'].map((base) => ({
      tags: [base === 'slim' ? 'nginx:latest' : 'nginx:alpine'],
      base,
      exposed: ['80/tcp'],
      entrypoint: ['/docker-entrypoint.sh'],
      cmd: ['nginx', '-g', 'daemon off;'],
    })),
    app(['httpd:latest'], 'httpd-foreground', '80/tcp'),
    { tags: ['traefik/whoami:latest'], base: 'slim', exposed: ['80/tcp'], entrypoint: ['/whoami'] },
    {
      tags: ['mysql:latest', 'mysql:8.0'],
      base: 'slim',
      exposed: ['3306/tcp', '33060/tcp'],
      entrypoint: ENTRYPOINT,
      cmd: ['mysqld'],
    },
    {
      tags: ['postgres:latest', 'postgres:13', 'postgresql:latest'],
      base: 'slim',
      exposed: ['5432/tcp'],
      entrypoint: ENTRYPOINT,
      cmd: ['postgres'],
    },
    {
      tags: ['redis:latest', 'redis:alpine'],
      base: 'slim',
      exposed: ['6379/tcp'],
      entrypoint: ENTRYPOINT,
      cmd: ['redis-server'],
    },
    { tags: ['mongo:latest'], base: 'slim', exposed: ['27017/tcp'], entrypoint: ENTRYPOINT, cmd: ['mongod'] },
    {
      tags: ['haproxy:latest', 'haproxy:alpine'],
      base: 'slim',
      entrypoint: ENTRYPOINT,
      cmd: ['haproxy', '-f', '/usr/local/etc/haproxy/haproxy.cfg'],
    },
    {
      tags: ['consul:latest', 'hashicorp/consul:latest'],
      base: 'slim',
      exposed: ['8300/tcp', '8301/tcp', '8301/udp', '8302/tcp', '8302/udp', '8500/tcp', '8600/tcp', '8600/udp'],
      entrypoint: ENTRYPOINT,
      cmd: ['consul', 'agent', '-dev', '-client', '0.0.0.0'],
    },
    {
      tags: ['prom/prometheus:latest'],
      base: 'slim',
      exposed: ['9090/tcp'],
      entrypoint: ['/usr/local/bin/prometheus'],
      cmd: ['--config.file=/etc/prometheus/prometheus.yml'],
    },
    {
      tags: ['prom/node-exporter:latest'],
      base: 'slim',
      exposed: ['9100/tcp'],
      entrypoint: ['/usr/local/bin/node_exporter'],
    },
    { tags: ['grafana/grafana:latest'], base: 'slim', exposed: ['3000/tcp'], entrypoint: ['/usr/local/bin/grafana'] },
    { tags: ['gliderlabs/registrator:latest'], base: 'slim', entrypoint: ['/usr/local/bin/registrator'] },
    app(
      ['my-webapp', 'my-api', 'user-service', 'order-service', 'node-backend', 'favorites-node'].map(
        (n) => `${n}:latest`,
      ),
      'app3000',
      '3000/tcp',
    ),
    app(
      [
        'my-frontend',
        'react-app',
        'my-app',
        'my-service',
        'my-web-app',
        'high-performance-app',
        'network-intensive-app',
      ].map((n) => `${n}:latest`),
      'app80',
      '80/tcp',
    ),
    app(['api-gateway:latest'], 'app8080', '8080/tcp'),
    app(['dns-server:latest'], 'dns-server', '53/udp'),
  ],
};
