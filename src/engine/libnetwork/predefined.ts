const PREDEFINED = ['bridge', 'host', 'none', 'default'];

/** Names of networks that nobody can make, remove or have aliases in; moby api/types/network, IsPredefined. */
export function isPredefined(name: string): boolean {
  return PREDEFINED.includes(name);
}

/** The bridge through which containers of overlay networks reach the outside. */
export const GATEWAY_NETWORK = 'docker_gwbridge';
