/** Structs of swarm mode, as api/types of moby 28.5.2 declares them (notation: see gotemplate). */
export const SWARM: Readonly<Record<string, string>> = {
  'swarm.Version': 'Index uint64 ",omitempty"',
  'swarm.GenericResource': `
    NamedResourceSpec *swarm.NamedGenericResource ",omitempty";
    DiscreteResourceSpec *swarm.DiscreteGenericResource ",omitempty"`,
  'swarm.NamedGenericResource': 'Kind string ",omitempty"; Value string ",omitempty"',
  'swarm.DiscreteGenericResource': 'Kind string ",omitempty"; Value int64 ",omitempty"',
  'swarm.Info': `
    NodeID string; NodeAddr string; LocalNodeState swarm.LocalNodeState; ControlAvailable bool; Error string;
    RemoteManagers []swarm.Peer; Nodes int ",omitempty"; Managers int ",omitempty";
    Cluster *swarm.ClusterInfo ",omitempty"; Warnings []string ",omitempty"`,
  'swarm.Peer': 'NodeID string; Addr string',
  'swarm.ClusterInfo': `
    ID string; Version swarm.Version ",omitempty"; CreatedAt time.Time ",omitempty";
    UpdatedAt time.Time ",omitempty"; Spec swarm.Spec; TLSInfo swarm.TLSInfo; RootRotationInProgress bool;
    DefaultAddrPool []string; SubnetSize uint32; DataPathPort uint32`,
  'swarm.Spec': `
    Name string ",omitempty"; Labels map[string]string; Orchestration swarm.OrchestrationConfig ",omitempty";
    Raft swarm.RaftConfig ",omitempty"; Dispatcher swarm.DispatcherConfig ",omitempty";
    CAConfig swarm.CAConfig ",omitempty"; TaskDefaults swarm.TaskDefaults ",omitempty";
    EncryptionConfig swarm.EncryptionConfig ",omitempty"`,
  'swarm.OrchestrationConfig': 'TaskHistoryRetentionLimit *int64 ",omitempty"',
  'swarm.RaftConfig': `
    SnapshotInterval uint64 ",omitempty"; KeepOldSnapshots *uint64 ",omitempty";
    LogEntriesForSlowFollowers uint64 ",omitempty"; ElectionTick int; HeartbeatTick int`,
  'swarm.DispatcherConfig': 'HeartbeatPeriod time.Duration ",omitempty"',
  'swarm.CAConfig': `
    NodeCertExpiry time.Duration ",omitempty"; ExternalCAs []*swarm.ExternalCA ",omitempty";
    SigningCACert string ",omitempty"; SigningCAKey string ",omitempty"; ForceRotate uint64 ",omitempty"`,
  'swarm.ExternalCA':
    'Protocol swarm.ExternalCAProtocol; URL string; Options map[string]string ",omitempty"; CACert string',
  'swarm.TaskDefaults': 'LogDriver *swarm.Driver ",omitempty"',
  'swarm.Driver': 'Name string ",omitempty"; Options map[string]string ",omitempty"',
  'swarm.EncryptionConfig': 'AutoLockManagers bool',
  'swarm.TLSInfo': `
    TrustRoot string ",omitempty"; CertIssuerSubject []byte ",omitempty";
    CertIssuerPublicKey []byte ",omitempty"`,
  'swarm.Node': `
    ID string; Version swarm.Version ",omitempty"; CreatedAt time.Time ",omitempty";
    UpdatedAt time.Time ",omitempty"; Spec swarm.NodeSpec ",omitempty";
    Description swarm.NodeDescription ",omitempty"; Status swarm.NodeStatus ",omitempty";
    ManagerStatus *swarm.ManagerStatus ",omitempty"`,
  'swarm.NodeSpec': `
    Name string ",omitempty"; Labels map[string]string; Role swarm.NodeRole ",omitempty";
    Availability swarm.NodeAvailability ",omitempty"`,
  'swarm.NodeDescription': `
    Hostname string ",omitempty"; Platform swarm.Platform ",omitempty"; Resources swarm.Resources ",omitempty";
    Engine swarm.EngineDescription ",omitempty"; TLSInfo swarm.TLSInfo ",omitempty";
    CSIInfo []swarm.NodeCSIInfo ",omitempty"`,
  'swarm.Platform': 'Architecture string ",omitempty"; OS string ",omitempty"',
  'swarm.Resources': `
    NanoCPUs int64 ",omitempty"; MemoryBytes int64 ",omitempty";
    GenericResources []swarm.GenericResource ",omitempty"`,
  'swarm.EngineDescription': `
    EngineVersion string ",omitempty"; Labels map[string]string ",omitempty";
    Plugins []swarm.PluginDescription ",omitempty"`,
  'swarm.PluginDescription': 'Type string ",omitempty"; Name string ",omitempty"',
  'swarm.NodeCSIInfo': `
    PluginName string ",omitempty"; NodeID string ",omitempty"; MaxVolumesPerNode int64 ",omitempty";
    AccessibleTopology *swarm.Topology ",omitempty"`,
  'swarm.Topology': 'Segments map[string]string ",omitempty"',
  'swarm.NodeStatus': 'State swarm.NodeState ",omitempty"; Message string ",omitempty"; Addr string ",omitempty"',
  'swarm.ManagerStatus':
    'Leader bool ",omitempty"; Reachability swarm.Reachability ",omitempty"; Addr string ",omitempty"',
  'swarm.Service': `
    ID string; Version swarm.Version ",omitempty"; CreatedAt time.Time ",omitempty";
    UpdatedAt time.Time ",omitempty"; Spec swarm.ServiceSpec ",omitempty";
    PreviousSpec *swarm.ServiceSpec ",omitempty"; Endpoint swarm.Endpoint ",omitempty";
    UpdateStatus *swarm.UpdateStatus ",omitempty"; ServiceStatus *swarm.ServiceStatus ",omitempty";
    JobStatus *swarm.JobStatus ",omitempty"`,
  'swarm.ServiceSpec': `
    Name string ",omitempty"; Labels map[string]string; TaskTemplate swarm.TaskSpec ",omitempty";
    Mode swarm.ServiceMode ",omitempty"; UpdateConfig *swarm.UpdateConfig ",omitempty";
    RollbackConfig *swarm.UpdateConfig ",omitempty"; Networks []swarm.NetworkAttachmentConfig ",omitempty";
    EndpointSpec *swarm.EndpointSpec ",omitempty"`,
  'swarm.TaskSpec': `
    ContainerSpec *swarm.ContainerSpec ",omitempty"; PluginSpec *swarm.RuntimeSpec ",omitempty";
    NetworkAttachmentSpec *swarm.NetworkAttachmentSpec ",omitempty";
    Resources *swarm.ResourceRequirements ",omitempty"; RestartPolicy *swarm.RestartPolicy ",omitempty";
    Placement *swarm.Placement ",omitempty"; Networks []swarm.NetworkAttachmentConfig ",omitempty";
    LogDriver *swarm.Driver ",omitempty"; ForceUpdate uint64; Runtime swarm.RuntimeType ",omitempty"`,
  'swarm.ContainerSpec': `
    Image string ",omitempty"; Labels map[string]string ",omitempty"; Command []string ",omitempty";
    Args []string ",omitempty"; Hostname string ",omitempty"; Env []string ",omitempty"; Dir string ",omitempty";
    User string ",omitempty"; Groups []string ",omitempty"; Privileges *swarm.Privileges ",omitempty";
    Init *bool ",omitempty"; StopSignal string ",omitempty"; TTY bool ",omitempty"; OpenStdin bool ",omitempty";
    ReadOnly bool ",omitempty"; Mounts []mount.Mount ",omitempty"; StopGracePeriod *time.Duration ",omitempty";
    Healthcheck *container.HealthConfig ",omitempty"; Hosts []string ",omitempty";
    DNSConfig *swarm.DNSConfig ",omitempty"; Secrets []*swarm.SecretReference ",omitempty";
    Configs []*swarm.ConfigReference ",omitempty"; Isolation container.Isolation ",omitempty";
    Sysctls map[string]string ",omitempty"; CapabilityAdd []string ",omitempty";
    CapabilityDrop []string ",omitempty"; Ulimits []*container.Ulimit ",omitempty"; OomScoreAdj int64 ",omitempty"`,
  'swarm.Privileges': `
    CredentialSpec *swarm.CredentialSpec; SELinuxContext *swarm.SELinuxContext;
    Seccomp *swarm.SeccompOpts ",omitempty"; AppArmor *swarm.AppArmorOpts ",omitempty"; NoNewPrivileges bool`,
  'swarm.CredentialSpec': 'Config string; File string; Registry string',
  'swarm.SELinuxContext': 'Disable bool; User string; Role string; Type string; Level string',
  'swarm.SeccompOpts': 'Mode swarm.SeccompMode ",omitempty"; Profile []byte ",omitempty"',
  'swarm.AppArmorOpts': 'Mode swarm.AppArmorMode ",omitempty"',
  'swarm.DNSConfig': 'Nameservers []string ",omitempty"; Search []string ",omitempty"; Options []string ",omitempty"',
  'swarm.SecretReference': 'File *swarm.SecretReferenceFileTarget; SecretID string; SecretName string',
  'swarm.SecretReferenceFileTarget': 'Name string; UID string; GID string; Mode os.FileMode',
  'swarm.ConfigReference': `
    File *swarm.ConfigReferenceFileTarget ",omitempty"; Runtime *swarm.ConfigReferenceRuntimeTarget ",omitempty";
    ConfigID string; ConfigName string`,
  'swarm.ConfigReferenceFileTarget': 'Name string; UID string; GID string; Mode os.FileMode',
  'swarm.NetworkAttachmentSpec': 'ContainerID string',
  'swarm.ResourceRequirements': 'Limits *swarm.Limit ",omitempty"; Reservations *swarm.Resources ",omitempty"',
  'swarm.Limit': 'NanoCPUs int64 ",omitempty"; MemoryBytes int64 ",omitempty"; Pids int64 ",omitempty"',
  'swarm.RestartPolicy': `
    Condition swarm.RestartPolicyCondition ",omitempty"; Delay *time.Duration ",omitempty";
    MaxAttempts *uint64 ",omitempty"; Window *time.Duration ",omitempty"`,
  'swarm.Placement': `
    Constraints []string ",omitempty"; Preferences []swarm.PlacementPreference ",omitempty";
    MaxReplicas uint64 ",omitempty"; Platforms []swarm.Platform ",omitempty"`,
  'swarm.PlacementPreference': 'Spread *swarm.SpreadOver',
  'swarm.SpreadOver': 'SpreadDescriptor string',
  'swarm.NetworkAttachmentConfig':
    'Target string ",omitempty"; Aliases []string ",omitempty"; DriverOpts map[string]string ",omitempty"',
  'swarm.ServiceMode': `
    Replicated *swarm.ReplicatedService ",omitempty"; Global *swarm.GlobalService ",omitempty";
    ReplicatedJob *swarm.ReplicatedJob ",omitempty"; GlobalJob *swarm.GlobalJob ",omitempty"`,
  'swarm.ReplicatedService': 'Replicas *uint64 ",omitempty"',
  'swarm.GlobalService': '',
  'swarm.GlobalJob': '',
  'swarm.ReplicatedJob': 'MaxConcurrent *uint64 ",omitempty"; TotalCompletions *uint64 ",omitempty"',
  'swarm.UpdateConfig': `
    Parallelism uint64; Delay time.Duration ",omitempty"; FailureAction string ",omitempty";
    Monitor time.Duration ",omitempty"; MaxFailureRatio float32; Order string`,
  'swarm.EndpointSpec': 'Mode swarm.ResolutionMode ",omitempty"; Ports []swarm.PortConfig ",omitempty"',
  'swarm.PortConfig': `
    Name string ",omitempty"; Protocol swarm.PortConfigProtocol ",omitempty"; TargetPort uint32 ",omitempty";
    PublishedPort uint32 ",omitempty"; PublishMode swarm.PortConfigPublishMode ",omitempty"`,
  'swarm.Endpoint': `
    Spec swarm.EndpointSpec ",omitempty"; Ports []swarm.PortConfig ",omitempty";
    VirtualIPs []swarm.EndpointVirtualIP ",omitempty"`,
  'swarm.EndpointVirtualIP': 'NetworkID string ",omitempty"; Addr string ",omitempty"',
  'swarm.UpdateStatus': `
    State swarm.UpdateState ",omitempty"; StartedAt *time.Time ",omitempty"; CompletedAt *time.Time ",omitempty";
    Message string ",omitempty"`,
  'swarm.ServiceStatus': 'RunningTasks uint64; DesiredTasks uint64; CompletedTasks uint64',
  'swarm.JobStatus': 'JobIteration swarm.Version; LastExecution time.Time ",omitempty"',
  'swarm.Task': `
    ID string; Version swarm.Version ",omitempty"; CreatedAt time.Time ",omitempty";
    UpdatedAt time.Time ",omitempty"; Name string ",omitempty"; Labels map[string]string;
    Spec swarm.TaskSpec ",omitempty"; ServiceID string ",omitempty"; Slot int ",omitempty";
    NodeID string ",omitempty"; Status swarm.TaskStatus ",omitempty"; DesiredState swarm.TaskState ",omitempty";
    NetworksAttachments []swarm.NetworkAttachment ",omitempty";
    GenericResources []swarm.GenericResource ",omitempty"; JobIteration *swarm.Version ",omitempty";
    Volumes []swarm.VolumeAttachment`,
  'swarm.TaskStatus': `
    Timestamp time.Time ",omitempty"; State swarm.TaskState ",omitempty"; Message string ",omitempty";
    Err string ",omitempty"; ContainerStatus *swarm.ContainerStatus ",omitempty";
    PortStatus swarm.PortStatus ",omitempty"`,
  'swarm.ContainerStatus': 'ContainerID string; PID int; ExitCode int',
  'swarm.PortStatus': 'Ports []swarm.PortConfig ",omitempty"',
  'swarm.NetworkAttachment': 'Network swarm.Network ",omitempty"; Addresses []string ",omitempty"',
  'swarm.Network': `
    ID string; Version swarm.Version ",omitempty"; CreatedAt time.Time ",omitempty";
    UpdatedAt time.Time ",omitempty"; Spec swarm.NetworkSpec ",omitempty"; DriverState swarm.Driver ",omitempty";
    IPAMOptions *swarm.IPAMOptions ",omitempty"`,
  'swarm.NetworkSpec': `
    Name string ",omitempty"; Labels map[string]string; DriverConfiguration *swarm.Driver ",omitempty";
    IPv6Enabled bool ",omitempty"; Internal bool ",omitempty"; Attachable bool ",omitempty";
    Ingress bool ",omitempty"; IPAMOptions *swarm.IPAMOptions ",omitempty";
    ConfigFrom *network.ConfigReference ",omitempty"; Scope string ",omitempty"`,
  'swarm.IPAMOptions': 'Driver swarm.Driver ",omitempty"; Configs []swarm.IPAMConfig ",omitempty"',
  'swarm.IPAMConfig': 'Subnet string ",omitempty"; Range string ",omitempty"; Gateway string ",omitempty"',
  'swarm.VolumeAttachment': 'ID string ",omitempty"; Source string ",omitempty"; Target string ",omitempty"',
  'swarm.Secret': `
    ID string; Version swarm.Version ",omitempty"; CreatedAt time.Time ",omitempty";
    UpdatedAt time.Time ",omitempty"; Spec swarm.SecretSpec`,
  'swarm.SecretSpec': `
    Name string ",omitempty"; Labels map[string]string; Data []byte ",omitempty";
    Driver *swarm.Driver ",omitempty"; Templating *swarm.Driver ",omitempty"`,
  'swarm.Config': `
    ID string; Version swarm.Version ",omitempty"; CreatedAt time.Time ",omitempty";
    UpdatedAt time.Time ",omitempty"; Spec swarm.ConfigSpec`,
  'swarm.ConfigSpec': `
    Name string ",omitempty"; Labels map[string]string; Data []byte ",omitempty";
    Templating *swarm.Driver ",omitempty"`,
};
