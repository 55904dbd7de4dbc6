import { quoteGo, type Tx } from '../../base/index.ts';
import { sysctlKnown, sysctlSet } from '../../net/index.ts';
import {
  EMPTY,
  filesystems,
  mkdir,
  parentOf,
  processes,
  resetNumber,
  stat,
  type Tty,
  utsNames,
} from '../../os/index.ts';
import type { Caller, Io } from '../daemon.ts';
import { ApiError, badRequest, conflict, notFound, systemError } from '../errors.ts';
import { containerEvent, logEvent } from '../events.ts';
import { finishInitDns, writeGenerated } from '../libnetwork/index.ts';
import { type Container, containers, stdins } from '../rows.ts';
import { endFailedStart } from './exit.ts';
import { watchHealth } from './health.ts';
import { linkEnv } from './links.ts';
import { logFailure } from './logopts.ts';
import { logSink, stdinSource } from './logs.ts';
import { findContainer } from './lookup.ts';
import { fileMounts } from './mounts.ts';
import { allocateNetworks, openSandbox } from './networking.ts';
import { cannotRun, containerEnv, type ExecUser, execFailure, type RuntimeFailure, resolveUser } from './runtime.ts';

const OCI =
  'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: ';
const INIT = 'unable to start container process: error during container init: ';

/** How a container's first process is to be started. */
interface Plan {
  readonly container: Container;
  readonly netns: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly user: ExecUser;
}

/** A start that failed with what the runtime said: the container keeps the text and an exit status. */
class StartFailure extends ApiError {
  constructor(
    message: string,
    readonly exitCode: number | undefined,
    /** A network stack had been made: its end is an event. */
    readonly sandboxed: boolean,
  ) {
    super(500, message);
  }
}

/** Starts a container that is not running: `POST /containers/{id}/start`. Nothing happens to one that runs. */
export function startContainer(caller: Caller, host: string, ref: string, io?: Io): void {
  const c = findContainer(caller.world, host, ref);
  if (c.state.paused) throw conflict('cannot start a paused container, try unpause instead');
  if (c.state.running && !c.state.restarting) return;
  if (c.state.removing || c.state.dead) throw conflict('container is marked for removal and cannot be started');
  caller.transact((tx) => tx.patch(containers, c.id, { restartCount: 0, backoff: 0 }));
  launch(caller, c.id, io);
}

/** Starts it whatever its state; throws ApiError and leaves it as it was (but for the error) when it cannot. */
export function launch(caller: Caller, id: string, io?: Io): void {
  let plan: Plan | undefined;
  try {
    plan = caller.transact((tx) => prepare(tx, row(tx, id)));
    run(caller, plan, io);
  } catch (e) {
    if (!(e instanceof ApiError)) throw e;
    const failure = e instanceof StartFailure ? e : undefined;
    caller.transact((tx) => endFailedStart(tx, id, e.message, failure?.exitCode, failure?.sandboxed ?? false));
    throw e instanceof StartFailure ? systemError(e.message) : e;
  }
}

function row(tx: Tx, id: string): Container {
  const c = tx.get(containers, id);
  if (!c) throw notFound(`No such container: ${id}`);
  return c;
}

/** Everything before the process runs: files, network namespace, checks of the runtime, then the networks; daemon/start.go containerStart. */
function prepare(tx: Tx, before: Container): Plan {
  const fs = `c:${before.id}`;
  const joined = joinedContainer(tx, before);
  const c = joined
    ? tx.put(containers, before.id, {
        ...before,
        config: { ...before.config, Hostname: joined.config.Hostname, Domainname: joined.config.Domainname },
      })
    : before;
  remount(tx, c, joined);
  const user = resolveUser(tx, fs, c.config.User, c.hostConfig.GroupAdd ?? []);
  checkDevices(tx, c);
  const links = linkEnv(tx, c);
  const opened = openSandbox(tx, { ...c, runs: c.runs + 1 });
  tx.put(containers, c.id, opened);
  writeNames(tx, opened, joined);
  checkMounts(tx, c);
  const cwd = c.config.WorkingDir || '/';
  if (!stat(tx, fs, cwd)) mkdir(tx, fs, cwd, { parents: true });
  const env = containerEnv(opened.config.Hostname, c.config.Tty, links, c.config.Env, user.home);
  const argv = [c.path, ...c.args];
  const unlogged = logFailure(c.hostConfig.LogConfig.Config);
  if (unlogged !== undefined)
    throw new StartFailure(
      `failed to create task for container: failed to initialize logging driver: ${unlogged}`,
      128,
      !joined,
    );
  const refused = cannotRun(tx, fs, cwd, env, argv);
  if (refused) throw new StartFailure(`${OCI}${INIT}${refused.text}`, refused.exitCode, !joined);
  applySysctls(tx, opened);
  if (opened.hostConfig.Sysctls !== undefined) finishInitDns(tx, opened.sandboxId);
  for (const m of c.mounts) if (m.Name !== undefined) volumeEvent(tx, c, m.Name, m.Destination, m.RW);
  try {
    allocateNetworks(tx, c.id);
  } catch (e) {
    if (!(e instanceof ApiError)) throw e;
    throw new StartFailure(`failed to set up container networking: ${e.message}`, undefined, true);
  }
  const netns = joined ? netnsOf(tx, joined) : c.hostConfig.NetworkMode === 'host' ? c.host : `c:${c.id}`;
  resetNumber(tx, `pid/${c.id}`);
  return { container: row(tx, c.id), netns, argv, env, cwd, user };
}

/** The network namespace that a running container's processes live in. */
export function netnsOf(tx: { get: Tx['get'] }, c: Container): string {
  return tx.get(processes, String(c.state.pid))?.netns ?? `c:${c.id}`;
}

/** The container whose network this one shares; daemon/container_operations.go getNetworkedContainer. */
function joinedContainer(tx: Tx, c: Container): Container | undefined {
  const mode = c.hostConfig.NetworkMode;
  if (!mode.startsWith('container:')) return undefined;
  let other: Container;
  try {
    other = findContainer(tx, c.host, mode.slice('container:'.length));
  } catch (e) {
    throw systemError(`joining network namespace of container: ${e instanceof Error ? e.message : ''}`);
  }
  if (other.id === c.id) throw badRequest('cannot join own network namespace');
  if (!other.state.running)
    throw conflict(
      `cannot join network namespace of a non running container: container ${other.name} is ${stoppedWord(other)}`,
    );
  if (other.state.restarting)
    throw conflict(
      `cannot join network namespace of container: Container ${other.id} is restarting, wait until the container is running`,
    );
  return other;
}

const stoppedWord = (c: Container) => (c.state.startedAt === undefined ? 'created' : c.state.dead ? 'dead' : 'exited');

/** Mounts may have come to exist or gone since the container was made; a shared network shares its files too. */
function remount(tx: Tx, c: Container, joined: Container | undefined): void {
  const fs = tx.get(filesystems, `c:${c.id}`);
  if (!fs) return;
  const shared = joined
    ? ['/etc/hosts', '/etc/resolv.conf', '/etc/hostname'].map((at) => ({ at, fs: `c:${joined.id}`, path: at }))
    : [];
  tx.put(filesystems, fs.id, { ...fs, readonly: false, mounts: [...fileMounts(tx, c), ...shared] });
  // runc makes the places that things are mounted on
  for (const at of [...c.mounts.map((m) => m.Destination), ...(c.placed ?? []).map((f) => f.at)])
    mkdir(tx, fs.id, parentOf(at), { parents: true });
}

function writeNames(tx: Tx, c: Container, joined: Container | undefined): void {
  const { Hostname: hostname, Domainname: domainname } = c.config;
  const shared = c.hostConfig.UTSMode === 'host' ? c.host : hostname;
  tx.put(utsNames, `c:${c.id}`, { hostname: shared, domainname });
  if (joined) return;
  writeGenerated(tx, `c:${c.id}`, '/etc/hostname', `${hostname}\n`);
}

/** A directory cannot be mounted over a file, nor a file over a directory; mount(2) ENOTDIR. */
function checkMounts(tx: Tx, c: Container): void {
  const image = tx.get(filesystems, `c:${c.id}`)?.lower ?? '';
  for (const m of c.mounts) {
    const [source, target] = [stat(tx, `h:${c.host}`, m.Source), stat(tx, image, m.Destination)];
    if (m.Type !== 'bind' || !target || !source || (source.kind === 'dir') === (target.kind === 'dir')) continue;
    const text = `error mounting ${quoteGo(m.Source)} to rootfs at ${quoteGo(m.Destination)}: mount src=${m.Source}, dst=${m.Destination}, dstFd=/proc/thread-self/fd/14, flags=MS_BIND|MS_REC: not a directory`;
    const hint =
      'Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type';
    throw new StartFailure(`${OCI}${INIT}${text}: ${hint}`, 127, true);
  }
}

/** Devices that every host has; null(4), random(4), tty(4). */
const DEVICES = /^\/dev\/(null|zero|full|random|urandom|tty|console|fuse|net\/tun)$/;

/** `--device`: the host must have it; `--gpus`: no driver of the daemon finds any; WithDevices in daemon/oci_linux.go. */
function checkDevices(tx: Tx, c: Container): void {
  for (const device of (c.hostConfig.Devices ?? []) as readonly { readonly PathOnHost: string }[])
    if (!DEVICES.test(device.PathOnHost) && !stat(tx, `h:${c.host}`, device.PathOnHost))
      throw systemError(
        `error gathering device information while adding custom device ${quoteGo(device.PathOnHost)}: no such file or directory`,
      );
  const [wanted] = c.hostConfig.DeviceRequests ?? [];
  if (wanted) {
    const capabilities = wanted.Capabilities.map((all) => `[${all.join(' ')}]`).join(' ');
    throw systemError(`could not select device driver ${quoteGo(wanted.Driver)} with capabilities: [${capabilities}]`);
  }
}

/** `--sysctl`: only those of the container's own network namespace. */
function applySysctls(tx: Tx, c: Container): void {
  for (const [name, value] of Object.entries(c.hostConfig.Sysctls ?? {})) {
    if (c.hostConfig.NetworkMode === 'host' && name.startsWith('net.'))
      throw new StartFailure(`${OCI}sysctl "${name}" not allowed in host network namespace`, 128, true);
    if (!name.startsWith('net.')) throw new ApiError(501, `dockernet-course: not simulated: --sysctl ${name}`);
    if (!sysctlKnown(name))
      throw new StartFailure(
        `${OCI}${INIT}open /proc/sys/${name.replaceAll('.', '/')}: no such file or directory`,
        128,
        true,
      );
    sysctlSet(tx, `c:${c.id}`, name, value);
  }
}

function volumeEvent(tx: Tx, c: Container, name: string, destination: string, RW: boolean): void {
  const attributes = { container: c.id, destination, driver: 'local', propagation: '', 'read/write': String(RW) };
  logEvent(tx, { host: c.host, type: 'volume', action: 'mount', id: name, attributes });
}

/** Starts the first process and says so. */
function run(caller: Caller, plan: Plan, io: Io | undefined): void {
  const { container: c } = plan;
  const { Tty: tty, OpenStdin: open } = c.config;
  const terminal: Tty | undefined = tty ? (io?.tty ?? { columns: 80, rows: 24, foreground: 0 }) : undefined;
  const direct = tty && io?.tty !== undefined && io.stdin !== undefined;
  caller.transact((tx) => tx.put(stdins, c.id, { data: '', eof: false }));
  const stdin = direct ? io.stdin : tty || open ? stdinSource(caller, c.id, tty) : EMPTY;
  let pid: number;
  try {
    const child = caller.spawn({
      argv: plan.argv,
      place: { host: c.host, netns: plan.netns, fs: `c:${c.id}`, container: c.id },
      env: plan.env,
      cwd: plan.cwd,
      user: plan.user.name,
      groups: plan.user.groups,
      stdin: stdin ?? EMPTY,
      stdout: logSink(caller, c.id, 'stdout', tty, direct ? io.stdout : undefined),
      stderr: logSink(caller, c.id, 'stderr', tty, direct ? io.stdout : undefined),
      ...(terminal ? { tty: terminal } : {}),
      init: true,
      detached: true,
      pgid: 'new',
    });
    pid = child.pid;
    if (terminal) terminal.foreground = pid;
  } catch (e) {
    const refused: RuntimeFailure = execFailure(plan.argv, e);
    throw new StartFailure(`${OCI}${INIT}${refused.text}`, refused.exitCode, true);
  }
  caller.transact((tx) => {
    const now = row(tx, c.id);
    const health = healthAtStart(now);
    if (now.hostConfig.ReadonlyRootfs) tx.patch(filesystems, `c:${c.id}`, { readonly: true });
    tx.put(containers, c.id, {
      ...now,
      stoppedByHand: false,
      stopping: false,
      state: {
        running: true,
        paused: false,
        restarting: false,
        removing: false,
        dead: false,
        pid,
        exitCode: 0,
        error: '',
        startedAt: tx.now,
        ...(now.state.finishedAt === undefined ? {} : { finishedAt: now.state.finishedAt }),
        ...(health ? { health } : {}),
      },
    });
    containerEvent(tx, now, 'start');
  });
  watchHealth(caller, c.id);
}

/** daemon/health.go initHealthMonitor: what was measured stays, the verdict begins anew. */
function healthAtStart(c: Container): Container['state']['health'] {
  const test = c.config.Healthcheck?.Test ?? [];
  if (test.length === 0 || test[0] === 'NONE') return undefined;
  return { Status: 'starting', FailingStreak: 0, Log: c.state.health?.Log ?? [] };
}
