import { notSimulated } from '../format/index.ts';

type Words = (...args: readonly unknown[]) => string;

const all = (options: unknown): string =>
  typeof options === 'object' && options !== null && 'all' in options && options.all === true ? '?all=1' : '';

/** The requests of the API that a call of the daemon makes, as Go's client names them in an error. */
const REQUESTS: Readonly<Record<string, Words>> = {
  containerCreate: (name) => `Post /containers/create${name === undefined ? '' : `?name=${String(name)}`}`,
  containerInspect: (ref) => `Get /containers/${String(ref)}/json`,
  containerKill: (ref) => `Post /containers/${String(ref)}/kill?signal=SIGKILL`,
  containerList: (options) => `Get /containers/json${all(options)}`,
  containerLogs: (ref) => `Get /containers/${String(ref)}/json`,
  containerRemove: (ref) => `Delete /containers/${String(ref)}`,
  containerRestart: (ref) => `Post /containers/${String(ref)}/restart`,
  containerStart: (ref) => `Post /containers/${String(ref)}/start`,
  containerStop: (ref) => `Post /containers/${String(ref)}/stop`,
  diskUsage: () => 'Get /system/df',
  execCreate: (ref) => `Post /containers/${String(ref)}/exec`,
  events: () => 'Get /events',
  imageInspect: (ref) => `Get /images/${String(ref)}/json`,
  imageBuild: () => 'Post /build',
  imageLoad: () => 'Post /images/load?quiet=0',
  imagePull: (ref) => `Post /images/create?fromImage=${String(ref)}`,
  imageSave: (refs) => `Get /images/get?names=${String(refs)}`,
  imageList: () => 'Get /images/json',
  info: () => 'Get /info',
  networkConnect: (ref) => `Post /networks/${String(ref)}/connect`,
  networkCreate: () => 'Post /networks/create',
  networkInspect: (ref) => `Get /networks/${String(ref)}`,
  networkList: () => 'Get /networks',
  networkRemove: (ref) => `Delete /networks/${String(ref)}`,
  nodeList: () => 'Get /nodes',
  serviceList: () => 'Get /services?status=true',
  swarmInit: () => 'Post /swarm/init',
  version: () => 'Get /version',
  volumeList: () => 'Get /volumes',
};

/** `Get /containers/json`: the first request of a call. */
export function requestOf(method: string, args: readonly unknown[]): string {
  const words = REQUESTS[method];
  if (!words) throw notSimulated(`the error of ${method} at a daemon that cannot be reached`);
  return words(...args);
}
