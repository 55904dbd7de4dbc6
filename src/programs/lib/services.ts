/** services(5), as far as the course's tools print names: port and protocol to the first name. */
const SERVICES: Readonly<Record<string, string>> = Object.fromEntries(
  `tcpmux 1/tcp;echo 7/tcp 7/udp;discard 9/tcp 9/udp;systat 11/tcp;daytime 13/tcp 13/udp;netstat 15/tcp;qotd 17/tcp;chargen 19/tcp 19/udp;
ftp-data 20/tcp;ftp 21/tcp;fsp 21/udp;ssh 22/tcp;telnet 23/tcp;smtp 25/tcp;time 37/tcp 37/udp;whois 43/tcp;tacacs 49/tcp 49/udp;domain 53/tcp 53/udp;
bootps 67/udp;bootpc 68/udp;tftp 69/udp;gopher 70/tcp;finger 79/tcp;http 80/tcp;kerberos 88/tcp 88/udp;iso-tsap 102/tcp;acr-nema 104/tcp;pop3 110/tcp;
sunrpc 111/tcp 111/udp;auth 113/tcp;nntp 119/tcp;ntp 123/udp;epmap 135/tcp;netbios-ns 137/udp;netbios-dgm 138/udp;netbios-ssn 139/tcp;imap2 143/tcp;
snmp 161/tcp 161/udp;snmp-trap 162/tcp 162/udp;cmip-man 163/tcp 163/udp;xdmcp 177/udp;bgp 179/tcp;smux 199/tcp;qmtp 209/tcp;z3950 210/tcp;ipx 213/udp;
ptp-event 319/udp;ptp-general 320/udp;pawserv 345/tcp;zserv 346/tcp;rpc2portmap 369/tcp 369/udp;codaauth2 370/tcp 370/udp;clearcase 371/udp;ldap 389/tcp 389/udp;
svrloc 427/tcp 427/udp;https 443/tcp 443/udp;snpp 444/tcp;microsoft-ds 445/tcp 445/udp;kpasswd 464/tcp 464/udp;submissions 465/tcp;saft 487/tcp;isakmp 500/udp;
rtsp 554/tcp 554/udp;nqs 607/tcp;asf-rmcp 623/udp;qmqp 628/tcp;ipp 631/tcp;ldaps 636/tcp 636/udp;imaps 993/tcp;pop3s 995/tcp;socks 1080/tcp;proofd 1093/tcp;
rootd 1094/tcp;openvpn 1194/tcp 1194/udp;rmiregistry 1099/tcp;lotusnote 1352/tcp;ms-sql-s 1433/tcp;ms-sql-m 1434/udp;ingreslock 1524/tcp;datametrics 1645/tcp 1645/udp;
sa-msg-port 1646/tcp 1646/udp;groupwise 1677/tcp;l2f 1701/udp;radius 1812/tcp 1812/udp;radius-acct 1813/tcp 1813/udp;cisco-sccp 2000/tcp;nfs 2049/tcp 2049/udp;
gnunet 2086/tcp 2086/udp;rtcm-sc104 2101/tcp 2101/udp;gsigatekeeper 2119/tcp;gris 2135/tcp;cvspserver 2401/tcp;venus 2430/tcp 2430/udp;venus-se 2431/tcp 2431/udp;
codasrv 2432/tcp;codasrv-se 2433/tcp 2433/udp;mon 2583/tcp 2583/udp;dict 2628/tcp;f5-globalsite 2792/tcp;gsiftp 2811/tcp;gpsd 2947/tcp;gds-db 3050/tcp;icpv2 3130/udp;
isns 3205/tcp 3205/udp;iscsi-target 3260/tcp;mysql 3306/tcp;ms-wbt-server 3389/tcp;nut 3493/tcp 3493/udp;distcc 3632/tcp;daap 3689/tcp;svn 3690/tcp;suucp 4031/tcp;
sysrqd 4094/tcp;sieve 4190/tcp;epmd 4369/tcp;remctl 4373/tcp;f5-iquery 4353/tcp;ntske 4460/tcp;ipsec-nat-t 4500/udp;iax 4569/udp;mtn 4691/tcp;radmin-port 4899/tcp;
sip 5060/tcp 5060/udp;sip-tls 5061/tcp 5061/udp;xmpp-client 5222/tcp;xmpp-server 5269/tcp;cfengine 5308/tcp;mdns 5353/udp;postgresql 5432/tcp;freeciv 5556/tcp;
amqps 5671/tcp;amqp 5672/tcp;x11 6000/tcp;x11-1 6001/tcp;x11-2 6002/tcp;x11-3 6003/tcp;x11-4 6004/tcp;x11-5 6005/tcp;x11-6 6006/tcp;x11-7 6007/tcp;
gnutella-svc 6346/tcp 6346/udp;gnutella-rtr 6347/tcp 6347/udp;redis 6379/tcp;sge-qmaster 6444/tcp;sge-execd 6445/tcp;mysql-proxy 6446/tcp;babel 6696/udp;
ircs-u 6697/tcp;bbs 7000/tcp;afs3-fileserver 7000/udp;afs3-callback 7001/udp;afs3-prserver 7002/udp;afs3-vlserver 7003/udp;font-service 7100/tcp;http-alt 8080/tcp 8080/udp;
tproxy 8081/tcp;puppet 8140/tcp;bacula-dir 9101/tcp;bacula-fd 9102/tcp;bacula-sd 9103/tcp;xmms2 9667/tcp;nbd 10809/tcp;zabbix-agent 10050/tcp;zabbix-trapper 10051/tcp;
amanda 10080/tcp;dicom 11112/tcp;hkp 11371/tcp;db-lsp 17500/tcp;dcap 22125/tcp;gsidcap 22128/tcp;wnn6 22273/tcp`
    .split(/[;\n]+/)
    .flatMap((line) => {
      const [name = '', ...ports] = line.trim().split(' ');
      return ports.map((port) => [port, name] as const);
    }),
);

const ALIASES: Readonly<Record<string, string>> = {
  www: '80/tcp',
  mail: '25/tcp',
  dns: '53/tcp',
  nameserver: '42/tcp',
  postgres: '5432/tcp',
  'pop-3': '110/tcp',
  imap: '143/tcp',
};

/** getservbyport(3). */
export function serviceName(port: number, proto: string): string | undefined {
  return SERVICES[`${port}/${proto}`];
}

/** getservbyname(3): the port of a service, for `proto` or, without it, any. */
export function servicePort(name: string, proto?: string): number | undefined {
  const aliased = ALIASES[name];
  const found =
    aliased ??
    Object.entries(SERVICES).find(([key, n]) => n === name && (proto === undefined || key.endsWith(`/${proto}`)))?.[0];
  return found === undefined ? undefined : Number(found.split('/')[0]);
}

/** Other names of a port, as services(5) lists them behind the first. */
export function serviceAliases(port: number, proto: string): string[] {
  return Object.entries(ALIASES)
    .filter(([name, key]) => key === `${port}/${proto}` && serviceName(port, proto) !== name)
    .map(([name]) => name);
}
