/**
 * What answers behind a container's sockets, and the server programs that open them: nginx, whoami, databases, the
 * LAN's name server. Knows connections and datagrams, files and processes; never Docker, networks or lessons.
 */
import type { Apps } from '../os/index.ts';
import { consulApi } from './consul/api.ts';
import { consulDns } from './consul/dns.ts';
import { grafana } from './grafana.ts';
import { haproxy } from './haproxy/app.ts';
import { httpd } from './httpd.ts';
import { lanDns, lanTls, lanWeb } from './lan.ts';
import { mongo } from './mongo/server.ts';
import { mysql } from './mysql/server.ts';
import { nginx } from './nginx/app.ts';
import { nginxStream } from './nginx/stream.ts';
import { nodeExporter } from './node-exporter.ts';
import { postgresApp } from './postgres/server.ts';
import { prometheusApi } from './prometheus/api.ts';
import { pythonHttp } from './python/app.ts';
import { redis } from './redis/server.ts';
import { service, spring } from './service/app.ts';
import { silent, whoami } from './whoami.ts';

export { serverPrograms } from './servers.ts';

/** Apps by the service name of their sockets. */
export const apps: Apps = {
  ...{
    whoami,
    silent,
    nginx,
    'nginx-stream': nginxStream,
    haproxy,
    httpd,
    'python-http': pythonHttp,
    'lan-dns': lanDns,
    'lan-web': lanWeb,
    'lan-tls': lanTls,
  },
  ...{ service, spring, mysql, postgres: postgresApp, mongo, redis },
  ...{ consul: consulApi, 'consul-dns': consulDns, prometheus: prometheusApi, grafana, 'node-exporter': nodeExporter },
};
