/** The client that is simulated, as `docker version` tells it. */
export const CLIENT = {
  version: '28.5.2',
  api: '1.51',
  minApi: '1.24',
  go: 'go1.27.1',
  commit: '9cc6dea35e9a963f281434761c656fba4ac43aed',
  built: 'Tue Sep 15 11:02:57 2026',
  platform: 'linux/amd64',
} as const;
