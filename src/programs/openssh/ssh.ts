import { ADDRESSES } from '../../engine/index.ts';
import { dial, getaddrinfo, type Place, type Process, type Program, type Run, wait, write } from '../../os/index.ts';
import { guarded, quit } from '../lib/answer.ts';
import { getopt, has, type Parsed } from '../lib/getopt.ts';
import { isMachine, machineAt } from '../lib/machines.ts';

/** ssh(1) between the lab machines, whose keys are known to each other. */
export const ssh: Program = (proc) => guarded(run(proc));

function* run(proc: Process): Run<number> {
  const parsed = getopt(proc.argv.slice(1), {
    short: '+46AaCfGgKkMNnqsTtVvXxYyB:b:c:D:E:e:F:I:i:J:L:l:m:O:o:P:p:Q:R:S:W:w:',
  });
  if ('error' in parsed)
    quit(`ssh: ${parsed.error}\nusage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] destination [command [argument ...]]`, 255);
  if (has(parsed, 'V')) quit('OpenSSH_10.0p2 Debian-7, OpenSSL 3.5.1 1 Jul 2025', 0);
  const [destination, ...words] = parsed.operands;
  if (destination === undefined)
    quit('usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] destination [command [argument ...]]', 255);
  const name = destination.replace(/^ssh:\/\//, '').replace(/^[^@]*@/, '');
  const found = yield* getaddrinfo(proc, name, {});
  const known = isMachine(proc, name) ? name : found.kind === 'ok' ? machineAt(proc, found.addresses) : undefined;
  const address = found.kind === 'ok' ? found.addresses[0] : ADDRESSES[name];
  const tried = address === undefined ? undefined : yield* dial(proc, address, 22, connectTimeout(parsed));
  // the lab's machines have no sshd that could be seen: where a refusal comes back, one can get in
  if (known === undefined || (tried !== undefined && tried.kind !== 'refused' && tried.kind !== 'open')) {
    if (tried === undefined && found.kind !== 'ok')
      quit(
        `ssh: Could not resolve hostname ${name}: ${found.kind === 'again' ? 'Temporary failure in name resolution' : 'Name or service not known'}`,
        255,
      );
    quit(
      `ssh: connect to host ${name} port 22: ${tried?.kind === 'refused' ? 'Connection refused' : tried?.kind === 'timeout' ? 'Connection timed out' : 'No route to host'}`,
      255,
    );
  }
  const place: Place = { host: known, netns: known, fs: `h:${known}` };
  const terminal = proc.tty !== undefined && proc.isatty(0) && (words.length === 0 || has(parsed, 't'));
  const argv = words.length === 0 ? ['bash', ...(terminal ? ['-i'] : [])] : ['bash', '-c', words.join(' ')];
  const env = {
    ...proc.env,
    HOME: '/root',
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOSTNAME: known,
  };
  const status = yield* wait(proc.spawn({ argv, place, env, cwd: '/root', user: 'root' }));
  if (terminal) yield* write(`Connection to ${name} closed.\n`, 2);
  return status;
}

/** `-o ConnectTimeout=SECONDS`; ssh_config(5). */
function connectTimeout(parsed: Parsed): { readonly timeout?: number } {
  const given = parsed.options.map(({ name, value }) =>
    name === 'o' ? /^ConnectTimeout[= ](\d+)$/i.exec(value)?.[1] : undefined,
  );
  const seconds = given.find((value) => value !== undefined);
  return seconds === undefined ? {} : { timeout: Number(seconds) * 1000 };
}
