/**
 * What the Linux kernel does for programs: processes and signals, pipes and files, execve, virtual time, sockets as a
 * process uses them. Programs are generators over virtual time. Knows nothing of Docker, of the shell, or of real time.
 */
export * from './dns.ts';
export * from './errno.ts';
export * from './exec.ts';
export * from './files.ts';
export {
  type FileRow,
  type Fs,
  files,
  filesystems,
  fsAdd,
  fsDelete,
  type Mount,
  putRow,
} from './filesystem.ts';
export * from './kernel.ts';
export * from './not-simulated.ts';
export { resolvePath, stat } from './path-resolution.ts';
export * from './paths.ts';
export * from './program.ts';
export { relay, relayDatagram } from './relay.ts';
export * from './res-send.ts';
export { candidates, type HostsLine, hostsOf, type ResolvConf, resolvConf } from './resolv-conf.ts';
export * from './resolve.ts';
export * from './rows.ts';
export * from './socket.ts';
export * from './stream.ts';
