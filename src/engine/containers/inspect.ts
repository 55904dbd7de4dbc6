import type { Reader } from '../../base/index.ts';
import { files } from '../../os/index.ts';
import type { ContainerJSON } from '../api/index.ts';
import { digest } from '../images/digest.ts';
import { type Container, execs, images } from '../rows.ts';
import { linksJson } from './links.ts';
import { networkSettings } from './network-settings.ts';
import { moment, stateJson } from './state.ts';

/** `GET /containers/{id}/json`; daemon/inspect.go */
export function inspectContainer(r: Reader, c: Container, size = false): ContainerJSON {
  const dir = `/var/lib/docker/containers/${c.id}`;
  const started = c.runs > 0;
  const ids = r
    .by(execs, 'container', c.id)
    .filter((e) => e.listed && e.exitCode === undefined)
    .map((e) => e.id);
  return {
    Id: c.id,
    Created: moment(c.created, `creation of ${c.id}`),
    Path: c.path,
    Args: c.args,
    State: stateJson(c.id, c.state),
    Image: c.image,
    ResolvConfPath: started ? `${dir}/resolv.conf` : '',
    HostnamePath: started ? `${dir}/hostname` : '',
    HostsPath: started ? `${dir}/hosts` : '',
    LogPath: started ? `${dir}/${c.id}-json.log` : '',
    Name: `/${c.name}`,
    RestartCount: c.restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: ids.length > 0 ? ids : null,
    HostConfig: { ...c.hostConfig, Links: linksJson(r, c) },
    GraphDriver: { Data: graphData(r, c), Name: 'overlay2' },
    ...(size ? sizes(r, c) : {}),
    Mounts: c.mounts,
    Config: c.config,
    NetworkSettings: networkSettings(r, c),
  };
}

/** overlay2's directories: those of the image's layers below, its own above. */
function graphData(r: Reader, c: Container): Readonly<Record<string, string>> {
  const top = `/var/lib/docker/overlay2/${c.layer}`;
  const below = (r.get(images, `${c.host}/${c.image}`)?.layers ?? []).map(
    (l) => `/var/lib/docker/overlay2/${digest(l.id)}/diff`,
  );
  return {
    ID: c.id,
    LowerDir: [`${top}-init/diff`, ...below.reverse()].join(':'),
    MergedDir: `${top}/merged`,
    UpperDir: `${top}/diff`,
    WorkDir: `${top}/work`,
  };
}

/** Bytes written, and those with the image's. */
export function sizes(r: Reader, c: Container): { readonly SizeRw: number; readonly SizeRootFs: number } {
  const own = written(r, `c:${c.id}`);
  return { SizeRw: own, SizeRootFs: own + (r.get(images, `${c.host}/${c.image}`)?.size ?? 0) };
}

/** What the daemon itself writes into a container does not count. */
export const DAEMONS = ['/etc/hosts', '/etc/hostname', '/etc/resolv.conf', '/.dockerenv'];

function written(r: Reader, fs: string): number {
  return r
    .by(files, 'fs', fs)
    .filter((f) => f.kind === 'file' && !DAEMONS.includes(f.path))
    .reduce((sum, f) => sum + f.content.length, 0);
}
