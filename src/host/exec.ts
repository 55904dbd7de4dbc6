import { readFileSync } from 'node:fs';
import { parseScenario, playScenario } from '../lab/index.ts';
import type { Command } from './argv.ts';

/** `exec`: plays a scenario from a file or the input in a fresh world and prints what its steps printed. */
export async function exec(command: Extract<Command, { command: 'exec' }>): Promise<number> {
  let text: string;
  try {
    text = readFileSync(command.file ?? 0, 'utf8');
  } catch (error) {
    process.stderr.write(`dockernet-course: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
  const scenario = parseScenario(text);
  if ('message' in scenario) {
    process.stderr.write(`dockernet-course: ${command.file ?? '-'}:${scenario.line}: ${scenario.message}\n`);
    return 2;
  }
  const played = await playScenario(scenario, { images: command.images });
  if (command.json) {
    process.stdout.write(`${JSON.stringify(played, null, 1)}\n`);
    return 0;
  }
  for (const step of played.steps) {
    process.stdout.write(`${step.host}$ ${step.command}\n${step.stdout}${step.stderr}`);
    if (step.exitCode !== 0) process.stdout.write(`rc=${step.exitCode}\n`);
  }
  return 0;
}
