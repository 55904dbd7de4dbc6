import { type Action, flags } from './action.ts';
import type { Memory } from './memory.ts';

const NETS = ['mesh', 'ov1', 'ov2', 'shared'];
const SERVICES = ['front', 'rr', 'job', 'svc1'];
const quiet = (command: string) => `${command} 2>/dev/null`;

export const swarmInit: Action = () => "docker swarm init --advertise-addr 192.168.1.100 | grep -c 'docker swarm join'";

/** docker network create with the overlay driver. */
export const overlay: Action = (m, c) => {
  const name = c.any(NETS.filter((n) => !m.networks.some((x) => x.name === n)));
  if (name === undefined) return undefined;
  const stem = c.maybe(0.6) ? `10.${70 + m.made++}.0.` : undefined;
  const attachable = c.maybe(0.75);
  const internal = c.maybe(0.12);
  m.networks.push({
    name,
    driver: 'overlay',
    internal,
    ipv6: false,
    builtin: false,
    attachable,
    ...(stem === undefined ? {} : { stem }),
  });
  return flags(
    `docker network create ${c.one(['-d overlay', '--driver overlay', '--driver=overlay'])}`,
    attachable && '--attachable',
    internal && '--internal',
    stem !== undefined && `--subnet ${stem}0/24`,
    stem !== undefined && c.maybe(0.3) && `--gateway ${stem}${c.one([1, 254])}`,
    c.maybe(0.15) && '--label env=lab',
    c.maybe(0.15) && '-o com.docker.network.driver.mtu=1400',
    name,
  );
};

const service = (m: Memory, name: string): boolean => m.services.includes(name);

/** docker service create; its tasks need a moment. */
export const serviceCreate: Action = (m, c) => {
  const name = c.any(SERVICES.filter((s) => !service(m, s)));
  if (name === undefined) return undefined;
  const net = c.any(m.networks.filter((n) => n.driver === 'overlay'));
  m.services.push(name);
  const dnsrr = c.maybe(0.25);
  return quiet(
    flags(
      `docker service create -d --name ${name}`,
      c.maybe(0.7) && `--replicas ${c.below(4)}`,
      net && c.maybe(0.8) && `--network ${net.name}`,
      dnsrr && '--endpoint-mode dnsrr',
      !dnsrr && c.maybe(0.3) && `-p ${8600 + m.made++}:80`,
      c.maybe(0.15) && '--label tier=web',
      c.maybe(0.15) && '-e MODE=x',
      c.maybe(0.1) && '--hostname box',
      c.one(['nginx', 'traefik/whoami', 'alpine sleep 1d']),
    ),
  );
};

const FORMATS = [
  "'{{.Spec.Name}} {{.Endpoint.Spec.Mode}} {{len .Endpoint.VirtualIPs}}'",
  "'{{json .Spec.Mode}} {{json .Spec.EndpointSpec}}'",
  "'{{json .Spec.Labels}} {{.Spec.TaskTemplate.ContainerSpec.Image}}'",
  "'{{json .Endpoint.Ports}}'",
  "'{{.Nosuch}}'",
];

export const serviceLook: Action = (m, c) => {
  const name = c.maybe(0.9) ? c.any(m.services) : 'nosuch';
  if (name === undefined) return undefined;
  return c.one([
    `~ 4\n$ docker service ls --format '{{.Name}} {{.Mode}} {{.Replicas}} {{.Image}} [{{.Ports}}]'`,
    `~ 4\n$ docker service ps ${name} --format '{{.Image}} {{.Node}} {{.DesiredState}}'`,
    `docker service inspect ${name} --format ${c.one(FORMATS)}`,
    'docker service ls --format {{.Name}} --filter mode=replicated',
    `docker service ls -q --filter name=${name} | wc -l`,
    "docker node ls --format '{{.Hostname}} {{.Status}} {{.Availability}} {{.ManagerStatus}}'",
    "docker network ls --filter scope=swarm --format '{{.Name}} {{.Driver}} {{.Scope}}'",
    "docker network ls --filter driver=overlay --format '{{.Name}}'",
    "docker info -f '{{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}} {{.Swarm.Managers}} {{.Swarm.Nodes}}'",
  ]);
};

export const serviceChange: Action = (m, c) => {
  const name = c.maybe(0.9) ? c.any(m.services) : 'nosuch';
  if (name === undefined) return undefined;
  return c.one([
    () => quiet(`docker service scale -d ${name}=${c.below(4)}`),
    () => `docker service update -d --replicas ${c.below(3)} ${name}`,
    () => quiet(`docker service update -d --label-add a=b ${name}`),
    () => {
      m.services.splice(0, m.services.length, ...m.services.filter((s) => s !== name));
      return `docker service rm ${name}`;
    },
  ])();
};

/** What the swarm refuses. */
export const swarmWrong: Action = (m, c) => {
  const net = c.any(m.networks.filter((n) => n.driver === 'overlay'))?.name ?? 'nosuch';
  return c.one([
    'docker swarm init',
    'docker swarm join 192.168.1.100:2377',
    'docker swarm leave',
    'docker swarm join-token what',
    'docker node inspect nosuch',
    'docker node rm self',
    'docker node update --availability what self',
    'docker service create',
    `docker service create -d --name bad --network nosuch nginx`,
    `docker service create -d --name 'bad name' nginx`,
    `docker service create -d --name bad --replicas x nginx`,
    `docker service create -d --name bad --endpoint-mode what nginx`,
    `docker service create -d --name bad --endpoint-mode dnsrr -p 80:80 nginx`,
    `docker service create -d --name bad --mode what nginx`,
    `docker service create -d --name bad --mode global --replicas 2 nginx`,
    'docker service scale x',
    'docker service scale nosuch=2',
    'docker service inspect nosuch',
    'docker service ps nosuch',
    'docker service rm nosuch',
    'docker service update nosuch',
    'docker service logs nosuch',
    `docker network create -d overlay ${net}`,
    `docker network create -d overlay --scope local bad`,
    `docker network create -d overlay --subnet 10.250.0.0/33 bad`,
    `docker network create -d overlay --config-only bad`,
    'docker network rm ingress nosuch',
    'docker network connect ingress nobody',
    `docker network inspect ${net} --format '{{.Scope}} {{.Driver}} {{.Attachable}} {{.Internal}}'`,
    'docker stack ls',
    'docker stack services nosuch',
    'docker secret ls',
    'docker config ls',
  ]);
};
