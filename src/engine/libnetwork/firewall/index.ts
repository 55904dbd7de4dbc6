/** The rules that Docker programs, as data: of the host, of a network, of an endpoint, of a port. To withdraw them is the same list. */
export { dropForward, initFirewall } from './base.ts';
export { endpointRules, type Filtered, networkRules } from './network.ts';
export { portRules } from './port.ts';
export type { Entry } from './rule.ts';
export { dport, dst, entry, established, one, program, sport, src, to, toLocal, withdraw } from './rule.ts';
