import { type Dict, isDict } from '../yaml/index.ts';
import { ComposeError, invalidProject, quoted } from './errors.ts';
import {
  dependenciesOf,
  dictIn,
  dictsIn,
  numberIn,
  type Project,
  type Service,
  scaleOf,
  textIn,
  textsIn,
} from './project.ts';

/** Whether the parts of a project fit together; loader/validate.go of compose-go. Throws ComposeError. */
export function checkConsistency(project: Project): void {
  for (const name of [...project.services.keys()].sort()) {
    const service = project.services.get(name);
    if (service) checkService(project, service);
  }
  for (const [name, secret] of project.secrets)
    if (!secret.has('external') && !secret.has('file') && !secret.has('environment'))
      throw invalidProject(`secret ${quoted(name)} must declare either \`file\` or \`environment\``);
  checkCycles(project);
}

function checkService(project: Project, service: Service): void {
  const { name, config } = service;
  const called = `service ${quoted(name)}`;
  if (!config.has('build') && !config.has('image') && !config.has('provider'))
    throw invalidProject(`${called} has neither an image nor a build context specified`);
  const build = dictIn(config, 'build');
  if (build?.has('dockerfile_inline') && build.has('dockerfile'))
    throw invalidProject(`${called} declares mutualy exclusive dockerfile and dockerfile_inline`);
  checkNetworks(project, service);
  const test = textsIn(dictIn(config, 'healthcheck') ?? new Map(), 'test');
  if (test.length > 0 && !['CMD', 'CMD-SHELL', 'NONE'].includes(test[0] ?? ''))
    throw new ComposeError('healthcheck.test must start either by "CMD", "CMD-SHELL" or "NONE"');
  for (const [other, { required }] of dependenciesOf(service)) {
    if (project.services.has(other) || (project.disabled.has(other) && !required)) continue;
    throw invalidProject(`${called} depends on undefined service ${quoted(other)}`);
  }
  for (const volume of dictsIn(config, 'volumes')) {
    const source = textIn(volume, 'source');
    if (volume.get('type') === 'volume' && source !== '' && !project.volumes.has(source))
      throw invalidProject(`${called} refers to undefined volume ${source}`);
  }
  for (const [key, all] of [
    ['config', project.configs],
    ['secret', project.secrets],
  ] as const)
    for (const reference of dictsIn(config, `${key}s`)) {
      const source = textIn(reference, 'source');
      if (!all.has(source)) throw invalidProject(`${called} refers to undefined ${key} ${source}`);
    }
  checkScale(service);
  checkLimits(service);
  checkMounts(service);
}

function checkNetworks(project: Project, { name, config }: Service): void {
  const networks = dictIn(config, 'networks');
  if (textIn(config, 'network_mode') !== '' && (networks?.size ?? 0) > 0)
    throw invalidProject(`service ${name} declares mutually exclusive \`network_mode\` and \`networks\``);
  for (const network of networks?.keys() ?? [])
    if (!project.networks.has(network))
      throw invalidProject(`service ${quoted(name)} refers to undefined network ${network}`);
}

function checkScale(service: Service): void {
  const { name, config } = service;
  const scale = config.get('scale');
  const replicas = dictIn(config, 'deploy')?.get('replicas');
  if (scale !== undefined && replicas !== undefined && scale !== replicas)
    throw invalidProject(`services.${name}: can't set distinct values on 'scale' and 'deploy.replicas'`);
  if (typeof scale === 'bigint' && scale < 0n)
    throw new ComposeError(`services.${name}.scale: must be greater than or equal to 0`);
  if (typeof replicas === 'bigint' && replicas < 0n)
    throw new ComposeError(`services.${name}.deploy.replicas: must be greater than or equal to 0`);
  if (scaleOf(service) > 1 && config.has('container_name')) {
    // the two are mixed up in compose-go 2.9.1 itself
    const attribute = scale === undefined ? 'deploy.replicas' : 'scale';
    throw invalidProject(
      `services.${attribute}: can't set container_name and ${name} as container name must be unique`,
    );
  }
}

function checkLimits({ name, config }: Service): void {
  const resources = dictIn(dictIn(config, 'deploy') ?? new Map(), 'resources');
  if (!resources) return;
  const differ = (own: string, part: string, key: string) => {
    const limits: Dict | undefined = dictIn(resources, part);
    if (config.has(own) && limits && numberOf(limits, key) !== numberOf(config, own))
      throw invalidProject(
        `services.${name}: can't set distinct values on '${own}' and 'deploy.resources.${part}.${key}'`,
      );
  };
  differ('cpus', 'limits', 'cpus');
  differ('mem_limit', 'limits', 'memory');
  differ('mem_reservation', 'reservations', 'memory');
  differ('pids_limit', 'limits', 'pids');
}

const numberOf = (struct: Dict, key: string): number => numberIn(struct, key);

function checkMounts({ name, config }: Service): void {
  const mounts = new Map<string, string>();
  const mount = (place: string, target: string) => {
    const before = mounts.get(target);
    if (before !== undefined) throw new ComposeError(`${place}: target ${target} already mounted as ${before}`);
    mounts.set(target, place);
  };
  for (const [i, tmpfs] of textsIn(config, 'tmpfs').entries())
    mount(`services.${name}.tmpfs[${i}]`, tmpfs.split(':')[0] ?? '');
  for (const [i, volume] of dictsIn(config, 'volumes').entries())
    if (isDict(volume)) mount(`services.${name}.volumes[${i}]`, textIn(volume, 'target'));
}

/** Services that wait for each other. */
function checkCycles(project: Project): void {
  const search = (path: readonly string[], name: string): void => {
    const service = project.services.get(name);
    for (const child of service ? [...dependenciesOf(service).keys()].sort() : []) {
      if (!project.services.has(child)) continue;
      const at = path.indexOf(child);
      if (at >= 0) throw new ComposeError(`dependency cycle detected: ${path.slice(at).join(' -> ')} -> ${child}`);
      search([...path, child], child);
    }
  };
  for (const name of [...project.services.keys()].sort()) search([name], name);
}

/** Two services with one container name; Project.CheckContainerNameUnicity. Throws ComposeError. */
export function checkContainerNames(project: Project): void {
  const names = new Map<string, string>();
  for (const [name, { config }] of project.services) {
    const own = textIn(config, 'container_name');
    if (own === '') continue;
    const before = names.get(own);
    if (before !== undefined)
      throw new ComposeError(`services.${name}: container name ${quoted(own)} is already in use by service ${before}"`);
    names.set(own, own);
  }
}
