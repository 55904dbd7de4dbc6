import { type Process, type Run, sleep } from '../../os/index.ts';
import { nodeError } from '../failures.ts';
import { connectTo } from '../fetch.ts';

/** How long the driver looks for a server: serverSelectionTimeoutMS, ms. */
const SELECTION = 30_000;

/** How often it tries: heartbeatFrequencyMS, ms. */
const HEARTBEAT = 10_000;

/** Where a connection string points; undefined when its scheme is another. */
export function mongoUri(
  uri: string,
): { readonly host: string; readonly port: number; readonly db: string } | undefined {
  const [, host, port, db] = /^mongodb:\/\/(?:[^@/]*@)?([^:/,?]+)(?::(\d+))?(?:\/([^?]*))?/.exec(uri) ?? [];
  return host === undefined ? undefined : { host, port: Number(port ?? 27017), db: db || 'test' };
}

/** Connects as Mongoose does; the error as it prints it, after the time that it looks for a server. */
export function* connectMongo(proc: Process, uri: string): Run<string | undefined> {
  const to = mongoUri(uri);
  if (!to)
    return 'MongoParseError: Invalid scheme, expected connection string to start with "mongodb://" or "mongodb+srv://"';
  const deadline = proc.now + SELECTION;
  for (;;) {
    const connected = yield* connectTo(proc, to.host, to.port, Math.max(1, deadline - proc.now));
    if (connected.ok) {
      connected.connection.close();
      return undefined;
    }
    if (proc.now >= deadline) return `MongooseServerSelectionError: ${nodeError(connected.why)}`;
    yield* sleep(Math.min(HEARTBEAT, deadline - proc.now));
  }
}
