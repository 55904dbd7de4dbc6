import { naturalCompare } from '../../../base/index.ts';
import type { PortBinding, PortMap } from '../../../engine/index.ts';
import { write } from '../../../os/index.ts';
import { between, CliError, command, cut, ParseError, parseUnsigned } from '../grammar/index.ts';

/** docker container port; cli/command/container/ of docker/cli. */
export const port = command({
  use: 'port CONTAINER [PRIVATE_PORT[/PROTO]]',
  short: 'List port mappings or a specific mapping for the container',
  spellings: 'docker container port, docker port',
  args: between(1, 2),

  *run({ args, daemon }) {
    const [container = '', wanted = ''] = args;
    const { Ports } = daemon.containerInspect(container).NetworkSettings;
    const lines = wanted === '' ? allPorts(Ports) : onePort(Ports, wanted, container);
    if (lines.length > 0) yield* write(`${lines.sort(naturalCompare).join('\n')}\n`);
    return 0;
  },
});

const address = ({ HostIp, HostPort }: PortBinding) => `${HostIp.includes(':') ? `[${HostIp}]` : HostIp}:${HostPort}`;

function allPorts(ports: PortMap): string[] {
  return Object.entries(ports).flatMap(([port, bindings]) => (bindings ?? []).map((b) => `${port} -> ${address(b)}`));
}

function onePort(ports: PortMap, wanted: string, container: string): string[] {
  const [port, proto] = cut(wanted, '/');
  try {
    parseUnsigned(port, { base: 10, bits: 16 });
  } catch (e) {
    throw e instanceof ParseError ? new CliError(`Error: invalid port (${port}): ${e.message}`) : e;
  }
  const bindings = ports[`${port}/${proto === '' ? 'tcp' : proto}`] ?? [];
  if (bindings.length === 0) throw new CliError(`Error: No public port '${wanted}' published for ${container}`);
  return bindings.map(address);
}
