/**
 * What answers behind a container's sockets, and the server programs that open them: nginx, whoami, databases, the
 * LAN's name server. Knows connections and datagrams, files and processes; never Docker, networks or lessons.
 */
import type { Apps } from '../os/index.ts';
import { haproxy } from './haproxy/app.ts';
import { httpd } from './httpd.ts';
import { lanDns, lanWeb } from './lan.ts';
import { nginx } from './nginx/app.ts';
import { pythonHttp } from './python/app.ts';
import { silent, whoami } from './whoami.ts';

export { serverPrograms } from './servers.ts';

/** Apps by the service name of their sockets. */
export const apps: Apps = {
  whoami,
  silent,
  nginx,
  haproxy,
  httpd,
  'python-http': pythonHttp,
  'lan-dns': lanDns,
  'lan-web': lanWeb,
};
