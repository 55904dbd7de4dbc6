import type { GoalStatus, Lang, Rung } from '../course/index.ts';

/** A piece of what the terminal shows: 1 or 2 is the descriptor that it was written to, the others the shell's prompt and what was typed. */
export interface Chunk {
  readonly fd: 1 | 2 | 'prompt' | 'echo';
  readonly data: string;
}

/** What the map shows. */
export interface MapModel {
  readonly hosts: readonly MapHost[];
}

export interface MapHost {
  readonly name: string;
  /** On the LAN. */
  readonly address: string;
  readonly networks: readonly MapNetwork[];
  /** Containers without an endpoint on any of the networks: `--network none` or `host`, or stopped ones. */
  readonly loose: readonly MapMember[];
}

export interface MapNetwork {
  readonly name: string;
  readonly driver: string;
  readonly subnets: readonly string[];
  readonly gateways: readonly string[];
  /** The interface of the host behind it: `docker0`, `br-3f0a91b2c4d5`. */
  readonly link?: string;
  readonly internal?: boolean;
  readonly members: readonly MapMember[];
}

export interface MapMember {
  readonly name: string;
  readonly image: string;
  /** As `docker ps` has it: running, paused, exited, created, … */
  readonly state: string;
  readonly addresses: readonly string[];
  /** Ports that something listens on or that the image exposes: `80/tcp`. */
  readonly ports: readonly string[];
  /** `8080→80/tcp`, with the host's address before it when it is not every address. */
  readonly published: readonly MapPort[];
  /** `host` and `none` when it is on no network of its own. */
  readonly mode?: string;
}

export interface MapPort {
  readonly hostIp: string;
  readonly hostPort: number;
  readonly port: number;
  readonly proto: string;
}

/** One thing that the last command changed. */
export interface ChangeNote {
  readonly sign: '+' | '-' | '~';
  /** In the words of docker(1), ip(8) and iptables(8): `network app-net 172.18.0.0/16`. */
  readonly text: string;
  /** One of many of its kind, of which a short account gives the number only. */
  readonly of?: 'rule' | 'route' | 'link';
}

/** What the lab looks like after something happened in it. */
export interface LabState {
  readonly prompt: string;
  /** A program runs in the foreground of the shell. */
  readonly busy: boolean;
  readonly map: MapModel;
  /** What the last finished line changed. */
  readonly changes: readonly ChangeNote[];
  readonly canUndo: boolean;
  /** The file that an editor in the terminal has open, as it was when it was opened. */
  readonly editing?: { readonly path: string; readonly text: string };
}

/** What is true of a step now. */
export interface StepState {
  readonly step: string;
  readonly goals: readonly Pick<GoalStatus, 'met' | 'sentence' | 'because'>[];
  /** Its goals hold. */
  readonly solved: boolean;
  /** How many lines have ended since the step began. */
  readonly lines: number;
  /** Something of the lesson's own is gone; beginning the step again restores it. */
  readonly broken: boolean;
  /** Id of the wrong way that was recognised. */
  readonly wrong?: string;
  /** The ladder of hints as the world stands now. */
  readonly hints: readonly Rung[];
}

/** What one `run` block printed: commands and their output. */
export type Printed = readonly { readonly command: string; readonly output: string }[];

/** What the `run` blocks of a step printed, by their position; of its debrief likewise. */
export interface Prints {
  readonly body: readonly Printed[];
  readonly debrief: readonly Printed[];
}

/** A lesson as the menu needs it: known before anything is parsed. */
export interface LessonInfo {
  readonly id: string;
  readonly title: Readonly<Record<Lang, string>>;
  readonly minutes: number;
  /** Ids of the lessons that it builds on: advice, no lock. */
  readonly needs: readonly string[];
  readonly steps: readonly { readonly id: string; readonly title: Readonly<Record<Lang, string>> }[];
}
