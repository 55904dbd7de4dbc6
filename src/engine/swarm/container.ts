import type { ContainerCreateRequest, MountSpec } from '../api/index.ts';
import type { ServiceRow, TaskRow } from './rows.ts';
import type { ContainerSpec } from './types.ts';

/** `web.1.<task id>`; a global service's has the node's id in the middle. swarmkit api/naming. */
export function taskName(t: TaskRow): string {
  return `${t.serviceName}.${t.slot === 0 ? t.node : t.slot}.${t.id}`;
}

/** What the agent asks the daemon to make for a task; daemon/cluster/executor/container/container.go. */
export function createRequest(t: TaskRow, service: ServiceRow | undefined): ContainerCreateRequest {
  const spec: ContainerSpec = t.spec.ContainerSpec ?? {};
  const bindings = t.hostPorts.map(
    (p) =>
      [
        `${p.TargetPort}/${p.Protocol}`,
        [{ HostIp: '', HostPort: p.PublishedPort ? String(p.PublishedPort) : '' }],
      ] as const,
  );
  const host = (t.spec.Networks ?? []).length > 0 && t.attachments.length === 0 ? 'bridge' : '';
  return {
    Config: {
      Image: spec.Image ?? '',
      Labels: {
        ...spec.Labels,
        'com.docker.swarm.node.id': t.node,
        'com.docker.swarm.service.id': t.service,
        'com.docker.swarm.service.name': t.serviceName,
        'com.docker.swarm.task': '',
        'com.docker.swarm.task.id': t.id,
        'com.docker.swarm.task.name': taskName(t),
      },
      ...(spec.Command?.length ? { Entrypoint: spec.Command } : {}),
      ...(spec.Args?.length ? { Cmd: spec.Args } : {}),
      ...(spec.Hostname ? { Hostname: fill(spec.Hostname, t, service) } : {}),
      Env: (spec.Env ?? []).map((e) => fill(e, t, service)),
      ...(spec.Dir ? { WorkingDir: spec.Dir } : {}),
      ...(spec.User ? { User: spec.User } : {}),
      ...(spec.TTY ? { Tty: true } : {}),
      ...(spec.OpenStdin ? { OpenStdin: true } : {}),
      ...(spec.StopSignal ? { StopSignal: spec.StopSignal } : {}),
      ...(spec.Healthcheck ? { Healthcheck: spec.Healthcheck } : {}),
      ...(bindings.length > 0 ? { ExposedPorts: Object.fromEntries(bindings.map(([key]) => [key, {}])) } : {}),
    },
    HostConfig: {
      ...(host === '' ? {} : { NetworkMode: host }),
      PortBindings: Object.fromEntries(bindings),
      Mounts: (spec.Mounts ?? []).map(
        (m): MountSpec => ({
          Type: m.Type,
          ...(m.Source === undefined ? {} : { Source: m.Source }),
          Target: m.Target,
          ...(m.ReadOnly ? { ReadOnly: true } : {}),
        }),
      ),
      ...(spec.DNSConfig?.Nameservers?.length ? { Dns: spec.DNSConfig.Nameservers } : {}),
      ...(spec.DNSConfig?.Search?.length ? { DnsSearch: spec.DNSConfig.Search } : {}),
      ...(spec.DNSConfig?.Options?.length ? { DnsOptions: spec.DNSConfig.Options } : {}),
      ...(spec.Hosts?.length ? { ExtraHosts: spec.Hosts.map(extraHost) } : {}),
      ...(spec.ReadOnly ? { ReadonlyRootfs: true } : {}),
      ...(spec.Init === undefined ? {} : { Init: spec.Init }),
      ...(spec.Sysctls ? { Sysctls: spec.Sysctls } : {}),
    },
  };
}

/** `IP name` as the spec has it, `name:IP` as a container does. */
function extraHost(line: string): string {
  const [ip = '', ...names] = line.split(/\s+/);
  return `${names[0] ?? ''}:${ip}`;
}

/** Templates in a task's spec: {{.Service.Name}}, {{.Node.Hostname}}, {{.Task.Slot}} and their like; swarmkit template. */
function fill(text: string, t: TaskRow, service: ServiceRow | undefined): string {
  const values: Readonly<Record<string, string>> = {
    '.Service.ID': t.service,
    '.Service.Name': t.serviceName,
    '.Node.ID': t.node,
    '.Task.ID': t.id,
    '.Task.Name': taskName(t),
    '.Task.Slot': t.slot === 0 ? t.node : String(t.slot),
  };
  return text.replace(
    /\{\{\s*(\.[\w.]+|index \.Service\.Labels "([^"]*)")\s*\}\}/g,
    (all, key: string, label?: string) =>
      label === undefined ? (values[key] ?? all) : (service?.spec.Labels[label] ?? ''),
  );
}
