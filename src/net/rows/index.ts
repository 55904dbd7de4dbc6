export * from './links.ts';
export * from './netfilter.ts';
export * from './packets.ts';
export * from './sockets.ts';
export * from './xfrm.ts';
