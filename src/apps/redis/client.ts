import { err, out, type Program, type Run, readAll, write } from '../../os/index.ts';
import { connectTo, DIAL_ERRORS, joinHostPort, type Unreached } from '../fetch.ts';
import { connectionLines, stdinLines } from '../lines.ts';
import { type Reply, readReply, requestWire } from './resp.ts';

const WORDS: Readonly<Record<Unreached['kind'], string>> = {
  noname: 'Name or service not known',
  again: 'Temporary failure in name resolution',
  ...DIAL_ERRORS,
};

/** redis-cli: one command, the commands of its input, or a prompt. */
export const redisCli: Program = function* (proc) {
  let [host, port, password] = ['127.0.0.1', 6379, proc.env.REDISCLI_AUTH];
  const words = proc.argv.slice(1);
  for (; words[0]?.startsWith('-'); words.shift()) {
    const [flag] = words;
    if (flag === '-h') host = words.splice(1, 1)[0] ?? host;
    else if (flag === '-p') port = Number(words.splice(1, 1)[0]);
    else if (flag === '-a' || flag === '--pass') password = words.splice(1, 1)[0];
    else if (flag === '-u') {
      const uri = /^redis:\/\/(?:[^:@]*:([^@]*)@)?([^:/]+)(?::(\d+))?/.exec(words.splice(1, 1)[0] ?? '');
      [host, port, password] = [uri?.[2] ?? host, Number(uri?.[3] ?? port), uri?.[1] ?? password];
    } else if (flag === '-v' || flag === '--version') {
      yield* out('redis-cli 8.2.3');
      return 0;
    } else if (flag !== '--raw' && flag !== '--no-auth-warning') {
      yield* err(`Unrecognized option or bad number of args for: '${flag}'`);
      return 1;
    }
  }
  if (proc.argv.includes('-a') && !proc.argv.includes('--no-auth-warning'))
    yield* err("Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.");
  const connected = yield* connectTo(proc, host, port, 130_000);
  if (!connected.ok) {
    yield* err(`Could not connect to Redis at ${host}:${port}: ${WORDS[connected.why.kind]}`);
    return 1;
  }
  const { connection } = connected;
  const lines = connectionLines(connection);
  const ask = function* (command: readonly string[]): Run<Reply | undefined> {
    yield* connection.send(requestWire(command));
    return yield* readReply(lines);
  };
  const tty = proc.isatty(1);
  if (password !== undefined) {
    const admitted = yield* ask(['AUTH', password]);
    if (admitted?.kind === 'error') yield* err(`AUTH failed: ${admitted.text}`);
  }
  let status = 0;
  const show = function* (command: readonly string[]): Run<void> {
    const reply = yield* ask(command);
    if (!reply) {
      yield* err('Error: Server closed the connection');
      status = 1;
      return;
    }
    if (reply.kind === 'error' && reply.text.startsWith('ERR dockernet-course:')) {
      yield* err(reply.text.slice(4));
      status = 99;
      return;
    }
    if (reply.kind === 'error') status = tty ? 0 : 1;
    yield* write(shown(reply, tty));
  };
  if (words.length > 0) yield* show(words);
  else if (!proc.isatty(0))
    for (const line of (yield* readAll()).split('\n').filter((l) => l.trim() !== '')) yield* show(split(line));
  else {
    const input = stdinLines();
    for (;;) {
      yield* write(`${joinHostPort(host, port)}> `);
      const line = yield* input.next();
      if (line === undefined || /^\s*(quit|exit)\s*$/i.test(line)) break;
      if (line.trim() !== '') yield* show(split(line));
    }
    status = 0;
  }
  connection.close();
  return status;
};

/** Words of a line; quotes hold blanks together. */
function split(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((m) => m[1] ?? m[2] ?? m[3] ?? '');
}

/** A reply for people, or plain where nobody watches. */
function shown(reply: Reply, tty: boolean): string {
  const quoted = (text: string) => JSON.stringify(text);
  if (reply.kind === 'error') return tty ? `(error) ${reply.text}\n` : `${reply.text}\n\n`;
  if (reply.kind === 'status') return `${reply.text}\n`;
  if (reply.kind === 'integer') return tty ? `(integer) ${reply.value}\n` : `${reply.value}\n`;
  if (reply.kind === 'bulk') {
    if (reply.text === null) return tty ? '(nil)\n' : '\n';
    return `${tty ? quoted(reply.text) : reply.text}\n`;
  }
  if (reply.items.length === 0) return tty ? '(empty array)\n' : '\n';
  return reply.items.map((item, i) => (tty ? `${i + 1}) ${quoted(item)}\n` : `${item}\n`)).join('');
}
