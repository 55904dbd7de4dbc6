/** Address management as libnetwork's default driver does it: subnets of the host, lowest-free addresses of a subnet. */
export { releaseAddress, requestAddress } from './addresses.ts';
export { releasePool, requestPool } from './pools.ts';
export { validateIpam } from './validate.ts';
