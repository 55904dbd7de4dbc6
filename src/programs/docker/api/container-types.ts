/** Structs of containers and images, as api/types of moby 28.5.2 declares them (notation: see gotemplate). */
export const CONTAINER: Readonly<Record<string, string>> = {
  'container.InspectResponse': `
    ID string "Id"; Created string; Path string; Args []string; State *container.State; Image string;
    ResolvConfPath string; HostnamePath string; HostsPath string; LogPath string; Name string; RestartCount int;
    Driver string; Platform string; MountLabel string; ProcessLabel string; AppArmorProfile string;
    ExecIDs []string; HostConfig *container.HostConfig; GraphDriver storage.DriverData;
    SizeRw *int64 ",omitempty"; SizeRootFs *int64 ",omitempty"; Mounts []container.MountPoint;
    Config *container.Config; NetworkSettings *container.NetworkSettings`,
  'container.State': `
    Status string; Running bool; Paused bool; Restarting bool; OOMKilled bool; Dead bool;
    Pid int; ExitCode int; Error string; StartedAt string; FinishedAt string;
    Health *container.Health ",omitempty"`,
  'container.Health': 'Status string; FailingStreak int; Log []*container.HealthcheckResult',
  'container.HealthcheckResult': 'Start time.Time; End time.Time; ExitCode int; Output string',
  'container.HostConfig': `
    Binds []string; ContainerIDFile string; LogConfig container.LogConfig; NetworkMode container.NetworkMode;
    PortBindings nat.PortMap; RestartPolicy container.RestartPolicy; AutoRemove bool; VolumeDriver string;
    VolumesFrom []string; ConsoleSize []uint; Annotations map[string]string ",omitempty";
    CapAdd strslice.StrSlice; CapDrop strslice.StrSlice; CgroupnsMode container.CgroupnsMode; DNS []string "Dns";
    DNSOptions []string "DnsOptions"; DNSSearch []string "DnsSearch"; ExtraHosts []string; GroupAdd []string;
    IpcMode container.IpcMode; Cgroup container.CgroupSpec; Links []string; OomScoreAdj int;
    PidMode container.PidMode; Privileged bool; PublishAllPorts bool; ReadonlyRootfs bool; SecurityOpt []string;
    StorageOpt map[string]string ",omitempty"; Tmpfs map[string]string ",omitempty"; UTSMode container.UTSMode;
    UsernsMode container.UsernsMode; ShmSize int64; Sysctls map[string]string ",omitempty";
    Runtime string ",omitempty"; Isolation container.Isolation; CPUShares int64 "CpuShares"; Memory int64;
    NanoCPUs int64 "NanoCpus"; CgroupParent string; BlkioWeight uint16;
    BlkioWeightDevice []*blkiodev.WeightDevice; BlkioDeviceReadBps []*blkiodev.ThrottleDevice;
    BlkioDeviceWriteBps []*blkiodev.ThrottleDevice; BlkioDeviceReadIOps []*blkiodev.ThrottleDevice;
    BlkioDeviceWriteIOps []*blkiodev.ThrottleDevice; CPUPeriod int64 "CpuPeriod"; CPUQuota int64 "CpuQuota";
    CPURealtimePeriod int64 "CpuRealtimePeriod"; CPURealtimeRuntime int64 "CpuRealtimeRuntime";
    CpusetCpus string; CpusetMems string; Devices []container.DeviceMapping; DeviceCgroupRules []string;
    DeviceRequests []container.DeviceRequest; KernelMemory int64 ",omitempty";
    KernelMemoryTCP int64 ",omitempty"; MemoryReservation int64; MemorySwap int64; MemorySwappiness *int64;
    OomKillDisable *bool; PidsLimit *int64; Ulimits []*container.Ulimit; CPUCount int64 "CpuCount";
    CPUPercent int64 "CpuPercent"; IOMaximumIOps uint64; IOMaximumBandwidth uint64;
    Mounts []mount.Mount ",omitempty"; MaskedPaths []string; ReadonlyPaths []string; Init *bool ",omitempty"`,
  'container.LogConfig': 'Type string; Config map[string]string',
  'nat.PortBinding': 'HostIP string "HostIp"; HostPort string',
  'container.RestartPolicy': 'Name container.RestartPolicyMode; MaximumRetryCount int',
  'blkiodev.WeightDevice': 'Path string; Weight uint16',
  'blkiodev.ThrottleDevice': 'Path string; Rate uint64',
  'container.DeviceMapping': 'PathOnHost string; PathInContainer string; CgroupPermissions string',
  'container.DeviceRequest':
    'Driver string; Count int; DeviceIDs []string; Capabilities [][]string; Options map[string]string',
  'units.Ulimit': 'Name string; Hard int64; Soft int64',
  'mount.Mount': `
    Type mount.Type ",omitempty"; Source string ",omitempty"; Target string ",omitempty";
    ReadOnly bool ",omitempty"; Consistency mount.Consistency ",omitempty";
    BindOptions *mount.BindOptions ",omitempty"; VolumeOptions *mount.VolumeOptions ",omitempty";
    ImageOptions *mount.ImageOptions ",omitempty"; TmpfsOptions *mount.TmpfsOptions ",omitempty";
    ClusterOptions *mount.ClusterOptions ",omitempty"`,
  'mount.BindOptions': `
    Propagation mount.Propagation ",omitempty"; NonRecursive bool ",omitempty";
    CreateMountpoint bool ",omitempty"; ReadOnlyNonRecursive bool ",omitempty";
    ReadOnlyForceRecursive bool ",omitempty"`,
  'mount.VolumeOptions': `
    NoCopy bool ",omitempty"; Labels map[string]string ",omitempty"; Subpath string ",omitempty";
    DriverConfig *mount.Driver ",omitempty"`,
  'mount.Driver': 'Name string ",omitempty"; Options map[string]string ",omitempty"',
  'mount.ImageOptions': 'Subpath string ",omitempty"',
  'mount.TmpfsOptions': 'SizeBytes int64 ",omitempty"; Mode os.FileMode ",omitempty"; Options [][]string ",omitempty"',
  'mount.ClusterOptions': '',
  'storage.DriverData': 'Data map[string]string; Name string',
  'container.MountPoint': `
    Type mount.Type ",omitempty"; Name string ",omitempty"; Source string; Destination string;
    Driver string ",omitempty"; Mode string; RW bool; Propagation mount.Propagation`,
  'container.Config': `
    Hostname string; Domainname string; User string; AttachStdin bool; AttachStdout bool; AttachStderr bool;
    ExposedPorts nat.PortSet ",omitempty"; Tty bool; OpenStdin bool; StdinOnce bool; Env []string;
    Cmd strslice.StrSlice; Healthcheck *container.HealthConfig ",omitempty"; ArgsEscaped bool ",omitempty";
    Image string; Volumes map[string]struct; WorkingDir string; Entrypoint strslice.StrSlice;
    NetworkDisabled bool ",omitempty"; MacAddress string ",omitempty"; OnBuild []string;
    Labels map[string]string; StopSignal string ",omitempty"; StopTimeout *int ",omitempty";
    Shell strslice.StrSlice ",omitempty"`,
  'container.NetworkSettings': `
    Bridge string; SandboxID string; SandboxKey string; Ports nat.PortMap; HairpinMode bool;
    LinkLocalIPv6Address string; LinkLocalIPv6PrefixLen int; SecondaryIPAddresses []network.Address;
    SecondaryIPv6Addresses []network.Address; EndpointID string; Gateway string; GlobalIPv6Address string;
    GlobalIPv6PrefixLen int; IPAddress string; IPPrefixLen int; IPv6Gateway string; MacAddress string;
    Networks map[string]*network.EndpointSettings`,
  'dockerspec.DockerOCIImageConfig': `
    User string ",omitempty"; ExposedPorts map[string]struct ",omitempty"; Env []string ",omitempty";
    Entrypoint []string ",omitempty"; Cmd []string ",omitempty"; Volumes map[string]struct ",omitempty";
    WorkingDir string ",omitempty"; Labels map[string]string ",omitempty"; StopSignal string ",omitempty";
    ArgsEscaped bool ",omitempty"; Healthcheck *dockerspec.HealthcheckConfig ",omitempty";
    OnBuild []string ",omitempty"; Shell []string ",omitempty"`,
  'dockerspec.HealthcheckConfig': `
    Test []string ",omitempty"; Interval time.Duration ",omitempty"; Timeout time.Duration ",omitempty";
    StartPeriod time.Duration ",omitempty"; StartInterval time.Duration ",omitempty"; Retries int ",omitempty"`,
  struct: '',
};
