import { Lab } from '../src/lab/index.ts';
import { isComplete } from '../src/shell/index.ts';

/**
 * A transcript of the learner's own terminal, on three hosts, with the images of Docker Hub. `$ line` is typed at the
 * prompt (it goes on below as long as the shell asks for more), `< line` into what then runs, `^C` and `^D` are keys;
 * `~ s` lets seconds pass before. Below stands what the terminal shows, `[n]` when the status is not 0. What chance
 * decides is masked. The first line is a title; `# S0-C01` marks what follows, `#: words` tells of it.
 */
const INPUT = /^(\$ .*|< .*|\^C|\^D|~ [\d.]+|#: .*|# S\d-[CX]\d+)$/;
const REMARK = /^#/;

/** What stands in a transcript besides the terminal's answers, in order: lines that go on in one piece. */
export function inputsOf(written: string): string[] {
  const inputs: string[] = [];
  let open = false;
  for (const [i, line] of written.split('\n').entries()) {
    if (open) inputs.push(`${inputs.pop()}\n${line}`);
    else if (i === 0 || INPUT.test(line)) inputs.push(line);
    else continue;
    const last = inputs.at(-1) ?? '';
    open = last.startsWith('$ ') && !isComplete(last.slice(2));
  }
  return inputs;
}

/** Types a transcript's inputs into a fresh world and writes it anew with what is shown. */
export async function replay(written: string): Promise<string> {
  const inputs = inputsOf(written);
  let shown = '';
  const lab = Lab.create({
    images: 'real',
    hosts: ['node1', 'node2', 'node3'],
    seed: 3,
    onOutput: ({ fd, data }) => {
      if (fd !== 'prompt' && fd !== 'echo') shown += data;
    },
  });
  let text = '';
  for (const [i, input] of inputs.entries()) {
    const goesOn = /^(<|\^|~)/.test(nextOf(inputs, i) ?? '') && !finished(inputs, i);
    shown = '';
    if (i === 0) shown = '';
    else if (input.startsWith('~ ')) await lab.advance(Number(input.slice(2)) * 1000);
    else if (input.startsWith('$ ') && !goesOn) await lab.run(input.slice(2));
    else if (input.startsWith('$ ') || input.startsWith('< ')) {
      lab.submit(input.slice(2));
      await lab.glide(1000);
      if (lab.busy() && !goesOn && input.startsWith('< ')) await lab.glide(60_000);
    } else if (input === '^C') {
      lab.interrupt();
      await lab.glide(5000);
    } else if (input === '^D') {
      lab.eof();
      await lab.glide(5000);
    }
    text += `${input}\n${shown}`;
    if (shown !== '' && !shown.endsWith('\n')) text += '\n';
    const [ran] = (await lab.facts().ran()).slice(-1);
    if (!lab.busy() && /^[$<^]/.test(input) && ran && ran.status !== 0) text += `[${ran.status}]\n`;
  }
  return masked(text);
}

/** The next thing that is typed: remarks are not. */
function nextOf(inputs: readonly string[], i: number): string | undefined {
  return inputs.slice(i + 1).find((line) => !REMARK.test(line));
}

/** A pause that no input follows belongs to the next command: what ran before it ends by itself. */
function finished(inputs: readonly string[], i: number): boolean {
  const next = inputs.slice(i + 1).find((line) => !line.startsWith('~ ') && !REMARK.test(line));
  return next === undefined || next.startsWith('$ ');
}

function masked(text: string): string {
  return text
    .replace(/\b(sha256:)?[0-9a-f]{64}\b/g, '$1ID')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{12}\b/g, 'SHORT-ID')
    .replace(/\b(?!02:00:00)(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/g, 'MAC')
    .replace(/\bveth[0-9a-f]{7}\b/g, 'vethX')
    .replace(/time=[\d.]+ ms/g, 'time=T ms')
    .replace(/after \d+ ms/g, 'after T ms')
    .replace(/:[3-6]\d{4}\b/g, ':PORT')
    .replace(/\bid: \d+/g, 'id: N')
    .replace(/\b(\[\d+\]) \d{4,}$/gm, '$1 PID')
    .replace(/SWMTKN-1-\S+/g, 'SWMTKN-1-TOKEN')
    .replace(/\b(?=[a-z0-9]*\d)(?=[a-z0-9]*[g-z])[a-z0-9]{25}\b/g, 'SWARM-ID')
    .replace(/^(rtt|round-trip) min.*$/gm, '$1 …')
    .replace(/, time \d+ms/g, ', time Tms')
    .replace(/ +$/gm, '');
}
