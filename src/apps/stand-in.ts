import type { Program } from '../os/index.ts';
import { commOf, server } from './server.ts';

/** Ports of the stand-in server by the name that it is started under. */
const PORTS: Readonly<Record<string, readonly number[]>> = {
  'httpd-foreground': [80],
  whoami: [80],
  mysqld: [3306, 33060],
  postgres: [5432],
  'redis-server': [6379],
  mongod: [27017],
  consul: [8500, 8600],
  prometheus: [9090],
  node_exporter: [9100],
  grafana: [3000],
  app80: [80],
  app3000: [3000],
  app8080: [8080],
  'dns-server': [53],
  registrator: [],
};

/** The server of the stand-in images: HTTP as whoami answers it, on the ports that its name implies. */
export const serve: Program = server((proc) =>
  (PORTS[commOf(proc)] ?? [80]).map((port) => ({ port, service: 'whoami' })),
);
