/** Structs of the rest: images, volumes, events, the engine, as api/types of moby 28.5.2 declares them (notation: see gotemplate). */
export const OTHERS: Readonly<Record<string, string>> = {
  'image.InspectResponse': `
    ID string "Id"; RepoTags []string; RepoDigests []string; Parent string; Comment string;
    Created string ",omitempty"; Container string ",omitempty"; ContainerConfig *container.Config ",omitempty";
    DockerVersion string; Author string; Config *dockerspec.DockerOCIImageConfig; Architecture string;
    Variant string ",omitempty"; Os string; OsVersion string ",omitempty"; Size int64;
    VirtualSize int64 ",omitempty"; GraphDriver storage.DriverData; RootFS image.RootFS; Metadata image.Metadata;
    Manifests []image.ManifestSummary ",omitempty"`,
  'image.RootFS': 'Type string ",omitempty"; Layers []string ",omitempty"',
  'image.Metadata': 'LastTagTime time.Time ",omitempty"',
  'image.ManifestSummary': `
    ID string; Available bool; Size image.ManifestSummarySize; Kind image.ManifestKind;
    ImageData *image.ImageProperties ",omitempty"; AttestationData *image.AttestationProperties ",omitempty"`,
  'image.ManifestSummarySize': 'Content int64; Total int64',
  'image.ImageProperties': 'Size image.ImagePropertiesSize; Containers []string',
  'image.ImagePropertiesSize': 'Unpacked int64',
  'image.AttestationProperties': 'For digest.Digest',
  'volume.Volume': `
    ClusterVolume *volume.ClusterVolume ",omitempty"; CreatedAt string ",omitempty"; Driver string;
    Labels map[string]string; Mountpoint string; Name string; Options map[string]string; Scope string;
    Status map[string]any ",omitempty"; UsageData *volume.UsageData ",omitempty"`,
  'volume.ClusterVolume': `
    ID string; Version swarm.Version ",omitempty"; CreatedAt time.Time ",omitempty";
    UpdatedAt time.Time ",omitempty"; Spec volume.ClusterVolumeSpec;
    PublishStatus []*volume.PublishStatus ",omitempty"; Info *volume.Info ",omitempty"`,
  'volume.ClusterVolumeSpec': `
    Group string ",omitempty"; AccessMode *volume.AccessMode ",omitempty";
    AccessibilityRequirements *volume.TopologyRequirement ",omitempty";
    CapacityRange *volume.CapacityRange ",omitempty"; Secrets []volume.Secret ",omitempty";
    Availability volume.Availability ",omitempty"`,
  'volume.AccessMode': `
    Scope volume.Scope ",omitempty"; Sharing volume.SharingMode ",omitempty";
    MountVolume *volume.TypeMount ",omitempty"; BlockVolume *volume.TypeBlock ",omitempty"`,
  'volume.TypeMount': 'FsType string ",omitempty"; MountFlags []string ",omitempty"',
  'volume.TopologyRequirement': 'Requisite []volume.Topology ",omitempty"; Preferred []volume.Topology ",omitempty"',
  'volume.Topology': 'Segments map[string]string ",omitempty"',
  'volume.CapacityRange': 'RequiredBytes int64; LimitBytes int64',
  'volume.Secret': 'Key string; Secret string',
  'volume.PublishStatus': `
    NodeID string ",omitempty"; State volume.PublishState ",omitempty";
    PublishContext map[string]string ",omitempty"`,
  'volume.Info': `
    CapacityBytes int64 ",omitempty"; VolumeContext map[string]string ",omitempty"; VolumeID string ",omitempty";
    AccessibleTopology []volume.Topology ",omitempty"`,
  'volume.UsageData': 'RefCount int64; Size int64',
  'events.Message': `
    Status string "status,omitempty"; ID string "id,omitempty"; From string "from,omitempty"; Type events.Type;
    Action events.Action; Actor events.Actor; Scope string "scope,omitempty"; Time int64 "time,omitempty";
    TimeNano int64 "timeNano,omitempty"`,
  'events.Actor': 'ID string; Attributes map[string]string',
  'system.Info': `
    ID string; Containers int; ContainersRunning int; ContainersPaused int; ContainersStopped int; Images int;
    Driver string; DriverStatus [][]string; SystemStatus [][]string ",omitempty"; Plugins system.PluginsInfo;
    MemoryLimit bool; SwapLimit bool; KernelMemory bool ",omitempty"; KernelMemoryTCP bool ",omitempty";
    CPUCfsPeriod bool "CpuCfsPeriod"; CPUCfsQuota bool "CpuCfsQuota"; CPUShares bool; CPUSet bool;
    PidsLimit bool; IPv4Forwarding bool; Debug bool; NFd int; OomKillDisable bool; NGoroutines int;
    SystemTime string; LoggingDriver string; CgroupDriver string; CgroupVersion string ",omitempty";
    NEventsListener int; KernelVersion string; OperatingSystem string; OSVersion string; OSType string;
    Architecture string; IndexServerAddress string; RegistryConfig *registry.ServiceConfig; NCPU int;
    MemTotal int64; GenericResources []swarm.GenericResource; DockerRootDir string; HTTPProxy string "HttpProxy";
    HTTPSProxy string "HttpsProxy"; NoProxy string; Name string; Labels []string; ExperimentalBuild bool;
    ServerVersion string; Runtimes map[string]system.RuntimeWithStatus; DefaultRuntime string; Swarm swarm.Info;
    LiveRestoreEnabled bool; Isolation container.Isolation; InitBinary string; ContainerdCommit system.Commit;
    RuncCommit system.Commit; InitCommit system.Commit; SecurityOptions []string;
    ProductLicense string ",omitempty"; DefaultAddressPools []system.NetworkAddressPool ",omitempty";
    FirewallBackend *system.FirewallInfo ",omitempty"; CDISpecDirs []string;
    DiscoveredDevices []system.DeviceInfo ",omitempty"; Containerd *system.ContainerdInfo ",omitempty";
    Warnings []string`,
  'system.PluginsInfo': 'Volume []string; Network []string; Authorization []string; Log []string',
  'registry.ServiceConfig': `
    AllowNondistributableArtifactsCIDRs []*registry.NetIPNet ",omitempty";
    AllowNondistributableArtifactsHostnames []string ",omitempty"; InsecureRegistryCIDRs []*registry.NetIPNet;
    IndexConfigs map[string]*registry.IndexInfo; Mirrors []string`,
  'registry.IndexInfo': 'Name string; Mirrors []string; Secure bool; Official bool',
  'system.RuntimeWithStatus': `
    Path string "path,omitempty"; Args []string "runtimeArgs,omitempty"; Type string "runtimeType,omitempty";
    Options map[string]any "options,omitempty"; Status map[string]string "status,omitempty"`,
  'system.Commit': 'ID string; Expected string ",omitempty"',
  'system.NetworkAddressPool': 'Base string; Size int',
  'system.FirewallInfo': 'Driver string; Info [][]string ",omitempty"',
  'system.DeviceInfo': 'Source string; ID string',
  'system.ContainerdInfo': 'Address string ",omitempty"; Namespaces system.ContainerdNamespaces',
  'system.ContainerdNamespaces': 'Containers string; Plugins string',
  'types.Version': `
    Platform types.VersionPlatform ",omitempty"; Components []types.ComponentVersion ",omitempty";
    Version string; APIVersion string "ApiVersion"; MinAPIVersion string ",omitempty"; GitCommit string;
    GoVersion string; Os string; Arch string; KernelVersion string ",omitempty"; Experimental bool ",omitempty";
    BuildTime string ",omitempty"`,
  'types.ComponentVersion': 'Name string; Version string; Details map[string]string ",omitempty"',
  'types.VersionPlatform': 'Name string',
};
