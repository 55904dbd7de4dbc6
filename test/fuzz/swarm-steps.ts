import { type Action, flags, settled } from './action.ts';
import { type Memory, running } from './memory.ts';

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
      c.maybe(0.1) ? '--mode global' : c.maybe(0.7) && `--replicas ${c.below(4)}`,
      net && c.maybe(0.8) && `--network ${net.name}`,
      dnsrr && '--endpoint-mode dnsrr',
      !dnsrr && c.maybe(0.3) && `-p ${8600 + m.made++}:80`,
      c.maybe(0.15) && '--label tier=web',
      c.maybe(0.15) && '-e MODE=x',
      c.maybe(0.15) && `--constraint ${c.one(['node.role==manager', 'node.hostname==node1', 'node.role==worker'])}`,
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
    () => quiet(`docker service update -d --publish-add ${8700 + m.made++}:80 ${name}`),
    () => quiet(`docker service update -d --image nginx:alpine ${name}`),
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

/** The links of a container on an overlay network: the encapsulation takes its part of the MTU, and the way out is a second link. */
export const overlayView: Action = (m, c) => {
  const meshes = m.networks.filter((n) => n.driver === 'overlay').map((n) => n.name);
  const box = c.any(running(m).filter((x) => !x.shuffled && x.networks.some((n) => meshes.includes(n))));
  if (box === undefined) return undefined;
  const mtu = ['cat /sys/class/net/eth0/mtu', 'cat /sys/class/net/eth1/mtu'];
  const links = ['ip link', 'ip addr', 'ip link show eth0', 'ip route', 'ip link show eth1'];
  const pool =
    box.tools === 'slim'
      ? mtu
      : box.tools === 'busybox'
        ? [...mtu, ...links]
        : [...mtu, ...links, 'ip -br link', 'ip -br addr'];
  return settled(`docker exec ${box.name} ${c.one(pool)}`);
};

/** A plain container on an overlay network, so that there is somebody to talk to. */
export const overlayRun: Action = (m, c) => {
  const mesh = c.any(m.networks.filter((n) => n.driver === 'overlay' && n.attachable === true));
  const name = c.any(['left', 'right', 'peer', 'far'].filter((n) => !m.containers.some((x) => x.name === n)));
  if (mesh === undefined || name === undefined) return undefined;
  const image = c.one(['alpine', 'nicolaka/netshoot'] as const);
  m.containers.push({
    name,
    image,
    tools: image === 'alpine' ? 'busybox' : 'full',
    serves: false,
    state: 'running',
    networks: [mesh.name],
    mode: mesh.name,
    aliases: [],
    hostPorts: [],
    shuffled: false,
    deaf: false,
    removedAtEnd: false,
  });
  return `docker run -d --name ${name} --network ${mesh.name} ${image} sleep 1d`;
};

/** Names are known on overlay networks as on bridges of one's own. */
export const overlayNames: Action = (m, c) => {
  const meshes = m.networks.filter((n) => n.driver === 'overlay').map((n) => n.name);
  const shared = (a: { readonly networks: readonly string[] }, b: typeof a) =>
    a.networks.some((n) => meshes.includes(n) && b.networks.includes(n));
  const box = c.any(running(m).filter((x) => x.tools !== 'slim' && x.networks.some((n) => meshes.includes(n))));
  const other = c.any(running(m).filter((x) => x !== box && box !== undefined && shared(box, x)));
  if (box === undefined || other === undefined) return undefined;
  const ask = box.tools === 'full' ? ['getent ahostsv4', 'ping -c 1 -W 1', 'dig +short'] : ['ping -c 1 -W 1'];
  return settled(`docker exec ${box.name} ${c.one(ask)} ${other.name}`);
};

/** What the swarm adds to a host. */
export const swarmLook: Action = (m, c) => {
  const net = c.any(m.networks.filter((n) => n.driver === 'overlay'))?.name ?? 'ingress';
  return c.one([
    "docker network inspect docker_gwbridge -f '{{json .IPAM.Config}} {{json .Options}}'",
    "docker network inspect ingress -f '{{.Ingress}} {{.Scope}} {{json .IPAM.Config}}'",
    `docker network inspect ${net} -f '{{json .IPAM}} {{json .Options}}'`,
    "docker node inspect self -f '{{.Spec.Role}} {{.Spec.Availability}} {{.Status.State}} {{.Status.Addr}}'",
    'docker node update --label-add zone=a self; docker node inspect -f "{{json .Spec.Labels}}" self',
    "docker node ps self --format '{{.Image}} {{.DesiredState}}' | sort",
    'docker swarm join-token -q worker | cut -c1-9',
    'ip -br link show docker_gwbridge',
    'ip route | grep 172',
    'iptables -S DOCKER-ISOLATION-STAGE-2',
  ]);
};
