import { type App, type DnsRecord, decodeQuery, encodeReply } from '../../os/index.ts';
import type { AgentData } from './agent.ts';
import { servicesOf } from './catalogue.ts';
import { healthOf } from './checks.ts';

/** Consul's name server: `NAME.service.consul` are the addresses of what passes its checks, `NODE.node.consul` the node. */
export const consulDns: App = function* (conn) {
  const query = decodeQuery(conn.datagram?.data ?? '');
  if (!query) return 0;
  const { node, address, pid } = conn.socket.data as AgentData;
  const { id, name, type, rd, edns } = query;
  const [, label = '', kind = ''] = /^(.+)\.(service|node)(?:\.dc1)?\.consul\.$/i.exec(name.toLowerCase()) ?? [];
  const own = { ID: 'consul', Service: 'consul', Tags: [], Address: '', Port: 8300 };
  const known = kind === 'service' ? [own, ...servicesOf(conn.world, pid)].filter((s) => s.Service === label) : [];
  const answers: DnsRecord[] = [];
  let well = false;
  for (const service of known) {
    if ((yield* healthOf(conn, service)).status !== 'passing') continue;
    well = true;
    const ip = service.Address || address;
    if (type === 'A') answers.push({ name, type: 'A', ttl: 0, data: ip });
    if (type === 'SRV')
      answers.push({ name, type: 'SRV', ttl: 0, data: `1 1 ${service.Port} ${hex(ip)}.addr.dc1.consul.` });
  }
  if (kind === 'node' && label === node.toLowerCase() && type === 'A')
    answers.push({ name, type: 'A', ttl: 0, data: address });
  const exists = well || (kind === 'node' && label === node.toLowerCase());
  const rcode = /\.?consul\.$/i.test(name) ? (exists ? 'NOERROR' : 'NXDOMAIN') : 'REFUSED';
  conn.reply(
    encodeReply({
      ...{ id, name, type, rd, rcode, aa: rcode !== 'REFUSED', ra: false, compressed: true, answers },
      ...(edns === undefined ? {} : { edns }),
      authority:
        answers.length > 0 || rcode === 'REFUSED'
          ? []
          : [
              {
                name: 'consul.',
                type: 'SOA',
                ttl: 0,
                data: 'ns.consul. hostmaster.consul. 1767603600 3600 600 86400 0',
              },
            ],
    }),
  );
  yield* conn.send('');
  return 0;
};

/** An address as its name in addr.consul has it. */
const hex = (ip: string) =>
  ip
    .split('.')
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('');
