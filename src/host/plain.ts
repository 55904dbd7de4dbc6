import { createInterface } from 'node:readline';
import { narrate, type Store, tellScreen } from '../app/index.ts';
import type { Runtime } from './runtime.ts';

/** Tells the course as lines on the output, and reads commands from the input, until either ends. */
export async function runPlain(store: Store, runtime: Runtime, ended: Promise<void>): Promise<void> {
  const typing = process.stdin.isTTY === true;
  const say = (text: string) => process.stdout.write(text);
  const lines = createInterface({
    input: process.stdin,
    terminal: typing,
    ...(typing ? { output: process.stdout } : {}),
  });
  // Listens from now on: lines that come before somebody asks for them would be lost.
  const incoming = lines[Symbol.asyncIterator]();
  let asked = '';
  const ask = () => {
    const { shell, screen } = store.model();
    const prompt =
      shell.busy || screen.kind === 'loading'
        ? ''
        : screen.kind === 'lesson' || screen.kind === 'sandbox'
          ? shell.prompt
          : '> ';
    if (!typing || prompt === '') return;
    lines.setPrompt(prompt);
    lines.prompt(true);
    asked = prompt;
  };
  const stop = store.subscribe((before, msg, after) => {
    const text = narrate(before, msg, after, !typing);
    if (text === '') return;
    // What comes by itself begins on a row of its own, not behind the prompt.
    say(typing && asked !== '' && lines.line === '' ? `\r\u001b[K${text}` : text);
    asked = '';
  });
  const told: string[] = [];
  tellScreen(store.model(), told);
  say(told.map((row) => `${row}\n`).join(''));
  lines.on('SIGINT', () => store.send({ kind: 'press', press: { kind: 'key', name: 'C-c' } }));
  const read = (async () => {
    await runtime.idle();
    ask();
    for await (const line of incoming) {
      asked = '';
      store.send({ kind: 'line', line });
      await runtime.idle();
      ask();
    }
    store.send({ kind: 'act', action: 'quit' });
    await runtime.idle();
  })();
  if (typing)
    store.subscribe((before, _, after) => {
      if (before.shell.busy && !after.shell.busy) setImmediate(ask);
    });
  await Promise.race([read, ended]);
  stop();
  lines.close();
  if (typing) say('\n');
}
