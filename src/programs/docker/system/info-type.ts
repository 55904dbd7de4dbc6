import { goTypesWith, OTHERS } from '../api/index.ts';

/** dockerInfo in cli/command/system/info.go of docker/cli: what the engine says, and the client of itself. */
export const INFO = goTypesWith({
  'system.dockerInfo': `${OTHERS['system.Info'] ?? ''}; ServerErrors []string ",omitempty"; UserName string "-";
      ClientInfo *system.clientInfo; ClientErrors []string ",omitempty"`,
  'system.clientInfo': `
      Debug bool; Version string ",omitempty"; APIVersion string "ApiVersion,omitempty"; GitCommit string ",omitempty";
      GoVersion string ",omitempty"; Os string ",omitempty"; Arch string ",omitempty"; BuildTime string ",omitempty";
      Context string; Plugins []manager.Plugin; Warnings []string`,
  'manager.Plugin': `
      SchemaVersion string ",omitempty"; Vendor string ",omitempty"; Version string ",omitempty";
      ShortDescription string ",omitempty"; Name string ",omitempty"; Path string ",omitempty"`,
})('system.dockerInfo');
