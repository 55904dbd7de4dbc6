/**
 * How many steps of a played scenario print what real Docker printed. Both sides are brought to one canonical form first,
 * so that what is random or timed in Docker does not count; everything else counts to the byte.
 */
export interface Step {
  readonly host: string;
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

export interface Played {
  readonly title: string;
  readonly docker: string;
  readonly steps: readonly Step[];
}

/** stdout, stderr and exit code in canonical form. */
export type Canonical = readonly [string, string, number | null];

const HEX = /(?<![0-9a-f])(?:sha256:)?([0-9a-f]{64})(?![0-9a-f])/g;
const SWARM = /(?<![0-9a-z])([0-9a-z]{25})(?![0-9a-z])/g;
const TOKEN = /SWMTKN-1-[0-9a-z]+-[0-9a-z]+/g;
const SHORT = /(?<![0-9a-z])(?:br-)?([0-9a-f]{12}|[0-9a-z]{12})(?![0-9a-z])/g;

const RULES: readonly (readonly [RegExp, string])[] = [
  [/^ +([0-9a-f]{2}:)*[0-9a-f]{2}:?$/gm, ' HEX'], // numbers and signatures of certificates
  [/\b([0-9A-F]{2}:){19,}[0-9A-F]{2}\b/g, 'HEX'],
  [/(-----BEGIN [A-Z ]+-----\n)[^-]*/g, '$1'],
  [/\b(serial|Modulus)=[0-9A-F]{16,}/g, '$1=HEX'],
  [/\b[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4} GMT/g, 'MOMENT'],
  [/^[.+*]{20,}$/gm, 'PRIMES'], // what openssl shows while it looks for them
  [/(Newsession Ticket \(4\):\n\{ \[)\d+/g, '$1N'],
  [/^[0-9A-F]{12}0000:error:/gm, 'THREAD:error:'],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?[+-]\d{4} UTC|Z|[+-]\d\d:\d\d)?/g, 'TIME'],
  [/(Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [^\n]*\d\d:\d\d:\d\d[^\n]*/g, 'DATE'],
  [
    /(Up |Created |Exited \(\d+\) )?(About an? \w+|Less than a second|\d+ (second|minute|hour|day|week)s?)( ago)?/g,
    'AGE',
  ],
  [/\bveth[0-9a-f]{7}\b/g, 'vethN'],
  [/^\d+: /gm, 'N: '],
  [/^(N: eth0)@if\d+(: <[^>]*),M-DOWN(>.*\n(?:.*\n)?.*inet 192\.168\.1\.1)/gm, '$1$2$3'], // of the recording host
  [/@(if\d+|vethN|eth\d+)/g, ''], // the recording hosts' own eth0 is a veth
  [/ link-netns(id)? \S+/g, ''],
  [/\b(?!02:42|00:00|ff:ff|33:33)[0-9a-f]{2}(:[0-9a-f]{2}){5}\b/g, 'MAC'],
  [/"(Pid|PID)": ?[1-9]\d*/g, '"$1": N'],
  [/HWaddr [0-9A-F:]{17}/g, 'HWaddr MAC'],
  [/(RX|TX) packets:\d+/g, '$1 packets:N'],
  [/(RX|TX) bytes:\d+ \([^)]*\)/g, '$1 bytes:N'],
  [/fe80::[0-9a-f:]+/g, 'fe80::N'],
  [/ tentative(?= )/g, ''], // duplicate address detection takes a second or two, by chance
  [/time[=<]\d+(\.\d+)? ?ms/g, 'time=T ms'],
  [/time \d+ms/g, 'time Tms'],
  [/(min\/avg\/max(\/mdev)? = )[\d./]+ ms/g, '$1T ms'],
  [/\[\d+:\d+\]/g, '[N:N]'],
  [/^# (Generated|Completed) [^\n]*\n/gm, ''],
  [/(RemoteAddr: [\d.]+):\d+/g, '$1:P'],
  [/( from \S+ port) \d+/g, '$1 P'],
  [/(Start Time: )\d+/g, '$1T'],
  [/\+dfsg\d*/g, ''],
  [/pid=\d+,fd=\d+/g, 'pid=N,fd=N'],
  [/127\.0\.0\.11:(?!53\b)\d{4,5}/g, '127.0.0.11:P'],
  [/after \d+ (ms|milliseconds)/g, 'after T $1'],
  [/\b\d+\.\d{3} ms/g, 'T ms'], // traceroute
  [/\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d/g, 'TIME'],
  [/(status: [A-Z]+, id: )\d+/g, '$1N'],
  [/Bind for :::(\d+) failed/g, 'Bind for 0.0.0.0:$1 failed'], // Docker tries the two families in no fixed order
  [/\((Debian|Ubuntu)\)/g, ''],
  [/\b33:33:ff(:[0-9a-f]{2}){3}\b/g, '33:33:ff:MAC'], // the solicited-node group of an address that is made of a MAC
  [/^(\S+ )?\d\d:\d\d:\d\d\.\d{6} /gm, '$1TIME '], // tcpdump
  [/\bTS val \d+ ecr \d+/g, 'TS val N ecr N'],
  [/(Flags \[S\.?\], seq) \d+(, ack \d+)?/g, '$1 N'], // initial sequence numbers
  [/(Query #\d+ completed in )\d+ms/g, '$1Tms'],
  [/^(Total:|TCP: ) +\d+( \(estab \d+, closed )?(\d+)?/gm, '$1 N$2'], // ss -s counts sockets that are being closed
  [/\b\d{1,5} (\d+\/\d+\/\d+ A )/g, 'N $1'], // tcpdump's id of a DNS answer
  [/^( *\w+:)( +\d+){16}$/gm, '$1 N'], // /proc/net/dev
  [/\bwin \d+|wscale \d+/g, 'win N'], // follow from the machine's memory
  [/(ICMP6?, echo re\w+|ICMP echo re\w+), id \d+/g, '$1, id N'],
  [/ipg\/ewma \S+/g, 'ipg/ewma T'],
  [/^\[\d+\.\d{6}\]/gm, '[T]'], // ping -D
  [/(line \d+:) +\d+ (?=[A-Z])/g, '$1 N '], // bash tells the number of the process that a signal ended
  [/\b(\w{3} [ \d]\d) \d\d:\d\d(?=\s)/g, 'DATE'], // ls -l
  [/((file|dir):)[0-9a-f]{16}…/g, '$1H…'], // docker history: hashes of the times of files too
  [/\b\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d/g, 'TIME'], // access logs
  [/(\[(?:error|warn|notice|emerg)\] )\d+#\d+/g, '$1N#N'], // nginx's processes
  [/(ETag: ")[0-9a-f]{8}-/g, '$1T-'], // nginx makes it of the file's time
  [/(port |:|\.)(3[3-9]\d{3}|[45]\d{4}|60\d{3})\b(?!-)/g, '$1P'], // ephemeral ports; Docker gives 32768 and up, in order
  [/(100 +\S+ +100 +\S+ +\d+ +\d+) +\S+ +\d+/g, '$1 S'], // curl's speeds
  [/^\* Host \S+ was resolved\.\n\* IPv6: .*\n\* IPv4: .*\n/gm, ''], // told only when the answer is waited for
  [/(Connection received on \S+) \d+/g, '$1 P'],
  [/(timed out after) \d+ (milliseconds)/g, '$1 T $2'],
  [/^pipe \d+$/gm, 'pipe N'], // how many errors come at once
  [/(policy [A-Z]+) \d+ packets, \d+ bytes/g, '$1 N packets, N bytes'], // the daemon's own traffic is in them
  [/^(-P \S+ [A-Z]+ -c) \d+ \d+/gm, '$1 N N'],
  [/((RX|TX):? [^\n]*\n) +\d+ +\d+ +\d+ +\d+ /g, '$1N N N N '], // ip -s
  [/((hello|tcn|topology_change|gc)_timer) +\d+\.\d+/g, '$1 T'],
  [/ (ref \d+ )?used \d+\/\d+\/\d+/g, ' used T'],
  [/\b(REACHABLE|STALE|DELAY|PROBE)\b/g, 'KNOWN'], // which of them follows from how long ago it was
  [/ (INCOMPLETE|FAILED)\b/g, ' UNANSWERED'], // and of these
  [/\b\d+\.\d{3}ms/g, 'Tms'], // arping
  [/(RX|TX) packets \d+ {2}bytes \d+ \([^)]*\)/g, '$1 packets N  bytes N'],
  [/(TX errors 0 {2}dropped) \d+/g, '$1 N'], // what IPv6 sends before the bridge has a port
  [/^(\S+ +\d+) +\d+ +0 +0 0 +\d+ /gm, '$1 N 0 0 0 N '], // netstat -i
  [/\b\d+\/(?=[a-z])/g, 'N/'], // netstat -p
  [/(Query time: |in )\d+ (msec|ms)/g, '$1T $2'],
  [/\b(ino|sk):[0-9a-f]+/g, '$1:N'],
  [/\blb_[0-9a-z]{9}\b/g, 'lb_ID'], // the namespace of a network's load balancer
  [/^(active tasks: .*\n)\1+/gm, '$1'], // how often the client looks at a job
];

/** Numbers the ids of a scenario as they appear, so that each must still be the right one. */
function canonicalIds(steps: readonly Step[]): (text: string) => string {
  const all = steps
    .map((s) => `${s.stdout}\n${s.stderr}`)
    .join('\n')
    .replace(TOKEN, 'TOKEN');
  const known = new Set<string>();
  for (const pattern of [HEX, SWARM]) for (const m of all.matchAll(pattern)) known.add((m[1] ?? '').slice(0, 12));
  const order = new Map<string, number>();
  const number = (prefix: string) => {
    const at = order.get(prefix) ?? order.size + 1;
    order.set(prefix, at);
    return `ID${String(at).padStart(4, '0')}`;
  };
  return (text) =>
    text
      .replace(HEX, (m, id: string) => m.replace(id, number(id.slice(0, 12)) + 'x'.repeat(58)))
      .replace(SWARM, (m, id: string) => (/\d/.test(id) ? number(id.slice(0, 12)) + 'x'.repeat(19) : m))
      .replace(SHORT, (m: string, id: string, at: number, whole: string) => {
        const digits = /\d/.test(id);
        const lineStart = at === 0 || whole[at - 1] === '\n';
        const isId = known.has(id) || (/^[0-9a-f]{12}$/.test(id) && digits) || (lineStart && digits);
        return isId ? m.replace(id, number(id) + 'x'.repeat(6)) : m;
      });
}

/** Numbers the subnets that Docker makes of the host's id (daemon.go#deriveULABaseNetwork); users' own begin with fd00. */
function canonicalUla(): (text: string) => string {
  const order = new Map<string, number>();
  return (text) =>
    text.replace(/\bfd(?!00)[0-9a-f]{2}:[0-9a-f]{1,4}:[0-9a-f]{1,4}(?=:)/g, (ula) => {
      const at = order.get(ula) ?? order.size + 1;
      order.set(ula, at);
      return `fdULA${at}`;
    });
}

/** Docker tells a container's mount points in the order of a Go map. */
const isMount = (x: unknown): boolean =>
  x !== null && typeof x === 'object' && 'Destination' in x && 'RW' in x && 'Propagation' in x;

function orderJson(v: unknown): unknown {
  if (Array.isArray(v)) {
    const items = v.map(orderJson);
    const at = (x: unknown) => String((x as { Destination?: unknown }).Destination);
    return items.length > 1 && items.every(isMount) ? items.sort((a, b) => (at(a) < at(b) ? -1 : 1)) : items;
  }
  if (v === null || typeof v !== 'object') return v;
  // a container's environment loses the order in which it was given, by chance
  const value = (k: string, x: unknown) => (k === 'Env' && Array.isArray(x) ? [...x].sort() : orderJson(x));
  const items = Object.entries(v).map(([k, x]) => [k, value(k, x)] as const);
  const endpoints = items.every(([, x]) => x !== null && typeof x === 'object' && 'EndpointID' in x && 'Name' in x);
  const name = (x: unknown) => String((x as { Name?: unknown }).Name);
  if (items.length > 0 && endpoints) items.sort(([, a], [, b]) => (name(a) < name(b) ? -1 : 1));
  return Object.fromEntries(items);
}

// The kernel's neighbours and sockets come in the order of a hash with a seed of its own. Images come by the second in
// which they were made, and those of a recording host were made within a few.
const UNORDERED =
  /nslookup|dig|getent|iptables-save|network prune|\bip (-\S+ )*n(eigh)?\b|\barp\b|\bss\b|netstat|docker (images|image (ls|list))\b/;

/** ARP gives up after three seconds: whether a ping that waits for less hears of it hangs on who asked before, and when. */
const BRIEF_PING = /\bping\b.* -W ?1\b/;
const UNREACHED = /^From \S+ icmp_seq=\d+ Destination Host Unreachable\n|(?<=received), \+\d+ errors/gm;

/** docker-proxy hangs up on whom it cannot connect; whether curl has asked by then decides how it calls it (52 or 56). */
const HUNG_UP = /curl: \((52|56)\) (Empty reply from server|Recv failure: Connection reset by peer)/g;
const ofPublished = ({ command }: Step) => /^curl .*(127\.0\.0\.1|localhost|192\.168\.1\.1\d\d):\d/.test(command);
const exit = (step: Step) => (ofPublished(step) && step.exitCode === 56 ? 52 : step.exitCode);

/** The steps in canonical form. */
export function canonical(steps: readonly Step[]): Canonical[] {
  const ids = canonicalIds(steps);
  const ula = canonicalUla();
  const side = (step: Step, text: string): string => {
    let t = text;
    if (/^\s*[[{]/.test(t) && t.split('\n').length > 3) {
      try {
        t = `${JSON.stringify(orderJson(JSON.parse(t)), undefined, 4)}\n`;
      } catch (e) {
        if (!(e instanceof SyntaxError)) throw e; // not JSON after all: left as it is
      }
    }
    t = t.replace(
      /(has active endpoints \()(.*?)(\))/g,
      (_, a: string, list: string, z: string) => a + list.split(', ').sort().join(', ') + z,
    );
    t = ula(ids(t.replace(TOKEN, 'TOKEN')));
    // `ip -br` pads a column that holds the peer's number
    t = t.replace(/^(\S+)@if\d+ {2,}/gm, (cell, name: string) => name.padEnd(cell.length));
    for (const [rule, to] of RULES) t = t.replace(rule, to);
    if (t.includes('AGE')) t = t.replace(/[ \t]{2,}/g, '  ');
    // numbers and times of docker top are the host's
    if (/docker (container )?top /.test(step.command))
      t = t
        .replace(/\b\d\d:\d\d\b(?!:)/g, 'T')
        .replace(/(?<=\s|^)\d+(?=\s|$)/g, 'N')
        .replace(/ {2,}/g, '  ');
    // numbers, start times and sizes of processes
    if (/(^|[ ;(])(ps|top|lsof)\b/.test(step.command))
      t = t
        .replace(/\b\d\d:\d\d\b(?!:)/g, 'T')
        .replace(/\b\d+:\d\d[.:]\d\d\b/g, 'T')
        .replace(/(?<=^|\s)\d+(\.\d+)?(?=\s|$)/g, 'N')
        .replace(/ {2,}/g, ' ')
        .replace(/^ /gm, '');
    if (BRIEF_PING.test(step.command)) t = t.replace(UNREACHED, '');
    if (ofPublished(step)) t = t.replace(HUNG_UP, 'curl: hung up');
    t = t.replace(/[ \t]+$/gm, '');
    // two programs of a pipeline complain in no fixed order
    const both = text === step.stderr && step.command.includes(' | ');
    if (both || UNORDERED.test(step.command)) t = t.replace(/\n$/, '').split('\n').sort().join('\n');
    return t;
  };
  return steps.map((s) => [side(s, s.stdout), side(s, s.stderr), exit(s)]);
}

/** True for a step that says nothing but its success: no output, or only a new id. */
export function silent([out, err, code]: Canonical): boolean {
  return code === 0 && err.trim() === '' && /^(ID\d{4}x+)?$/.test(out.trim());
}

export interface Difference {
  readonly step: number;
  readonly command: string;
  readonly want: Canonical;
  readonly got: Canonical;
}

export interface Score {
  readonly good: number;
  readonly total: number;
  /** Of the steps that say something. */
  readonly spoke: number;
  readonly said: number;
  readonly differences: readonly Difference[];
}

/** Compares what was played with what was recorded. */
export function compare(recorded: readonly Step[], played: readonly Step[]): Score {
  const got = canonical(played);
  const differences: Difference[] = [];
  let [good, spoke, said] = [0, 0, 0];
  canonical(recorded).forEach((want, i) => {
    const have = got[i] ?? ['', '(step missing)', null];
    const same = want.every((x, k) => x === have[k]);
    if (same) good++;
    if (!silent(want)) {
      said++;
      if (same) spoke++;
    }
    if (!same) differences.push({ step: i + 1, command: recorded[i]?.command ?? '', want, got: have });
  });
  return { good, total: recorded.length, spoke, said, differences };
}
