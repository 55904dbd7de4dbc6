import { hexId, quoteGo, type Tx } from '../../base/index.ts';
import {
  type Child,
  EMPTY,
  joinPath,
  type Place,
  processes,
  type Run,
  type Sink,
  type SpawnRequest,
  stat,
  until,
} from '../../os/index.ts';
import type { ExecCreateRequest, ExecInspect } from '../api/index.ts';
import type { Caller, Io } from '../daemon.ts';
import { badRequest, conflict, notFound, systemError } from '../errors.ts';
import { containerEvent } from '../events.ts';
import { type Container, containers, type Exec, execs } from '../rows.ts';
import { linkEnv } from './links.ts';
import { terminalSink } from './logs.ts';
import { findContainer } from './lookup.ts';
import { cannotRun, containerEnv, envRecord, execFailure, type RuntimeFailure, resolveUser } from './runtime.ts';

const FAILED = 'OCI runtime exec failed: exec failed: unable to start container process: ';

/** `POST /containers/{id}/exec`; daemon/exec.go. Hidden ones (health checks) are not in inspect's list. */
export function createExec(tx: Tx, host: string, ref: string, request: ExecCreateRequest, listed = true): string {
  const c = findContainer(tx, host, ref);
  if (!c.state.running) throw conflict(`container ${c.id} is not running`);
  if (c.state.paused) throw conflict(`Container ${ref} is paused, unpause the container before exec`);
  if (c.state.restarting) throw conflict(`Container ${c.id} is restarting, wait until the container is running`);
  if (request.Cmd.length === 0) throw badRequest('No exec command specified');
  const id = hexId(tx);
  tx.put(execs, id, { id, container: c.id, request, running: false, exitCode: undefined, pid: 0, listed });
  containerEvent(tx, c, `exec_create: ${words(request)}`, { execID: id });
  return id;
}

const words = (request: ExecCreateRequest) => `${request.Cmd[0] ?? ''} ${request.Cmd.slice(1).join(' ')}`;

function execRow(caller: Pick<Caller, 'world'>, id: string): { readonly exec: Exec; readonly c: Container } {
  const exec = caller.world.get(execs, id);
  const c = exec && caller.world.get(containers, exec.container);
  if (!exec || !c) throw notFound(`No such exec instance: ${id}`);
  return { exec, c };
}

/** Where processes that are exec'ed into a container live: its first process's namespaces. */
function placeOf(caller: Pick<Caller, 'world'>, c: Container): Place {
  const init = caller.world.get(processes, String(c.state.pid));
  return { host: c.host, netns: init?.netns ?? `c:${c.id}`, fs: `c:${c.id}`, container: c.id };
}

/** Starts an exec's process, or tells why runc would not. Throws ApiError when the container does not run any more. */
export function spawnExec(
  caller: Caller,
  id: string,
  io: Io,
  client: Client = { gone: false },
): { readonly child: Child } | { readonly refused: RuntimeFailure } {
  const { exec, c } = execRow(caller, id);
  if (exec.running || exec.exitCode !== undefined) throw conflict(`exec command ${id} is already running`);
  if (!c.state.running) throw conflict(`container ${c.id} is not running`);
  const { request } = exec;
  const place = placeOf(caller, c);
  const user = resolveUser(caller.world, place.fs, request.User || c.config.User, c.hostConfig.GroupAdd ?? []);
  caller.transact((tx) => containerEvent(tx, c, `exec_start: ${words(request)}`, { execID: id }));
  const base = containerEnv(
    c.config.Hostname,
    request.Tty ?? false,
    c.links.length > 0 ? linkEnv(caller.world, c) : [],
    [...c.config.Env, ...(request.Env ?? [])],
    user.home,
  );
  const env = {
    ...base,
    ...(envRecord(c.config.Env).HOME === undefined && envRecord(request.Env ?? []).HOME === undefined
      ? { HOME: user.home }
      : {}),
  };
  const cwd = joinPath('/', request.WorkingDir || c.config.WorkingDir || '/');
  const refused = refusal(caller, place.fs, cwd, request.WorkingDir ?? '', env, request.Cmd);
  if (refused) return { refused: fail(caller, exec, refused) };
  let child: Child;
  try {
    child = caller.spawn({
      argv: request.Cmd,
      place,
      env,
      cwd,
      user: user.name,
      groups: user.groups,
      stdin: io.stdin ?? EMPTY,
      ...output(request, io, client),
      detached: true,
      pgid: 'new',
    });
  } catch (e) {
    return { refused: fail(caller, exec, execFailure(request.Cmd, e)) };
  }
  if (request.Tty && io.tty) io.tty.foreground = child.pid;
  caller.transact((tx) => tx.put(execs, id, { ...exec, running: true, pid: child.pid }));
  return { child };
}

/** With -t all goes to a terminal: the client's, or one that only looks like it. */
function output(request: ExecCreateRequest, io: Io, client: Client): Pick<SpawnRequest, 'stdout' | 'stderr' | 'tty'> {
  if (!request.Tty) return { stdout: piped(io.stdout, client), stderr: piped(io.stderr, client) };
  if (io.tty) return { stdout: io.stdout, stderr: io.stdout, tty: io.tty };
  const sink = terminalSink(io.stdout);
  return { stdout: sink, stderr: sink, tty: { columns: 80, rows: 24, foreground: 0 } };
}

/** Who reads what a command says. */
interface Client {
  gone: boolean;
}

/** Without -t the process writes to dockerd, which copies, as long as the client listens: never to a terminal. */
function piped(sink: Sink, client: Client): Sink {
  return { write: (data) => (client.gone ? 'ok' : sink.write(data)), close: () => sink.close(), isatty: false };
}

function refusal(
  caller: Caller,
  fs: string,
  cwd: string,
  wanted: string,
  env: Readonly<Record<string, string>>,
  argv: readonly string[],
): RuntimeFailure | undefined {
  const dir = stat(caller.world, fs, cwd);
  if (dir?.kind !== 'dir') {
    const why = dir ? 'not a directory' : 'no such file or directory';
    return {
      text: `chdir to cwd (${quoteGo(wanted || cwd)}) set in config.json failed: ${why}`,
      exitCode: dir ? 126 : 127,
    };
  }
  return cannotRun(caller.world, fs, cwd, env, argv);
}

function fail(caller: Caller, exec: Exec, refused: RuntimeFailure): RuntimeFailure {
  caller.transact((tx) => tx.put(execs, exec.id, { ...exec, running: false, exitCode: refused.exitCode }));
  return { ...refused, text: `${FAILED}${refused.text}` };
}

/**
 * `POST /exec/{id}/start`: runs it to its end, or 0 when the client hangs up before, which stops nothing inside. What
 * runc says to a program that it cannot start comes on the output.
 */
export function* startExec(caller: Caller, id: string, io: Io, detach: boolean): Run<number> {
  const outer = io.tty?.foreground;
  const client: Client = { gone: false };
  const begun = spawnExec(caller, id, io, client);
  if ('refused' in begun) {
    if (detach) throw systemError(begun.refused.text);
    io.stdout.write(`${begun.refused.text}\n`);
    return begun.refused.exitCode;
  }
  if (detach) return 0;
  try {
    yield* until(() => begun.child.status() !== undefined || io.hungUp?.() === true);
    return begun.child.status() ?? 0;
  } finally {
    client.gone = begun.child.status() === undefined;
    if (io.tty && outer !== undefined) io.tty.foreground = outer;
  }
}

/** `GET /exec/{id}/json` */
export function inspectExec(caller: Pick<Caller, 'world'>, id: string): ExecInspect {
  const { exec } = execRow(caller, id);
  const { request } = exec;
  return {
    ID: id,
    Running: exec.running,
    ExitCode: exec.exitCode ?? null,
    ProcessConfig: {
      tty: request.Tty ?? false,
      entrypoint: request.Cmd[0] ?? '',
      arguments: request.Cmd.slice(1),
      privileged: request.Privileged ?? false,
      ...(request.User ? { user: request.User } : {}),
    },
    OpenStdin: request.AttachStdin ?? false,
    OpenStderr: request.AttachStderr ?? false,
    OpenStdout: request.AttachStdout ?? false,
    CanRemove: false,
    ContainerID: exec.container,
    DetachKeys: request.DetachKeys ?? '',
    Pid: exec.pid,
  };
}
