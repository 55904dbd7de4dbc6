/** Languages in which `why` explains. */
export type WhyLanguage = 'en' | 'ko';

type Values = Readonly<Record<string, string | number>>;

/** Sentences with `{gaps}`. The Korean ones have the same keys: the compiler sees to it. */
const EN = {
  nothing: 'Nothing has been sent yet: try ping, curl, wget, nc or dig first.',
  head: '{what} from {where}: {outcome}',
  open: 'it went through',
  reply: 'an answer came back',
  delivered: 'it arrived',
  refused: 'it was refused',
  timeout: 'no answer',
  'no-route': 'there is no way',
  'host-unreachable': 'nobody is there',
  'net-unreachable': 'there is no way from there',
  'admin-prohibited': 'it was forbidden',
  unreachable: 'an error came back',
  'too-long': 'it was too big',
  sent: 'it was sent, and lost on the way',
  packet: 'Packet {n}: {packet}',
  answer: 'Answer {n}: {packet}',
  more: '… and {n} more of the same exchange, by the same ways.',
  send: 'leaves the sender',
  routeVia: 'route {dst}: over the gateway {via}, out of {dev}',
  routeDirect: 'route {dst}: its network is on {dev}',
  routeLocal: 'the address is its own: up to the sockets',
  routeNone: 'no route to {dst}',
  routeDead: 'route {dst} is {kind}',
  neighKnown: 'ARP: {ip} is at {mac}',
  neighSilent: 'ARP: nobody answers for {ip}',
  bridgePort: 'bridge {bridge}: out of the port {port}',
  bridgeSelf: 'bridge {bridge}: for the machine itself, {bridge} takes it',
  wire: 'over the cable to {dev} of {place}',
  rule: 'iptables {table} {chain} rule {n}: {spec}',
  policy: 'iptables {table} {chain}: the policy of the chain decides',
  forwarding: 'is asked to forward it, and forwarding is off (net.ipv4.ip_forward = 0)',
  ttl: 'its time to live is used up',
  mtu: 'too big for {dev}: {size} bytes that must not be cut',
  martian: 'an address that cannot come from there (127.0.0.0/8, or its own)',
  conntrack: 'connection tracking knows it: it belongs to an earlier packet',
  socket: 'port {port}: {comm} takes it',
  socketNone: 'nobody listens on {proto} port {port}',
  deliver: 'arrives',
  becomes: '{before} becomes {after}',
  drop: 'dropped',
  reject: 'refused',
  change: 'What would change it: {advice}',
  adviceNoRoute:
    '{where} has no route to {dst}. Connect it to a network that has one (docker network connect), or add it: ip route add.',
  adviceNowhere: 'the packet got as far as {where}, which knows no way to {dst}: look at the address.',
  adviceDeadRoute: 'that route was made to refuse: ip route del {kind} {dst} on {where} takes it away.',
  adviceInternal:
    '{where} has no default route. An internal network gives none: connect it to an ordinary network too.',
  adviceArp:
    'nobody on that network has the address {ip}. Look at the address (docker inspect, ip addr) and whether its owner runs.',
  adviceMacvlan:
    'a host and the macvlan containers on its card do not see each other. Give the host a macvlan link of its own (ip link add … type macvlan).',
  adviceIsolation:
    'the two bridges are kept apart by Docker. Put both containers on one network: docker network connect.',
  adviceDockerUser:
    'the rule was put there by hand: iptables -D {chain} {n} takes it away. In DOCKER-USER ports are those of the container.',
  adviceUnpublished:
    'the container has not published that port. Use -p HOST:CONTAINER, or reach it from a container on its network.',
  adviceDirect: 'Docker keeps container addresses from being used from outside. Use the published port of the host.',
  adviceIcc:
    'containers on this network may not speak to each other (com.docker.network.bridge.enable_icc=false, or it is internal).',
  adviceRule: 'iptables -t {table} -D {chain} {n} takes the rule away; or accept the packet before it.',
  advicePolicy:
    'the policy of {chain} drops what no rule accepts: add a rule, or iptables -t {table} -P {chain} ACCEPT.',
  adviceForwarding: 'sysctl -w net.ipv4.ip_forward=1 on {where}.',
  adviceTtl: 'there is a loop of routes, or -t was too small.',
  adviceMtu: 'send less, allow cutting, or raise the MTU: ip link set {dev} mtu, --opt com.docker.network.driver.mtu.',
  adviceMartian: 'use the address of the container or of the host, not 127.0.0.1 of somebody else.',
  adviceNoSocket:
    'start a server on port {port} in {where}, or use the port on which one listens (ss -tln). A server that listens on 127.0.0.1 only is not heard from outside: let it listen on 0.0.0.0.',
  adviceReply: 'the packet arrived, its answer did not come back: look at the way of the answer above.',
  adviceSilent: 'it arrived, but whoever has the port has not answered yet.',
} as const;

type Words = { readonly [K in keyof typeof EN]: string };

const KO: Words = {
  nothing: '아직 보낸 패킷이 없습니다. 먼저 ping, curl, wget, nc, dig 가운데 하나를 실행해 보세요.',
  head: '{where}에서 보낸 {what}: {outcome}',
  open: '연결되었습니다',
  reply: '응답이 돌아왔습니다',
  delivered: '도착했습니다',
  refused: '연결이 거부되었습니다',
  timeout: '응답이 없습니다',
  'no-route': '가는 길이 없습니다',
  'host-unreachable': '그 주소에 아무도 없습니다',
  'net-unreachable': '그곳에서부터 가는 길이 없습니다',
  'admin-prohibited': '금지되었습니다',
  unreachable: '오류가 돌아왔습니다',
  'too-long': '패킷이 너무 큽니다',
  sent: '보냈지만 도중에 사라졌습니다',
  packet: '패킷 {n}: {packet}',
  answer: '응답 {n}: {packet}',
  more: '… 같은 연결의 패킷이 {n}개 더 있으며 모두 같은 길로 갔습니다.',
  send: '보내는 쪽을 떠납니다',
  routeVia: '경로 {dst}: 게이트웨이 {via} 쪽으로, {dev} 밖으로',
  routeDirect: '경로 {dst}: 이 네트워크는 {dev}에 바로 붙어 있습니다',
  routeLocal: '자기 자신의 주소입니다: 소켓으로 올라갑니다',
  routeNone: '{dst}(으)로 가는 경로가 없습니다',
  routeDead: '경로 {dst}의 종류는 {kind}입니다',
  neighKnown: 'ARP: {ip}의 MAC 주소는 {mac}입니다',
  neighSilent: 'ARP: {ip}에 대해 아무도 대답하지 않습니다',
  bridgePort: '브리지 {bridge}: 포트 {port} 밖으로',
  bridgeSelf: '브리지 {bridge}: 이 기계 자신에게 온 것이므로 {bridge}이(가) 받습니다',
  wire: '케이블을 지나 {place}의 {dev}까지',
  rule: 'iptables {table} {chain} 규칙 {n}: {spec}',
  policy: 'iptables {table} {chain}: 체인의 기본 정책이 결정합니다',
  forwarding: '전달해야 하지만 전달 기능이 꺼져 있습니다 (net.ipv4.ip_forward = 0)',
  ttl: 'TTL이 다했습니다',
  mtu: '{dev}에는 너무 큽니다: 나눌 수 없는 {size}바이트',
  martian: '그쪽에서 올 수 없는 주소입니다 (127.0.0.0/8 또는 자기 주소)',
  conntrack: '연결 추적이 아는 패킷입니다: 앞선 패킷의 일부입니다',
  socket: '포트 {port}: {comm} 프로세스가 받습니다',
  socketNone: '{proto} 포트 {port}에서 듣는 프로세스가 없습니다',
  deliver: '도착합니다',
  becomes: '{before} → {after}',
  drop: '버려짐',
  reject: '거부됨',
  change: '바꾸려면: {advice}',
  adviceNoRoute:
    '{where}에는 {dst}(으)로 가는 경로가 없습니다. 경로가 있는 네트워크에 연결하거나(docker network connect) ip route add로 추가하세요.',
  adviceNowhere: '패킷은 {where}까지 갔지만 거기에 {dst}(으)로 가는 길이 없습니다. 주소를 확인하세요.',
  adviceDeadRoute: '일부러 막아 둔 경로입니다. {where}에서 ip route del {kind} {dst}(으)로 지울 수 있습니다.',
  adviceInternal:
    '{where}에는 기본 경로가 없습니다. internal 네트워크는 기본 경로를 주지 않습니다. 보통 네트워크에도 연결하세요.',
  adviceArp:
    '그 네트워크에 주소 {ip}의 주인이 없습니다. 주소(docker inspect, ip addr)가 맞는지, 상대가 실행 중인지 확인하세요.',
  adviceMacvlan:
    '호스트와 그 카드 위의 macvlan 컨테이너는 서로 보이지 않습니다. 호스트에도 macvlan 링크를 만드세요 (ip link add … type macvlan).',
  adviceIsolation:
    'Docker는 두 브리지를 서로 떼어 놓습니다. 두 컨테이너를 한 네트워크에 두세요: docker network connect.',
  adviceDockerUser:
    '사람이 넣은 규칙입니다. iptables -D {chain} {n}(으)로 지울 수 있습니다. DOCKER-USER에서 포트는 컨테이너의 포트입니다.',
  adviceUnpublished:
    '컨테이너가 그 포트를 게시하지 않았습니다. -p 호스트:컨테이너를 쓰거나 같은 네트워크의 컨테이너에서 접속하세요.',
  adviceDirect: 'Docker는 밖에서 컨테이너 주소를 바로 쓰지 못하게 막습니다. 호스트에 게시된 포트를 쓰세요.',
  adviceIcc: '이 네트워크의 컨테이너는 서로 통신할 수 없습니다 (enable_icc=false이거나 internal 네트워크).',
  adviceRule: 'iptables -t {table} -D {chain} {n}(으)로 규칙을 지우거나, 그 앞에서 패킷을 허용하세요.',
  advicePolicy:
    '{chain}의 정책은 어떤 규칙도 허용하지 않은 패킷을 버립니다. 규칙을 추가하거나 iptables -t {table} -P {chain} ACCEPT를 실행하세요.',
  adviceForwarding: '{where}에서 sysctl -w net.ipv4.ip_forward=1을 실행하세요.',
  adviceTtl: '경로가 맴돌고 있거나 -t 값이 너무 작습니다.',
  adviceMtu:
    '더 작게 보내거나, 나누기를 허용하거나, MTU를 올리세요: ip link set {dev} mtu, --opt com.docker.network.driver.mtu.',
  adviceMartian: '다른 곳의 127.0.0.1이 아니라 컨테이너나 호스트의 주소를 쓰세요.',
  adviceNoSocket:
    '{where}에서 포트 {port}의 서버를 시작하거나, 서버가 듣는 포트를 쓰세요 (ss -tln). 127.0.0.1에서만 듣는 서버는 밖에서 들리지 않으니 0.0.0.0에서 듣게 하세요.',
  adviceReply: '패킷은 도착했지만 응답이 돌아오지 못했습니다. 위에서 응답이 간 길을 보세요.',
  adviceSilent: '도착했지만 그 포트의 프로세스가 아직 대답하지 않았습니다.',
};

/** One sentence, its gaps filled. */
export type Say = (key: keyof Words, values?: Values) => string;

/** The sentences of a language. */
export function sayIn(language: WhyLanguage): Say {
  const words = language === 'ko' ? KO : EN;
  return (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** Whether there is a sentence of that name: outcomes of exchanges are keys. */
export function isOutcome(text: string): text is keyof Words {
  return text in EN;
}
