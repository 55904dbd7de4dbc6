/**
 * Which program stands behind which file name: ids of the registry of programs (`<package>/<command>`, `bash`, `sh`,
 * `ash`, `zsh`), as Debian and BusyBox package them. A name that exists in the real image but is not simulated runs
 * `unsimulated`, which says so: a missing file would be a lie, and so would a silent success.
 */

/** Id of the program that says that it is not simulated and exits 99. */
export const UNSIMULATED = 'unsimulated';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Applets of Debian's BusyBox that are simulated: `busybox/<applet>`; its shell is `ash`. */
const APPLETS = words(`
  [ arch arp arping awk base64 basename brctl cat chmod chown clear cmp cp cut date dd df diff dirname dnsdomainname du echo
  egrep env expand expr factor false fgrep find fold free getopt grep groups gunzip gzip head hexdump hostid hostname id
  ifconfig ip ipcalc kill killall less link ln ls md5sum mkdir mktemp more mount mv nc netstat nl nproc nslookup od paste
  pidof ping ping6 printf ps pwd readlink realpath rev rm rmdir route sed seq sh ash sha1sum sha256sum
  sha512sum shuf sleep sort stat strings sync sysctl tac tail tar tee telnet test time timeout top touch tr traceroute
  traceroute6 true truncate tty umount uname unexpand uniq unlink uptime usleep vi watch wc wget which who whoami xargs
  xxd yes zcat`);

/** Applets that exist and are not simulated. */
const OTHER_APPLETS = words(`
  [[ acpid adjtimex ar ascii bc blkdiscard blockdev bunzip2 bzcat bzip2 cal chattr chgrp chroot chvt cpio crc32 crond
  crontab cttyhack dc deallocvt depmod devmem dmesg dos2unix dpkg dpkg-deb dumpkmap dumpleases ed fallocate fatattr fdisk
  findfs freeramdisk fsfreeze fstrim ftpget ftpput getty halt httpd hwclock ifdown ifup init insmod install ionice klogd
  last linux32 linux64 linuxrc loadfont loadkmap logger login logname logread losetup lsattr lsblk lsmod lsscsi lzcat lzma
  lzop mdev microcom mim mkdosfs mke2fs mkfifo mknod mkpasswd mkswap modinfo modprobe mt nameif nbd-client nologin nsenter
  nuke openvt partprobe passwd patch pivot_root poweroff rdate reboot renice reset resize resume rpm rpm2cpio run-init
  run-parts setkeycodes setpriv setsid sha384sum sha3sum shred ssl_client ssl_server start-stop-daemon stty su sulogin svc
  svok swapoff swapon switch_root syslogd taskset tc telnetd tftp ts tunctl ubirename udhcpc udhcpc6 udhcpd uevent
  uncompress unix2dos unlzma unshare unxz unzip uudecode uuencode uuidgen vconfig vmstat w watchdog xz xzcat`);

/** Debian's packages and their commands, where they are simulated. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  coreutils: words(`
    [ arch base64 basename cat chgrp chmod chown cksum comm cp csplit cut date dd df dir dirname du echo env expand expr
    factor false fmt fold groups head hostid id install join link ln logname ls md5sum mkdir mkfifo mktemp mv nice nl
    nohup nproc numfmt od paste pathchk pr printenv printf ptx pwd readlink realpath rm rmdir seq sha1sum sha224sum
    sha256sum sha384sum sha512sum shred shuf sleep sort split stat stdbuf stty sum sync tac tail tee test timeout touch tr
    true truncate tsort tty uname unexpand uniq unlink uptime users vdir wc who whoami yes`),
  grep: words('grep egrep fgrep rgrep'),
  sed: ['sed'],
  mawk: words('awk mawk nawk'),
  findutils: words('find xargs'),
  diffutils: words('cmp diff diff3 sdiff'),
  tar: ['tar'],
  gzip: words('gzip gunzip zcat zgrep'),
  jq: ['jq'],
  hostname: words('hostname dnsdomainname domainname'),
  'util-linux': words('column more mount umount rev setsid kill dmesg lsblk getopt hexdump nsenter unshare lsns'),
  ncurses: words('clear reset tput'),
  debianutils: ['which'],
  procps: words('ps top free pgrep pkill pidof sysctl uptime vmstat w watch'),
  curl: ['curl'],
  openssl: ['openssl'],
  'libc-bin': words('getent ldd locale getconf'),
};

/** Network tools that only the `full` images and the hosts have. */
const NETWORK_TOOLS: Readonly<Record<string, readonly string[]>> = {
  iputils: words('ping ping4 ping6'),
  iproute2: words('ip ss bridge tc'),
  'net-tools': words('arp ifconfig netstat route'),
  bind9: words('dig host nslookup'),
  tcpdump: ['tcpdump'],
  netcat: words('nc nc.openbsd netcat'),
  lsof: ['lsof'],
  procps: words('ps top free'),
  iptables: words('iptables ip6tables iptables-save ip6tables-save iptables-restore ip6tables-restore'),
};

/** What nicolaka/netshoot brings beside them. */
const NETSHOOT_TOOLS: Readonly<Record<string, readonly string[]>> = {
  wget: ['wget'],
  traceroute: ['traceroute'],
  vim: words('vi vim'),
  nmap: ['nmap'],
  socat: ['socat'],
  'apache2-utils': ['ab'],
  conntrack: ['conntrack'],
  ethtool: ['ethtool'],
  iperf3: ['iperf3'],
  mtr: ['mtr'],
};

/** What the hosts have beside Debian and the network tools. */
const HOST_TOOLS: Readonly<Record<string, readonly string[]>> = {
  docker: words('docker docker-compose'),
  wget: ['wget'],
  traceroute: ['traceroute'],
  conntrack: ['conntrack'],
  brctl: ['brctl'],
  why: ['why'],
  sudo: ['sudo'],
  openssh: ['ssh'],
  editor: words('nano vi vim edit'),
  less: ['less'],
  git: ['git'],
};

/** Debian commands that exist and are not simulated. */
const OTHER_DEBIAN = words(`
  add-shell addgroup adduser apt apt-cache apt-get apt-mark base32 basenc busybox chage chcon chfn choom chroot chrt chsh
  dash-config dircolors dpkg dpkg-query dpkg-deb fallocate find-mnt flock gpasswd groupadd groupdel groupmod iconv infocmp
  ionice ischroot last ldconfig logger login losetup man mcookie mknod mountpoint namei newgrp passwd perl pinky
  pldd prlimit renice runcon runuser scriptreplay setarch setpriv shadowconfig skill slabtop snice su sulogin
  swapoff swapon systemctl taskset tload toe update-alternatives useradd userdel usermod wall wdctl whereis wipefs zdump
  journalctl service systemd-resolve resolvectl`);

/** A file of an image that runs a program of the registry. */
export interface ProgramFile {
  readonly path: string;
  readonly program: string;
}

const filesOf = (packages: Readonly<Record<string, readonly string[]>>, dir = '/usr/bin'): ProgramFile[] =>
  Object.entries(packages).flatMap(([name, commands]) =>
    commands.map((c) => ({ path: `${dir}/${c}`, program: `${name}/${c}` })),
  );

const unsimulated = (names: readonly string[], dir: string): ProgramFile[] =>
  names.map((name) => ({ path: `${dir}/${name}`, program: UNSIMULATED }));

const shells: readonly ProgramFile[] = [
  { path: '/usr/bin/bash', program: 'bash' },
  { path: '/usr/bin/rbash', program: 'bash' },
  { path: '/usr/bin/sh', program: 'sh' },
  { path: '/usr/bin/dash', program: 'sh' },
];

const PYTHON: ProgramFile = { path: '/usr/bin/python3', program: 'python3' };

/** Applets that Alpine builds and Debian does not. */
const ALPINE_APPLETS = words('pgrep pkill');

/** BusyBox under all its names in `dir`, as Alpine or as Debian builds it. */
export function busyboxFiles(build: 'alpine' | 'debian' = 'alpine', dir = '/bin'): readonly ProgramFile[] {
  const applets = build === 'alpine' ? [...APPLETS, ...ALPINE_APPLETS] : APPLETS;
  return [
    ...unsimulated(OTHER_APPLETS, dir),
    ...applets.map((a) => ({ path: `${dir}/${a}`, program: a === 'sh' || a === 'ash' ? 'ash' : `busybox/${a}` })),
    { path: `${dir}/busybox`, program: 'busybox/busybox' },
  ];
}

/** Debian without network tools: bash, coreutils, curl, getent. */
export function slimFiles(): readonly ProgramFile[] {
  const without = (names: readonly string[]) => names.filter((n) => !['ps', 'top', 'free'].includes(n));
  const packages = { ...PACKAGES, procps: without(PACKAGES.procps ?? []) };
  return [...unsimulated(OTHER_DEBIAN, '/usr/bin'), ...filesOf(packages), ...shells, PYTHON];
}

/** What the `full` images add to `slim`. */
export function networkFiles(): readonly ProgramFile[] {
  return filesOf(NETWORK_TOOLS);
}

/** iptables alone, as the stand-ins have it. */
export function iptablesFiles(): readonly ProgramFile[] {
  return filesOf({ iptables: NETWORK_TOOLS.iptables ?? [] });
}

/** What nicolaka/netshoot adds to `full`. */
export function netshootFiles(): readonly ProgramFile[] {
  return [...filesOf(NETSHOOT_TOOLS), { path: '/usr/bin/zsh', program: 'zsh' }];
}

/** A minimal Debian or Ubuntu as Docker Hub has it: no curl, no ps, no network tools. */
export function minimalFiles(without: readonly string[] = ['curl', 'openssl', 'procps', 'jq']): readonly ProgramFile[] {
  const packages = Object.fromEntries(Object.entries(PACKAGES).filter(([name]) => !without.includes(name)));
  return [...unsimulated(OTHER_DEBIAN, '/usr/bin'), ...filesOf(packages), ...shells];
}

/** A machine of the lab. */
export function hostFiles(docker: boolean): readonly ProgramFile[] {
  const { docker: client, ...tools } = HOST_TOOLS;
  return [
    ...slimFiles(),
    ...networkFiles(),
    ...filesOf(tools),
    ...(docker && client ? filesOf({ docker: client }) : []),
  ];
}

/** One Debian command wherever a package brings it (curl in nginx, ps in redis). */
export function debianFile(id: string): ProgramFile {
  return { path: `/usr/bin/${id.slice(id.indexOf('/') + 1)}`, program: id };
}
