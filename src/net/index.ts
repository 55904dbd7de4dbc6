/**
 * What the Linux kernel does with packets: namespaces, links, addresses, routes, neighbours, bridges, netfilter,
 * conntrack, IPsec and sockets, in the words of ip(8), bridge(8), sysctl(8), iptables(8) and conntrack(8).
 * Every packet walks and leaves a Trace. Must never know of containers, of what manages them, of processes or of terminals.
 */
export { addrAdd, addrDelete, type NewAddr } from './addr.ts';
export {
  chainAdd,
  chainKey,
  chainOf,
  chainPolicy,
  chainRename,
  chainsOf,
  counterOf,
  deleteChain,
  ensureChain,
  flush,
  isBuiltin,
  type RuleSpec,
  referencesOf,
  ruleAppend,
  ruleDelete,
  ruleFind,
  ruleInsert,
  ruleReplace,
  zeroCounters,
} from './chain.ts';
export { type NetCode, NetError, rtnetlinkText, strerror } from './errors.ts';
export { exchangesOf } from './exchange.ts';
export type { Failure } from './fail.ts';
export { type EchoOptions, type EchoResult, echo } from './icmp.ts';
export { type IpvsService, ipvsAdd, ipvsDelete, ipvsOf, ipvsServers } from './ipvs.ts';
export { cableAdd, linkAdd, linkDelete, type NewEnd, type NewLink, vethAdd } from './link.ts';
export { type LinkChange, linkSet } from './link-set.ts';
export { fdbDelete, fdbSet, neighboursOf, neighDelete, neighSet } from './neigh.ts';
export { netnsAdd, netnsDelete, sysctlSet } from './netns.ts';
export { type ParseOptions, parseRule, parseRules } from './parse/rule.ts';
export { protocolNumber, type RuleError } from './parse/values.ts';
export { printRule } from './print.ts';
export {
  carrier,
  childrenOf,
  isLocal,
  linkByName,
  linksOf,
  operstate,
  portsOf,
  routeCidr,
  routeFamily,
  routeGet,
  routeOutput,
  routesOf,
  sourceFor,
} from './read.ts';
export { type NewRoute, routeAdd, routeDelete, routeReplace } from './route.ts';
export * from './rows/index.ts';
export { printSave, printSpecs, tablesOf } from './save.ts';
export { listen, type NewSocket, socketsOf, unlisten } from './socket.ts';
export { streamAccept, streamClose, streamPeek, streamRead, streamReset, streamsOf, streamWrite } from './stream.ts';
export { sysctl, sysctlKnown, sysctlNames, sysctlOfMachine } from './sysctl.ts';
export { type ConnectOptions, type ConnectResult, tcpConnect } from './tcp.ts';
export { datagramsOf, datagramTake, type UdpOptions, type UdpResult, udpSend } from './udp.ts';
export { connsFlush, connsOf, timeoutOf } from './walk/conntrack.ts';
export { forgetPeers } from './walk/icmp-limit.ts';
export { announce } from './walk/resolve.ts';
export { send } from './walk/send.ts';
export {
  xfrmPoliciesOf,
  xfrmPolicyDelete,
  xfrmPolicyOf,
  xfrmPolicyUpdate,
  xfrmStateAdd,
  xfrmStateDelete,
  xfrmStateOf,
  xfrmStatesOf,
} from './xfrm.ts';
