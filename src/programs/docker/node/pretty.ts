import { goTime } from '../../../base/index.ts';
import type { SwarmNode } from '../../../engine/index.ts';
import { parseTime } from '../api/index.ts';
import { bytesSize } from '../format/index.ts';
import { title } from './names.ts';

/** A node as `--pretty` prints it; cli/command/node/formatter.go of docker/cli. */
export function prettyNode(n: SwarmNode): string {
  const { Description: d, ManagerStatus: m, Spec } = n;
  const at = parseTime(n.CreatedAt);
  const labels = Object.entries(Spec.Labels).sort(([a], [b]) => (a < b ? -1 : 1));
  const plugins = (type: string) =>
    d.Engine.Plugins.filter((p) => p.Type === type)
      .map((p) => p.Name)
      .join(', ');
  return [
    `ID:\t\t\t${n.ID}`,
    ...(Spec.Name ? [`Name:\t\t\t${Spec.Name}`] : []),
    ...(labels.length > 0
      ? ['Labels:', ...labels.map(([key, value]) => ` - ${key}${value === '' ? '' : `=${value}`}`)]
      : []),
    `Hostname:              \t${d.Hostname}`,
    `Joined at:             \t${at ? goTime(at.ms, at.nanos).toLowerCase() : n.CreatedAt}`,
    'Status:',
    ` State:\t\t\t${title(n.Status.State)}`,
    ...(n.Status.Message ? [` Message:\t\t${title(n.Status.Message)}`] : []),
    ` Availability:         \t${title(Spec.Availability)}`,
    ...(n.Status.Addr ? [` Address:\t\t${n.Status.Addr}`] : []),
    ...(m
      ? [
          'Manager Status:',
          ` Address:\t\t${m.Addr}`,
          ` Raft Status:\t\t${title(m.Reachability)}`,
          ` Leader:\t\t${m.Leader ? 'Yes' : 'No'}`,
        ]
      : []),
    'Platform:',
    ` Operating System:\t${d.Platform.OS}`,
    ` Architecture:\t\t${d.Platform.Architecture}`,
    'Resources:',
    ` CPUs:\t\t\t${d.Resources.NanoCPUs / 1e9}`,
    ` Memory:\t\t${bytesSize(d.Resources.MemoryBytes)}`,
    'Plugins:',
    ...['Log', 'Network', 'Volume'].map((type) => ` ${type}:\t\t${plugins(type)}`),
    `Engine Version:\t\t${d.Engine.EngineVersion}`,
    'TLS Info:',
    ' TrustRoot:',
    d.TLSInfo.TrustRoot,
    ` Issuer Subject:\t${d.TLSInfo.CertIssuerSubject}`,
    ` Issuer Public Key:\t${d.TLSInfo.CertIssuerPublicKey}`,
  ].join('\n');
}
