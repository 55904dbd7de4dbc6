import { quoteGo } from '../../../base/index.ts';
import { joinPath } from '../../../os/index.ts';
import type { HealthConfig, ImageConfig } from '../../api/index.ts';
import { badRequest } from '../../errors.ts';
import { goDurationMs } from '../../filters.ts';
import { type Instruction, jsonWords, pairsOf, substituted, wordsOf } from './dockerfile.ts';

/** What an instruction that only configures makes of an image's configuration, and how the history tells it. */
export interface Configured {
  readonly config: ImageConfig;
  /** After `#(nop)`. */
  readonly told: string;
}

/** A stage of a build: what is known while its instructions are carried out. */
export interface Scope {
  readonly config: ImageConfig;
  /** CMD was given in this very stage. */
  readonly cmdSet: boolean;
  /** Variables: build arguments below the environment of the image. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Shell of the shell forms. */
export const shellOf = (config: ImageConfig): readonly string[] => config.Shell ?? ['/bin/sh', '-c'];

/** Environment as a map. */
export const environment = (config: ImageConfig): Record<string, string> =>
  Object.fromEntries((config.Env ?? []).map((e) => [e.slice(0, e.indexOf('=')), e.slice(e.indexOf('=') + 1)]));

const sortedSet = (keys: readonly string[]) =>
  Object.fromEntries([...new Set(keys)].sort().map((key) => [key, {} as Record<string, never>]));
const told = (words: readonly string[]) => `[${words.map((w) => quoteGo(w)).join(' ')}]`;

/** Carries out an instruction that touches no file; builder/dockerfile/dispatchers.go of moby. Undefined for the others. */
export function configured(it: Instruction, scope: Scope): Configured | undefined {
  const { config } = scope;
  const plain = (text: string) => substituted(text, scope.variables);
  const rest = plain(it.rest);
  switch (it.verb) {
    case 'ARG':
      return { config, told: ` ARG ${rest}` };
    case 'EXPOSE': {
      const ports = rest.split(/\s+/).map((p) => (p.includes('/') ? p.toLowerCase() : `${p}/tcp`));
      for (const port of ports)
        if (!/^\d+(-\d+)?\/(tcp|udp|sctp)$/.test(port))
          throw badRequest(`invalid containerPort: ${port.split('/')[0]}`);
      const ExposedPorts = sortedSet([...Object.keys(config.ExposedPorts ?? {}), ...ports.flatMap(range)]);
      return { config: { ...config, ExposedPorts }, told: ` EXPOSE ${rest.split(/\s+/).sort().join(' ')}` };
    }
    case 'ENV': {
      const pairs = pairsOf(plain(it.rest));
      const kept = (config.Env ?? []).filter((e) => !pairs.some(([k]) => e.startsWith(`${k}=`)));
      const added = pairs.map(([k, v]) => `${k}=${v}`);
      return { config: { ...config, Env: [...kept, ...added] }, told: ` ENV ${added.join(' ')}` };
    }
    case 'LABEL': {
      const pairs = pairsOf(rest);
      const Labels = { ...config.Labels, ...Object.fromEntries(pairs) };
      return { config: { ...config, Labels }, told: ` LABEL ${pairs.map(([k, v]) => `${k}=${v}`).join(' ')}` };
    }
    case 'CMD': {
      const Cmd = wordsOf(it.rest, shellOf(config));
      return { config: { ...config, Cmd }, told: ` CMD ${told(Cmd)}` };
    }
    case 'ENTRYPOINT': {
      const Entrypoint = wordsOf(it.rest, shellOf(config));
      const Cmd = scope.cmdSet ? config.Cmd : null;
      return {
        config: { ...config, Entrypoint, ...(Cmd === undefined ? {} : { Cmd }) },
        told: ` ENTRYPOINT ${told(Entrypoint)}`,
      };
    }
    case 'WORKDIR': {
      const WorkingDir = joinPath(config.WorkingDir || '/', rest);
      return { config: { ...config, WorkingDir }, told: `WORKDIR ${WorkingDir}` };
    }
    case 'USER':
      return { config: { ...config, User: rest }, told: ` USER ${rest}` };
    case 'STOPSIGNAL':
      return { config: { ...config, StopSignal: rest }, told: ` STOPSIGNAL ${rest}` };
    case 'VOLUME': {
      const list = jsonWords(rest) ?? rest.split(/\s+/);
      const Volumes = sortedSet([...Object.keys(config.Volumes ?? {}), ...list]);
      return { config: { ...config, Volumes }, told: ` VOLUME [${list.join(' ')}]` };
    }
    case 'SHELL': {
      const Shell = jsonWords(it.rest);
      if (!Shell) throw badRequest('SHELL requires the arguments to be in JSON form');
      return { config: { ...config, Shell }, told: ` SHELL ${it.rest.replace(/\s+/g, '')}` };
    }
    case 'HEALTHCHECK': {
      const Healthcheck = healthcheck(it);
      return { config: { ...config, Healthcheck }, told: ` HEALTHCHECK &{${told(Healthcheck.Test ?? [])}}` };
    }
    case 'ONBUILD':
      return { config: { ...config, OnBuild: [...(config.OnBuild ?? []), it.rest] }, told: ` ONBUILD ${it.rest}` };
    case 'MAINTAINER':
      return { config, told: ` MAINTAINER ${rest}` };
    default:
      return undefined;
  }
}

/** `8000-8002/tcp` is three ports. */
function range(port: string): string[] {
  const [, from, to, proto] = /^(\d+)-(\d+)\/(\w+)$/.exec(port) ?? [];
  if (from === undefined) return [port];
  return Array.from({ length: Math.max(0, Number(to) - Number(from) + 1) }, (_, i) => `${Number(from) + i}/${proto}`);
}

function healthcheck({ flags, rest }: Instruction): HealthConfig {
  if (/^none$/i.test(rest)) return { Test: ['NONE'] };
  const [, kind = '', line = ''] = /^(\S+)\s*([\s\S]*)$/.exec(rest) ?? [];
  if (kind.toUpperCase() !== 'CMD') throw badRequest(`Unknown type ${JSON.stringify(kind)} in HEALTHCHECK (try CMD)`);
  const words = jsonWords(line);
  const time = (flag: string, field: string): Record<string, number> => {
    const ms = flags[flag] === undefined ? undefined : goDurationMs(flags[flag] ?? '');
    return ms === undefined ? {} : { [field]: ms * 1e6 };
  };
  return {
    Test: words ? ['CMD', ...words] : ['CMD-SHELL', line],
    ...time('interval', 'Interval'),
    ...time('timeout', 'Timeout'),
    ...time('start-period', 'StartPeriod'),
    ...time('start-interval', 'StartInterval'),
    ...(flags.retries === undefined ? {} : { Retries: Number(flags.retries) }),
  };
}
