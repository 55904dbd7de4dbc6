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
import { CURRICULUM } from './curriculum.ts';
import { NGINX_OFFICIAL } from './nginx-files.ts';
import {
  busyboxFiles,
  debianFile,
  minimalFiles,
  netshootFiles,
  networkFiles,
  slimFiles,
  UNSIMULATED,
} from './programs.ts';

const MB = 1_000_000;

const ALPINE_PASSWD =
  'root:x:0:0:root:/root:/bin/sh\nbin:x:1:1:bin:/bin:/sbin/nologin\nnginx:x:101:101:nginx:/var/cache/nginx:/sbin/nologin\nredis:x:999:1000:redis:/home/redis:/bin/sh\nguest:x:405:100:guest:/dev/null:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n';

const alpine: readonly SpecFile[] = [
  ...skeleton(
    ALPINE_PASSWD,
    'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.2\nPRETTY_NAME="Alpine Linux v3.22"\nHOME_URL="https://alpinelinux.org/"\n',
  ),
  { path: '/bin', dir: true },
  ...[
    '/home',
    '/lib',
    '/media',
    '/mnt',
    '/opt',
    '/run',
    '/sbin',
    '/srv',
    '/usr/local',
    '/usr/local/bin',
    '/usr/sbin',
    '/usr/share',
  ].map((path) => ({ path, dir: true as const })),
  { path: '/etc/alpine-release', text: '3.22.2\n' },
  { path: '/lib/ld-musl-x86_64.so.1', text: '', mode: 0o755 },
  ...trustStore(),
  { path: '/usr/bin/ssl_client', program: UNSIMULATED },
  ...busyboxFiles(),
];

const debian = (pretty: string, id: string): readonly SpecFile[] => [
  ...skeleton(
    DEBIAN_PASSWD,
    `PRETTY_NAME="${pretty}"\nNAME="${id === 'ubuntu' ? 'Ubuntu' : 'Debian GNU/Linux'}"\nID=${id}\n`,
    DEBIAN_GROUP,
  ),
  ...mergedUsr(),
  ...minimalFiles(),
];

const server = (path: string, program: string): SpecFile => ({ path, program });
const ENTRYPOINT = ['docker-entrypoint.sh'];

/** An image whose entrypoint script checks its environment and then becomes the server. */
const database = (
  spec: Pick<ImageSpec, 'tags' | 'cmd' | 'exposed' | 'size'> & Partial<ImageSpec>,
  files: readonly SpecFile[],
): ImageSpec => ({
  base: 'debian',
  entrypoint: ENTRYPOINT,
  ...spec,
  files: [...(spec.files ?? []), server('/usr/local/bin/docker-entrypoint.sh', 'database-entrypoint'), ...files],
});

const clients = (...names: readonly string[]): SpecFile[] => names.map((n) => server(`/usr/bin/${n}`, n));

/** Where the image keeps its data: from 18 on a folder a version, under one volume. */
const pgdata = (version: string) =>
  Number.parseInt(version, 10) < 18
    ? '/var/lib/postgresql/data'
    : `/var/lib/postgresql/${Number.parseInt(version, 10)}/docker`;

/** PostgreSQL's versions, each with the tags of its image. */
const POSTGRES: readonly (readonly [version: string, ...tags: string[]])[] = [
  ['18.1', 'postgres:latest', 'postgres:18'],
  ['17.7', 'postgres:17'],
  ['16.11', 'postgres:16'],
  ['13.23', 'postgres:13', 'postgres:13-trixie'],
];

/** The configuration that the image brings: Prometheus watches itself. */
const PROMETHEUS_YML = `global:
  scrape_interval: 15s
  evaluation_interval: 15s
scrape_configs:
  - job_name: "prometheus"
    static_configs:
      - targets: ["localhost:9090"]
        labels:
          app: "prometheus"
`;

/** What Docker Hub serves, as far as the course knows it. */
export const REAL: Catalogue = {
  name: 'real',
  pulled: true,
  retired: ['consul', 'openjdk'],
  legacy: ['gliderlabs/registrator:latest'],
  layers: {
    alpine: { size: 8.3 * MB, files: alpine },
    busybox: {
      size: 4.4 * MB,
      files: [
        ...skeleton('root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n', ''),
        { path: '/bin', dir: true },
        ...['/home', '/lib'].map((path) => ({ path, dir: true as const })),
        ...busyboxFiles(),
      ],
    },
    debian: { size: 117 * MB, files: debian('Debian GNU/Linux 13 (trixie)', 'debian') },
    ubuntu: { size: 78.1 * MB, files: debian('Ubuntu 24.04.3 LTS', 'ubuntu') },
    scratch: {
      size: 0,
      files: [
        { path: '/etc', dir: true },
        { path: '/dev', dir: true },
        { path: '/proc', dir: true },
        { path: '/sys', dir: true },
      ],
    },
    'alpine-tools': { lower: 'alpine', size: 2 * MB, files: [debianFile('curl/curl')] },
    'debian-tools': {
      lower: 'debian',
      size: 21 * MB,
      files: [debianFile('curl/curl'), debianFile('openssl/openssl'), ...trustStore()],
    },
    buildpack: {
      lower: 'debian-tools',
      size: 900 * MB,
      files: ['procps/ps', 'procps/top', 'procps/free', 'wget/wget'].map(debianFile),
    },
    pingbuntu: { lower: 'ubuntu', size: 44 * MB, files: [...networkFiles(), debianFile('curl/curl')] },
    netshoot: {
      size: 489 * MB,
      files: [
        ...skeleton(ALPINE_PASSWD, 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.22.0\n'),
        ...mergedUsr(),
        ...trustStore(),
        ...slimFiles(),
        ...networkFiles(),
        ...netshootFiles(),
      ],
    },
  },
  images: [
    { tags: ['alpine:latest', 'alpine:3', 'alpine:3.22'], base: 'alpine', cmd: ['/bin/sh'], age: 40 },
    { tags: ['busybox:latest', 'busybox:1', 'busybox:1.37'], base: 'busybox', cmd: ['sh'], age: 400 },
    { tags: ['debian:latest', 'debian:trixie', 'debian:13'], base: 'debian', cmd: ['bash'], age: 14 },
    { tags: ['ubuntu:latest', 'ubuntu:24.04', 'ubuntu:noble'], base: 'ubuntu', cmd: ['/bin/bash'], age: 21 },
    {
      tags: ['nginx:latest', 'nginx:1.29'],
      base: 'debian-tools',
      entrypoint: ['/docker-entrypoint.sh'],
      cmd: ['nginx', '-g', 'daemon off;'],
      env: ['NGINX_VERSION=1.29.3'],
      exposed: ['80/tcp'],
      stopSignal: 'SIGQUIT',
      files: NGINX_OFFICIAL,
      size: 14 * MB,
    },
    {
      tags: ['nginx:alpine', 'nginx:1.29-alpine'],
      base: 'alpine-tools',
      entrypoint: ['/docker-entrypoint.sh'],
      cmd: ['nginx', '-g', 'daemon off;'],
      env: ['NGINX_VERSION=1.29.3'],
      exposed: ['80/tcp'],
      stopSignal: 'SIGQUIT',
      files: [...NGINX_OFFICIAL, ...['/var/www', '/var/cache'].map((path) => ({ path, dir: true as const }))],
      size: 42 * MB,
    },
    {
      tags: ['httpd:latest', 'httpd:2.4'],
      base: 'debian',
      cmd: ['httpd-foreground'],
      env: ['HTTPD_PREFIX=/usr/local/apache2', 'HTTPD_VERSION=2.4.65'],
      exposed: ['80/tcp'],
      workdir: '/usr/local/apache2',
      stopSignal: 'SIGWINCH',
      files: [
        { path: '/usr/local/apache2/htdocs/index.html', text: '<html><body><h1>It works!</h1></body></html>\n' },
        server('/usr/local/bin/httpd-foreground', 'httpd'),
      ],
      size: 30 * MB,
    },
    {
      tags: ['traefik/whoami:latest'],
      base: 'scratch',
      entrypoint: ['/whoami'],
      exposed: ['80/tcp'],
      files: [server('/whoami', 'whoami')],
      size: 6.6 * MB,
    },
    {
      tags: ['nicolaka/netshoot:latest'],
      base: 'netshoot',
      cmd: ['zsh'],
      env: ['HOSTNAME=netshoot'],
      workdir: '/root',
    },
    database(
      {
        tags: ['redis:latest', 'redis:8'],
        cmd: ['redis-server'],
        env: ['REDIS_VERSION=8.2.3'],
        exposed: ['6379/tcp'],
        workdir: '/data',
        volumes: ['/data'],
        size: 20 * MB,
      },
      [server('/usr/local/bin/redis-server', 'redis-server'), server('/usr/local/bin/redis-cli', 'redis-cli')],
    ),
    database(
      {
        tags: ['redis:alpine', 'redis:8-alpine'],
        base: 'alpine',
        cmd: ['redis-server'],
        env: ['REDIS_VERSION=8.2.3'],
        exposed: ['6379/tcp'],
        workdir: '/data',
        volumes: ['/data'],
        size: 52 * MB,
      },
      [server('/usr/local/bin/redis-server', 'redis-server'), server('/usr/local/bin/redis-cli', 'redis-cli')],
    ),
    database(
      {
        tags: ['mysql:latest', 'mysql:9'],
        cmd: ['mysqld'],
        env: ['MYSQL_VERSION=9.5.0-1.el9'],
        exposed: ['3306/tcp', '33060/tcp'],
        volumes: ['/var/lib/mysql'],
        size: 800 * MB,
      },
      [server('/usr/sbin/mysqld', 'mysqld'), ...clients('mysql', 'mysqladmin')],
    ),
    database(
      {
        tags: ['mysql:8.0', 'mysql:8'],
        cmd: ['mysqld'],
        env: ['MYSQL_VERSION=8.0.44-1.el9'],
        exposed: ['3306/tcp', '33060/tcp'],
        volumes: ['/var/lib/mysql'],
        size: 650 * MB,
      },
      [server('/usr/sbin/mysqld', 'mysqld'), ...clients('mysql', 'mysqladmin')],
    ),
    database(
      {
        tags: ['mariadb:latest'],
        cmd: ['mariadbd'],
        env: ['MARIADB_VERSION=1:12.0.2+maria~ubu2404'],
        exposed: ['3306/tcp'],
        volumes: ['/var/lib/mysql'],
        size: 250 * MB,
      },
      [
        server('/usr/sbin/mariadbd', 'mysqld'),
        server('/usr/bin/mariadb', 'mysql'),
        server('/usr/bin/mariadb-admin', 'mysqladmin'),
      ],
    ),
    ...POSTGRES.map(([version, ...tags]) =>
      database(
        {
          tags,
          env: [`PG_VERSION=${version}-1.pgdg13+1`, `PG_MAJOR=${version.split('.')[0]}`, `PGDATA=${pgdata(version)}`],
          cmd: ['postgres'],
          exposed: ['5432/tcp'],
          volumes: [Number.parseInt(version, 10) < 18 ? pgdata(version) : '/var/lib/postgresql'],
          stopSignal: 'SIGINT',
          size: 320 * MB,
        },
        [server('/usr/local/bin/postgres', 'postgres'), ...clients('psql', 'pg_isready')],
      ),
    ),
    database(
      {
        tags: ['mongo:latest', 'mongo:8'],
        cmd: ['mongod'],
        env: ['MONGO_VERSION=8.0.15'],
        exposed: ['27017/tcp'],
        volumes: ['/data/configdb', '/data/db'],
        size: 760 * MB,
      },
      [server('/usr/bin/mongod', 'mongod'), ...clients('mongosh')],
    ),
    {
      tags: ['haproxy:latest', 'haproxy:alpine'],
      base: 'debian',
      entrypoint: ENTRYPOINT,
      cmd: ['haproxy', '-f', '/usr/local/etc/haproxy/haproxy.cfg'],
      stopSignal: 'SIGUSR1',
      files: [
        { path: '/usr/local/bin/docker-entrypoint.sh', text: '#!/bin/sh\nexec "$@"\n', mode: 0o755 },
        { path: '/usr/local/etc/haproxy', dir: true },
        server('/usr/local/sbin/haproxy', 'haproxy'),
      ],
      size: 15 * MB,
    },
    {
      tags: ['hashicorp/consul:latest'],
      base: 'alpine-tools',
      entrypoint: ENTRYPOINT,
      cmd: ['agent', '-dev', '-client', '0.0.0.0'],
      exposed: ['8300/tcp', '8301/tcp', '8301/udp', '8302/tcp', '8302/udp', '8500/tcp', '8600/tcp', '8600/udp'],
      files: [server('/usr/local/bin/docker-entrypoint.sh', 'consul'), server('/bin/consul', 'consul')],
      size: 200 * MB,
    },
    {
      tags: ['python:latest', 'python:3'],
      base: 'buildpack',
      cmd: ['python3'],
      files: [server('/usr/local/bin/python3', 'python3')],
      size: 80 * MB,
    },
    {
      tags: ['node:latest', 'node:lts'],
      base: 'buildpack',
      entrypoint: ENTRYPOINT,
      cmd: ['node'],
      files: [
        server('/usr/local/bin/node', 'node'),
        { path: '/usr/local/bin/docker-entrypoint.sh', text: '#!/bin/sh\nexec "$@"\n', mode: 0o755 },
      ],
      size: 130 * MB,
    },
    {
      tags: ['hello-world:latest'],
      base: 'scratch',
      cmd: ['/hello'],
      files: [server('/hello', 'hello')],
      size: 10_072,
      age: 100,
    },
    {
      tags: ['prom/prometheus:latest'],
      base: 'busybox',
      exposed: ['9090/tcp'],
      entrypoint: ['/bin/prometheus'],
      cmd: ['--config.file=/etc/prometheus/prometheus.yml'],
      user: 'nobody',
      workdir: '/prometheus',
      files: [
        server('/bin/prometheus', 'prometheus'),
        { path: '/etc/prometheus/prometheus.yml', text: PROMETHEUS_YML },
      ],
      size: 300 * MB,
    },
    {
      tags: ['prom/node-exporter:latest'],
      base: 'busybox',
      exposed: ['9100/tcp'],
      entrypoint: ['/bin/node_exporter'],
      user: 'nobody',
      files: [server('/bin/node_exporter', 'node_exporter')],
      size: 22 * MB,
    },
    {
      tags: ['grafana/grafana:latest'],
      base: 'alpine-tools',
      exposed: ['3000/tcp'],
      entrypoint: ['/run.sh'],
      files: [server('/run.sh', 'grafana')],
      size: 500 * MB,
    },
    {
      tags: ['gliderlabs/registrator:master'],
      base: 'alpine',
      entrypoint: ['/bin/registrator'],
      files: [server('/bin/registrator', 'registrator')],
      size: 9 * MB,
    },
    { tags: ['devwikirepo/pingbuntu:latest'], base: 'pingbuntu', cmd: ['sleep', 'infinity'] },
    ...CURRICULUM,
  ],
};
