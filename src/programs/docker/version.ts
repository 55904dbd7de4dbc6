/** The client that is simulated, as `docker version` tells it. */
export const CLIENT = {
  version: '28.5.2',
  api: '1.51',
  go: 'go1.27.1',
  commit: '9cc6dea35e9a963f281434761c656fba4ac43aed',
  built: 'Tue Sep 15 11:02:57 2026',
  os: 'linux',
  arch: 'amd64',
} as const;

/** The plugin that docker finds beside it, as `docker info` tells it. */
export const COMPOSE = {
  name: 'compose',
  short: 'Docker Compose',
  vendor: 'Docker Inc.',
  version: '2.40.3',
  path: '/usr/libexec/docker/cli-plugins/docker-compose',
} as const;
