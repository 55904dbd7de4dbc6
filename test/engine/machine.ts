import { apps, serverPrograms } from '../../src/apps/index.ts';
import { World } from '../../src/base/index.ts';
import {
  ApiError,
  type ContainerCreateRequest,
  createHosts,
  type Daemon,
  daemonOf,
  engineApps,
  engineHooks,
} from '../../src/engine/index.ts';
import { err, Kernel, out, type Programs, park, type Run, readAll, sleep, Transcript } from '../../src/os/index.ts';

/** The few programs that tests of the daemon start; the real ones live a layer above. */
const programs: Programs = {
  ...serverPrograms,
  'busybox/sleep': {
    *run(p) {
      if (p.argv[1] === 'infinity') return yield* park({});
      yield* sleep(Number(p.argv[1]) * 1000);
      return 0;
    },
  },
  'busybox/true': { run: ends(0) },
  'busybox/false': { run: ends(1) },
  'busybox/echo': {
    *run(p) {
      yield* out(p.argv.slice(1).join(' '));
      return 0;
    },
  },
  'busybox/env': {
    *run(p) {
      for (const [name, value] of Object.entries(p.env)) yield* out(`${name}=${value}`);
      return 0;
    },
  },
  'busybox/cat': {
    *run() {
      yield* out((yield* readAll()).trimEnd());
      return 0;
    },
  },
  // `ash A B`: says A on standard output and B on standard error, and ends with 3
  ash: {
    *run(p) {
      yield* out(p.argv[1] ?? '');
      yield* err(p.argv[2] ?? '');
      return 3;
    },
  },
  sh: {
    *run(p) {
      return yield* p.exec({ argv: p.argv.slice(2) });
    },
  },
};

function ends(status: number) {
  return function* () {
    yield* sleep(1);
    return status;
  };
}

/** A lab of one host with dockerd on it, and ways to call it from outside of any process. */
export interface Machine {
  readonly kernel: Kernel;
  readonly daemon: Daemon;
  /** Runs a call that takes virtual time to its end. */
  run<T>(call: Run<T>): T;
  /** Lets virtual seconds pass. */
  pass(seconds: number): void;
}

export function machine(images: 'real' | 'stand-in' = 'stand-in', loaded = true): Machine {
  const kernel = new Kernel(World.empty(1_767_603_600_000, 1), {
    programs,
    apps: { ...apps, ...engineApps },
    ...engineHooks,
  });
  kernel.transact((tx) => createHosts(tx, { hosts: ['node1'], images, loaded }));
  const run = <T>(call: Run<T>): T => {
    let done: { readonly value: T } | { readonly error: unknown } | undefined;
    const child = kernel.spawn({
      argv: ['test'],
      place: { host: 'node1', netns: 'node1', fs: 'h:node1' },
      *program() {
        try {
          done = { value: yield* call };
        } catch (error) {
          done = { error };
        }
        return 0;
      },
    });
    kernel.runUntil(() => child.status() !== undefined, kernel.now + 120_000);
    if (!done) throw new Error('the call did not come to an end');
    if ('error' in done) throw done.error;
    return done.value;
  };
  return {
    kernel,
    daemon: daemonOf(kernel, 'node1'),
    run,
    pass: (s) => void kernel.runUntil(() => false, kernel.now + s * 1000),
  };
}

/** What a call answers, or `STATUS TEXT` of its refusal. */
export function answer(call: () => unknown): string {
  try {
    const value = call();
    return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  } catch (e) {
    if (e instanceof ApiError) return `${e.status} ${e.message}`;
    throw e;
  }
}

/** Ids as they appear: ID1, ID2 …, whole or shortened. */
export function numbered(text: string): string {
  const seen: string[] = [];
  return text.replace(/\b(?:[0-9a-f]{64}|[0-9a-f]{12})\b/g, (id) => {
    const at = seen.findIndex((s) => s.startsWith(id.slice(0, 12)));
    if (at < 0) seen.push(id.slice(0, 12));
    return `ID${(at < 0 ? seen.length - 1 : at) + 1}`;
  });
}

const OPTIONS: Readonly<Record<string, (request: ContainerCreateRequest, value: string) => ContainerCreateRequest>> = {
  network: (r, v) => ({ ...r, HostConfig: { ...r.HostConfig, NetworkMode: v } }),
  publish: (r, v) => {
    const [host = '', port = ''] = v.split(':');
    return {
      ...r,
      HostConfig: { ...r.HostConfig, PortBindings: { [`${port}/tcp`]: [{ HostIp: '', HostPort: host }] } },
    };
  },
  restart: (r, v) => {
    const [Name = '', count = '0'] = v.split(':');
    return { ...r, HostConfig: { ...r.HostConfig, RestartPolicy: { Name, MaximumRetryCount: Number(count) } } };
  },
  rm: (r) => ({ ...r, HostConfig: { ...r.HostConfig, AutoRemove: true } }),
  env: (r, v) => ({ ...r, Config: { ...r.Config, Env: [...(r.Config.Env ?? []), v] } }),
  hostname: (r, v) => ({ ...r, Config: { ...r.Config, Hostname: v } }),
  user: (r, v) => ({ ...r, Config: { ...r.Config, User: v } }),
  workdir: (r, v) => ({ ...r, Config: { ...r.Config, WorkingDir: v } }),
  entrypoint: (r, v) => ({ ...r, Config: { ...r.Config, Entrypoint: [v] } }),
  volume: (r, v) => ({ ...r, HostConfig: { ...r.HostConfig, Binds: [...(r.HostConfig?.Binds ?? []), v] } }),
  link: (r, v) => ({ ...r, HostConfig: { ...r.HostConfig, Links: [...(r.HostConfig?.Links ?? []), v] } }),
  label: (r, v) => ({
    ...r,
    Config: { ...r.Config, Labels: { ...r.Config.Labels, [v.split('=')[0] ?? '']: v.split('=')[1] ?? '' } },
  }),
  health: (r, v) => ({
    ...r,
    Config: { ...r.Config, Healthcheck: { Test: ['CMD', ...v.split(',')], Interval: 1e9, Retries: 2 } },
  }),
  memory: (r, v) => ({ ...r, HostConfig: { ...r.HostConfig, Memory: Number(v) } }),
  'cap-add': (r, v) => ({ ...r, HostConfig: { ...r.HostConfig, CapAdd: [v] } }),
  'log-driver': (r, v) => ({ ...r, HostConfig: { ...r.HostConfig, LogConfig: { Type: v, Config: {} } } }),
  'stop-signal': (r, v) => ({ ...r, Config: { ...r.Config, StopSignal: v } }),
  expose: (r, v) => ({ ...r, Config: { ...r.Config, ExposedPorts: { [v]: {} } } }),
};

/** Runs one line of a transcript: a verb of the API and its arguments; what it prints comes back. */
export function play(m: Machine, line: string): string {
  const [verb = '', ...words] = line.split(' ');
  const { daemon: d } = m;
  const ref = words[0] ?? '';
  const text = new Transcript();
  const io = { stdout: text.sink(1), stderr: text.sink(2) };
  const filters = () => {
    const found: Record<string, string[]> = {};
    for (const w of words) {
      const key = w.split('=')[0] ?? '';
      found[key] = [...(found[key] ?? []), w.slice(w.indexOf('=') + 1)];
    }
    return found;
  };
  const verbs: Readonly<Record<string, () => unknown>> = {
    create: () => create(m, words),
    start: () => m.run(d.containerStart(ref)),
    stop: () => m.run(d.containerStop(ref, words[1] === undefined ? {} : { t: Number(words[1]) })),
    kill: () => m.run(d.containerKill(ref, words[1])),
    restart: () => m.run(d.containerRestart(ref, { t: 0 })),
    pause: () => d.containerPause(ref),
    unpause: () => d.containerUnpause(ref),
    rm: () => d.containerRemove(ref, { force: words[1] === '-f', volumes: words[1] === '-v' }),
    rename: () => d.containerRename(ref, words[1] ?? ''),
    wait: () => m.run(d.containerWait(ref)),
    state: () => {
      const { Status, ExitCode, Error: error } = d.containerInspect(ref).State;
      return `${Status} ${ExitCode}${error === '' ? '' : ` ${error}`} restarts=${d.containerInspect(ref).RestartCount}`;
    },
    health: () => d.containerInspect(ref).State.Health,
    get: () =>
      words[1]?.split('.').reduce<unknown>((o, k) => (o as Record<string, unknown>)[k], d.containerInspect(ref)),
    ps: () =>
      d
        .containerList({ all: true, filters: filters() })
        .map((c) => `${c.Names[0]} | ${c.Image} | ${c.Command} | ${c.Status}`)
        .join('\n'),
    logs: () =>
      d
        .containerLogs(ref)
        .map((l) => `${l.stream}: ${JSON.stringify(l.text)}`)
        .join('\n'),
    exec: () => {
      const status = m.run(d.execStart(d.execCreate(ref, { Cmd: words.slice(1) }).Id, io));
      return `${text.text()}status ${status}`;
    },
    run: () => {
      const id = create(m, words);
      const attached = d.containerAttach(id, io);
      m.run(d.containerStart(id));
      const status = m.run(attached.stream());
      return `${text.text()}status ${status}`;
    },
    top: () =>
      d
        .containerTop(ref)
        .Processes.map((p) => p.at(-1))
        .join('\n'),
    events: () =>
      d
        .events({ filters: filters() })
        .map(
          (e) =>
            `${e.Type} ${e.Action} ${Object.entries(e.Actor.Attributes)
              .map(([k, v]) => `${k}=${v}`)
              .join(' ')}`,
        )
        .join('\n'),
    volumes: () =>
      d
        .volumeList(filters())
        .map((v) => v.Name)
        .join('\n'),
    prune: () => d.containersPrune(filters()).deleted.length,
    'network-create': () => d.networkCreate({ Name: ref }).Id.length,
    'network-rm': () => d.networkRemove(ref),
    'network-connect': () => d.networkConnect(ref, { Container: words[1] ?? '' }),
    'network-disconnect': () => d.networkDisconnect(ref, { Container: words[1] ?? '' }),
    'network-ls': () =>
      d
        .networkList(filters())
        .map((n) => n.Name)
        .join('\n'),
    'network-prune': () => d.networksPrune(filters()).join('\n'),
    networks: () =>
      Object.entries(d.containerInspect(ref).NetworkSettings.Networks)
        .map(([n, e]) => `${n} ${e.IPAddress || '-'} ${e.DNSNames?.join(',') ?? '-'}`)
        .join('\n'),
    pull: () =>
      d
        .imagePull(ref)
        .map((p) => `${p.id ?? ''} ${p.status}`)
        .join('\n'),
    tag: () => d.imageTag(ref, words[1] ?? ''),
    rmi: () =>
      d
        .imageRemove(ref, { force: words[1] === '-f' })
        .map((i) => (i.Untagged ? 'untagged' : 'deleted'))
        .join(' '),
    images: () =>
      d
        .imageList({ filters: filters() })
        .flatMap((i) => i.RepoTags)
        .sort()
        .join('\n'),
    image: () => d.imageInspect(ref).Config,
    pass: () => m.pass(Number(ref)),
  };
  const call = verbs[verb];
  if (!call) throw new Error(`no such verb: ${verb}`);
  return answer(call);
}

/** `create [name] --option=value … IMAGE COMMAND…` */
function create(m: Machine, words: readonly string[]): string {
  let request: ContainerCreateRequest = { Config: { Image: '' } };
  const [name = '', ...rest] = words;
  let i = 0;
  for (; rest[i]?.startsWith('--'); i++) {
    const found = /^--([\w-]+)(?:=(.*))?$/.exec(rest[i] ?? '');
    const set = OPTIONS[found?.[1] ?? ''];
    if (!set) throw new Error(`no such option: ${rest[i]}`);
    request = set(request, found?.[2] ?? '');
  }
  const [Image = '', ...Cmd] = rest.slice(i);
  const full = { ...request, Config: { ...request.Config, Image, ...(Cmd.length > 0 ? { Cmd } : {}) } };
  return m.daemon.containerCreate(name === '-' ? undefined : name, full).Id;
}
