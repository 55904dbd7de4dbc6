/** Structs of networks, as api/types of moby 28.5.2 declares them (notation: see gotemplate). */
export const NETWORK: Readonly<Record<string, string>> = {
  'network.Address': 'Addr string; PrefixLen int',
  'network.EndpointSettings': `
    IPAMConfig *network.EndpointIPAMConfig; Links []string; Aliases []string; MacAddress string;
    DriverOpts map[string]string; GwPriority int; NetworkID string; EndpointID string; Gateway string;
    IPAddress string; IPPrefixLen int; IPv6Gateway string; GlobalIPv6Address string; GlobalIPv6PrefixLen int;
    DNSNames []string`,
  'network.EndpointIPAMConfig':
    'IPv4Address string ",omitempty"; IPv6Address string ",omitempty"; LinkLocalIPs []string ",omitempty"',
  'network.Inspect': `
    Name string; ID string "Id"; Created time.Time; Scope string; Driver string; EnableIPv4 bool;
    EnableIPv6 bool; IPAM network.IPAM; Internal bool; Attachable bool; Ingress bool;
    ConfigFrom network.ConfigReference; ConfigOnly bool; Containers map[string]network.EndpointResource;
    Options map[string]string; Labels map[string]string; Peers []network.PeerInfo ",omitempty";
    Services map[string]network.ServiceInfo ",omitempty"`,
  'network.IPAM': 'Driver string; Options map[string]string; Config []network.IPAMConfig',
  'network.IPAMConfig': `
    Subnet string ",omitempty"; IPRange string ",omitempty"; Gateway string ",omitempty";
    AuxAddress map[string]string "AuxiliaryAddresses,omitempty"`,
  'network.ConfigReference': 'Network string',
  'network.EndpointResource':
    'Name string; EndpointID string; MacAddress string; IPv4Address string; IPv6Address string',
  'network.PeerInfo': 'Name string; IP string',
  'network.ServiceInfo': 'VIP string; Ports []string; LocalLBIndex int; Tasks []network.Task',
  'network.Task': 'Name string; EndpointID string; EndpointIP string; Info map[string]string',
};
