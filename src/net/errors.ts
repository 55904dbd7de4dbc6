/** errno(3) names that the kernel answers with. */
export type NetCode = keyof typeof STRERROR;

const STRERROR = {
  EPERM: 'Operation not permitted',
  ENOENT: 'No such file or directory',
  ESRCH: 'No such process',
  ENODEV: 'No such device',
  EEXIST: 'File exists',
  EBUSY: 'Device or resource busy',
  EINVAL: 'Invalid argument',
  ELOOP: 'Too many levels of symbolic links',
  EMLINK: 'Too many links',
  EOPNOTSUPP: 'Operation not supported',
  EACCES: 'Permission denied',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  ENETDOWN: 'Network is down',
  ENETUNREACH: 'Network is unreachable',
  EHOSTUNREACH: 'No route to host',
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  ETIMEDOUT: 'Connection timed out',
  EMSGSIZE: 'Message too long',
} as const;

/** strerror(3). */
export function strerror(code: NetCode): string {
  return STRERROR[code];
}

/** The kernel's refusal. `extack` is the sentence that newer kernels add to a netlink answer (netlink(7), NLMSGERR_ATTR_MSG). */
export class NetError extends Error {
  constructor(
    readonly code: NetCode,
    readonly extack?: string,
  ) {
    super(extack ?? STRERROR[code]);
    this.name = 'NetError';
  }
}

/** What ip(8) prints about a refusal. */
export function rtnetlinkText(error: NetError): string {
  return error.extack === undefined ? `RTNETLINK answers: ${STRERROR[error.code]}` : `Error: ${error.extack}`;
}
