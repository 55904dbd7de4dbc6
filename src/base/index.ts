/**
 * Values without a domain: the persistent World and its transactions, addresses, identifiers, durations, text columns.
 * Knows nothing of networks being simulated, of Docker, or of the machine it runs on.
 */
export { base64, base64Bytes, base64Decode, base64Of } from './base64.ts';
export { bytesOf, bytesOfHex, concat, hexOf, sameBytes, textOf } from './bytes.ts';
export { fnv32a } from './fnv.ts';
export { parseBool, quoteGo } from './go.ts';
export { base36Id, hexId } from './ids.ts';
export {
  broadcastOf,
  cidrContains,
  cidrOverlap,
  familyOf,
  firstOf,
  inCidr,
  ipAdd,
  ipCompare,
  ipFromBits,
  ipToBigInt,
  ipToNumber,
  isIpv4,
  isIpv6,
  networkOf,
  type ParsedCidr,
  parseCidr,
  parseIp,
} from './ip.ts';
export { linkLocalOf, macFromIp, parseMac, randomMac } from './mac.ts';
export { sha256, sha256Of } from './sha256.ts';
export { compareText, naturalCompare, sortedBy, sortedMap } from './sort.ts';
export { fromUtf8, type TarContent, type TarEntry, tar, untar, utf8 } from './tar.ts';
export { byteLength, displayWidth, padLeft, padRight, tabwriter, truncate } from './text.ts';
export {
  asctime,
  type Civil,
  civilOf,
  clockOf,
  fromCivil,
  goDuration,
  goTime,
  httpDate,
  humanDuration,
  MONTHS,
  rfc3339Nano,
  twoDigits,
} from './time.ts';
export { type Change, type Reader, type Table, Tx, table, World } from './world.ts';
