import type { EventMessage } from '../../../engine/index.ts';
import { containersOf, serviceOf, shortened } from './containers.ts';
import type { Compose } from './context.ts';
import { isNotFound } from './errors.ts';
import { LABEL } from './labels.ts';

/** What a container did, as compose tells it. */
export interface ContainerEvent {
  readonly kind: 'created' | 'recreated' | 'started' | 'exited';
  readonly id: string;
  /** `web-1` */
  readonly name: string;
  readonly service: string;
  readonly exitCode: number;
  /** It comes back by itself. */
  readonly restarting: boolean;
  /** What it takes the place of. */
  readonly replaces: string;
}

/** Watches the containers of a project; pkg/compose/monitor.go. */
export interface Monitor {
  /** Events that nobody has taken yet. */
  take(): readonly ContainerEvent[];
  pending(): boolean;
  /** All that were there have ended. */
  over(): boolean;
}

export function monitorOf(compose: Compose, project: string, services: readonly string[]): Monitor {
  const { daemon, proc } = compose;
  const wanted = (service: string) => services.length === 0 || services.includes(service);
  const alive = new Set(
    containersOf(compose, project, { all: true })
      .filter((c) => wanted(serviceOf(c)))
      .map((c) => c.Id),
  );
  const restarting = new Set<string>();
  const since = proc.now;
  const filters = { type: ['container'], label: [`${LABEL.project}=${project}`] };
  const all = () => daemon.events({ since, filters });
  let seen = all().length;
  const comesBack = (id: string): boolean => {
    try {
      const { State } = daemon.containerInspect(id);
      return State.Restarting || State.Running;
    } catch (e) {
      if (isNotFound(e)) return false;
      throw e;
    }
  };
  const read = (event: EventMessage): readonly ContainerEvent[] => {
    const { ID: id, Attributes: attributes } = event.Actor;
    const service = attributes[LABEL.service] ?? '';
    if (!wanted(service)) return [];
    const base = {
      id,
      name: shortened(compose, attributes.name ?? '', project, service, attributes[LABEL.number] ?? ''),
      service,
      exitCode: Number(attributes.exitCode ?? 0),
      restarting: false,
      replaces: attributes[LABEL.replace] ?? '',
    };
    switch (event.Action) {
      case 'create':
        alive.add(id);
        return [{ ...base, kind: base.replaces === '' ? 'created' : 'recreated' }];
      case 'start':
        alive.add(id);
        return [{ ...base, kind: 'started', restarting: restarting.has(id) }];
      case 'die': {
        const back = comesBack(id);
        if (back) restarting.add(id);
        else alive.delete(id);
        return [{ ...base, kind: 'exited', restarting: back }];
      }
      default:
        return [];
    }
  };
  return {
    take() {
      const events = all();
      const fresh = events.slice(seen);
      seen = events.length;
      return fresh.flatMap(read);
    },
    pending: () => all().length > seen,
    over: () => alive.size === 0,
  };
}

/** The line about an end. */
export const exitText = ({ exitCode, restarting }: ContainerEvent): string =>
  `exited with code ${exitCode}${restarting ? ' (restarting)' : ''}`;
