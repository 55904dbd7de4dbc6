/**
 * What the Linux kernel does for programs: processes and signals, pipes and files, execve, virtual time, sockets as a
 * process uses them. Programs are generators over virtual time. Knows nothing of Docker, of the shell, or of real time.
 */
export * from './dns.ts';
export * from './exec.ts';
export * from './files.ts';
export * from './kernel.ts';
export * from './program.ts';
export * from './resolve.ts';
export * from './rows.ts';
export * from './socket.ts';
export * from './stream.ts';
