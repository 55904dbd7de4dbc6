/**
 * What answers behind a container's sockets, and the server programs that open them: nginx, whoami, databases, the
 * LAN's name server. Knows connections and datagrams, files and processes; never Docker, networks or lessons.
 */
import type { Apps, Programs } from '../os/index.ts';
import { lanDns, lanWeb } from './lan.ts';
import { serve } from './stand-in.ts';
import { silent, whoami } from './whoami.ts';

/** Apps by the service name of their sockets. */
export const apps: Apps = { whoami, silent, 'lan-dns': lanDns, 'lan-web': lanWeb };

/** Programs that images run as servers, by id. */
export const serverPrograms: Programs = {
  serve: { run: serve },
};
