/** One command of a scenario, and what comes before it. */
export interface ScenarioStep {
  readonly host: string;
  readonly command: string;
  /** Virtual seconds that pass before it. */
  readonly wait: number;
  /** Line of the file, from 1. */
  readonly line: number;
}

export interface Scenario {
  readonly title: string;
  readonly steps: readonly ScenarioStep[];
}

export interface ScenarioError {
  readonly line: number;
  readonly message: string;
}

/** Hosts that a scenario may name. */
const HOSTS = ['node1', 'node2', 'node3'];

/** Reads a scenario: `# title`, `@host`, `$ command`, `> further line`, `~ seconds`. */
export function parseScenario(text: string): Scenario | ScenarioError {
  let title = '';
  let host = 'node1';
  let wait = 0;
  const steps: ScenarioStep[] = [];
  for (const [i, row] of text.split('\n').entries()) {
    const line = i + 1;
    const last = steps.at(-1);
    if (row.startsWith('# ') && title === '') title = row.slice(2);
    else if (row.startsWith('@')) {
      host = row.slice(1).trim();
      if (!HOSTS.includes(host)) return { line, message: `there is no host "${host}": use one of ${HOSTS.join(', ')}` };
    } else if (row.startsWith('~ ')) {
      wait = Number(row.slice(2));
      if (!(wait >= 0)) return { line, message: `"~" wants a number of seconds, not "${row.slice(2)}"` };
    } else if (row.startsWith('$ ')) {
      steps.push({ host, command: row.slice(2), wait, line });
      wait = 0;
    } else if (row.startsWith('> ') || row === '>') {
      if (!last) return { line, message: '"> " goes on with a command, but none has begun' };
      steps[steps.length - 1] = { ...last, command: `${last.command}\n${row.slice(2)}` };
    } else if (row.trim() !== '' && !row.startsWith('#')) {
      return { line, message: `cannot read "${row}": a line begins with "# ", "$ ", "> ", "@" or "~ "` };
    }
  }
  return { title, steps };
}
