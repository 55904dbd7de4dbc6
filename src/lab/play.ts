import { type Kernel, Transcript, textSource } from '../os/index.ts';
import { createMachine, hostPlace, type MachineOptions, ROOT_ENV } from './machine.ts';
import type { Scenario } from './scenario.ts';

/** What a step of a scenario printed; the form of the recordings. */
export interface PlayedStep {
  readonly host: string;
  readonly command: string;
  readonly stdout: string;
  readonly stderr: string;
  /** null when it did not end within a minute. */
  readonly exitCode: number | null;
}

export interface Played {
  readonly title: string;
  readonly docker: string;
  readonly steps: readonly PlayedStep[];
}

/** The recordings gave up on a command after a minute. */
const PATIENCE = 60_000;

/** Milliseconds that a real machine needs for a shell and a client to start, before either does anything. */
const STARTUP = 100;

/** Plays a scenario on fresh hosts, as fast as it can: every step a fresh `bash -c` of root without a terminal. */
export async function playScenario(scenario: Scenario, options: Omit<MachineOptions, 'hosts'> = {}): Promise<Played> {
  const hosts = [...new Set(['node1', ...scenario.steps.map((s) => s.host)])].sort();
  const kernel = await createMachine({ ...options, hosts });
  const steps: PlayedStep[] = [];
  for (const step of scenario.steps) {
    await runUntil(kernel, () => false, kernel.now + STARTUP + step.wait * 1000);
    const command = step.command.replace(
      /\{\{stdout:(\d+)\}\}/g,
      (_, n: string) => steps[Number(n) - 1]?.stdout.trim() ?? '',
    );
    const played = await runOnce(kernel, step.host, command);
    steps.push({ host: step.host, command: step.command, ...played });
  }
  return { title: scenario.title, docker: '28.5.2', steps };
}

/** Runs one command on a host in a fresh shell and waits for it. */
export async function runOnce(
  kernel: Kernel,
  host: string,
  command: string,
): Promise<{ readonly stdout: string; readonly stderr: string; readonly exitCode: number | null }> {
  const transcript = new Transcript();
  const child = kernel.spawn({
    argv: ['bash', '-c', command],
    place: hostPlace(host),
    env: ROOT_ENV,
    cwd: '/root',
    stdin: textSource(''),
    stdout: transcript.sink(1),
    stderr: transcript.sink(2),
    pgid: 'new',
  });
  await runUntil(kernel, () => child.status() !== undefined, kernel.now + PATIENCE);
  const exitCode = child.status() ?? null;
  if (exitCode === null) kernel.killGroup(child.pid, 'KILL');
  return { stdout: newlines(transcript.text(1)), stderr: newlines(transcript.text(2)), exitCode };
}

/** The recordings were read as text: any end of a line, a carriage return alone too, is a newline. */
function newlines(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** Lets the simulation run until `done` holds or the virtual clock reaches `deadline`; awaits work outside when needed. */
export async function runUntil(kernel: Kernel, done: () => boolean, deadline: number): Promise<boolean> {
  for (;;) {
    const stopped = kernel.runUntil(done, deadline);
    if (stopped !== 'promise') return stopped === 'done';
    await kernel.pending();
  }
}
