import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lab } from '../../src/lab/index.ts';

/** What a learner can see of a world: good enough to tell two worlds apart. */
const LOOK = [
  'docker ps -a --format "{{.Names}} {{.Image}} {{.Status}} {{.Ports}}"',
  'docker network ls --format "{{.Name}} {{.Driver}}"',
  'docker network inspect $(docker network ls -q) --format "{{.Name}} {{json .IPAM.Config}} {{len .Containers}}"',
  'ip -br addr',
  'ip route',
  'iptables-save | grep -v "^[#:]"',
  'ls -l',
  'pwd; echo $X',
];

async function look(lab: Lab): Promise<string> {
  const copy = lab.fork();
  if (!copy) throw new Error('something still runs');
  const seen = [];
  for (const line of LOOK) seen.push(`$ ${line}\n${(await copy.run(line)).output}`);
  return seen.join('');
}

async function played(...lines: string[]): Promise<Lab> {
  const lab = Lab.create({ seed: 7 });
  for (const line of lines) await lab.run(line);
  return lab;
}

describe('the lab', () => {
  it('keeps the shell between lines', async () => {
    const lab = await played('cd /tmp', 'X=5; greet() { echo "hello $1 $X"; }');
    expect((await lab.run('pwd; greet you')).output).toBe('/tmp\nhello you 5\n');
    expect(lab.prompt()).toBe('root@node1:/tmp# ');
  });

  it('goes on with a command that is not complete', async () => {
    const lab = await played();
    lab.submit('for i in 1 2; do');
    expect(lab.prompt()).toBe('> ');
    lab.submit('echo $i');
    lab.submit('done');
    await lab.finish();
    expect((await lab.facts().ran()).at(-1)).toEqual({
      line: 'for i in 1 2; do\necho $i\ndone',
      where: 'node1',
      status: 0,
      output: '1\n2\n',
    });
  });

  it('reads what was typed while a line ran as the lines that follow it, and takes each back by itself', async () => {
    const lab = await played('docker run -d --name box alpine sleep infinity');
    lab.submit('sleep 5');
    lab.submit('touch first');
    lab.submit('touch second');
    await lab.finish();
    expect((await lab.facts().ran()).map((r) => r.line)).toEqual([
      'docker run -d --name box alpine sleep infinity',
      'sleep 5',
      'touch first',
      'touch second',
    ]);
    await lab.undo();
    expect((await lab.run('ls')).output).toBe('first\n');
    const again = Lab.create({ seed: 7 });
    await again.replay(lab.events());
    expect((await again.run('ls')).output).toBe('first\n');
  });

  it('gives what was typed ahead to a program that reads', async () => {
    const lab = await played();
    lab.submit('sleep 1; read line; echo "got $line"');
    lab.submit('hello');
    await lab.finish();
    expect((await lab.facts().ran()).at(-1)?.output).toBe('got hello\n');
  });

  it('answers a question on a copy, also while programs run', async () => {
    const lab = await played('docker run -dit --name box alpine');
    lab.submit('ping 172.17.0.2');
    await lab.advance(1500);
    const before = lab.world;
    expect((await lab.ask('why')).output).toMatch(/^ping 172\.17\.0\.2 from node1/);
    expect(lab.world).toBe(before);
  });

  it('tells programs the size of the window as it is now', async () => {
    const lab = await played('touch aaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbb cccccccccccccccc');
    expect((await lab.run('ls')).output).toBe('aaaaaaaaaaaaaaaa  bbbbbbbbbbbbbbbb  cccccccccccccccc\n');
    lab.resize({ columns: 40, rows: 24 });
    expect((await lab.run('ls')).output).toBe('aaaaaaaaaaaaaaaa  cccccccccccccccc\nbbbbbbbbbbbbbbbb\n');
  });

  it('knows lines typed inside a container as facts of their own', async () => {
    const lab = await played('docker run -d --name box alpine sleep infinity');
    lab.submit('docker exec -it box sh');
    await lab.glide();
    expect(lab.prompt()).toBe('/ # ');
    lab.submit('hostname -i');
    await lab.glide();
    lab.submit('false');
    await lab.glide();
    expect((await lab.facts().ran()).slice(1).map(({ line, where, status }) => [line, where, status])).toEqual([
      ['hostname -i', 'box', 0],
      ['false', 'box', 1],
    ]);
    lab.eof();
    await lab.finish();
    expect(lab.prompt()).toBe('root@node1:~# ');
  });

  it('stops a program at ^C and keeps what it printed', async () => {
    const lab = await played();
    lab.submit('ping 127.0.0.1');
    await lab.advance(2500);
    lab.interrupt();
    await lab.finish();
    const last = (await lab.facts().ran()).at(-1);
    expect(last?.status).toBe(0);
    expect(last?.output.replace(/time[= ]\S+ ?m?s?|= [\d./]+ ms/g, 'T')).toMatchInlineSnapshot(`
      "PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.
      64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 T
      64 bytes from 127.0.0.1: icmp_seq=2 ttl=64 T
      64 bytes from 127.0.0.1: icmp_seq=3 ttl=64 T

      --- 127.0.0.1 ping statistics ---
      3 packets transmitted, 3 received, 0% packet loss, T
      rtt min/avg/max/mdev T
      "
    `);
  });
});

describe('undo', () => {
  it('takes back what changed the world and skips what only looked', async () => {
    const lab = await played(
      'docker network create one',
      'docker network ls',
      'docker run -d --name web nginx',
      'curl -s 172.17.0.2',
      'docker ps',
    );
    expect(await lab.undo()).toBe(true);
    expect((await lab.run('docker ps -aq | wc -l; docker network ls -q | wc -l')).output).toBe('0\n4\n');
    expect(await lab.undo()).toBe(true);
    expect((await lab.run('docker network ls -q | wc -l')).output).toBe('3\n');
    expect(await lab.undo()).toBe(false);
  });

  it('gives running programs back', async () => {
    const lab = await played(
      'docker run -d --name tick alpine sh -c "while sleep 1; do echo tick; done"',
      'docker network create x',
    );
    await lab.advance(3100);
    expect(await lab.undo()).toBe(true);
    await lab.advance(2100);
    expect(
      (await lab.run('docker network ls -q | wc -l; docker logs tick | tail -n 1; docker ps -q | wc -l')).output,
    ).toBe('3\ntick\n1\n');
  });

  it('keeps the log of a server that goes on', async () => {
    const lab = await played('docker run -d --name web -p 8080:80 nginx', 'docker network create x');
    await lab.undo();
    await lab.run('curl -s -o /dev/null localhost:8080');
    expect((await lab.run('docker logs web 2>/dev/null | tail -n 1')).output).toContain('"GET / HTTP/1.1" 200');
  });
});

/** Lines that change something, most of the time. */
const LINES = [
  'docker network create alpha',
  'docker network create --subnet 10.9.0.0/24 beta',
  'docker network rm alpha',
  'docker run -d --name web --network alpha nginx',
  'docker run -d --name box -p 8080:80 nginx',
  'docker network connect beta web',
  'docker network disconnect beta web',
  'docker stop -t 0 web',
  'docker start web',
  'docker rm -f web',
  'docker rename box chest',
  'iptables -I DOCKER-USER -j DROP',
  'docker exec box touch /tmp/mark',
  'echo text >> notes',
  'X=$RANDOM',
  'cd /tmp',
  'docker ps',
];

describe('laws', { timeout: 120_000 }, () => {
  const sequences = fc.array(fc.constantFrom(...LINES), { minLength: 1, maxLength: 8 });

  it('undo then redo is the identity', async () => {
    await fc.assert(
      fc.asyncProperty(sequences, fc.integer({ min: 1, max: 4 }), async (lines, steps) => {
        const lab = await played(...lines);
        const before = await look(lab);
        let undone = 0;
        while (undone < steps && (await lab.undo())) undone++;
        for (let i = 0; i < undone; i++) expect(await lab.redo()).toBe(true);
        expect(await look(lab)).toBe(before);
      }),
      { numRuns: 12, seed: 1 },
    );
  });

  it('the same events give the same world', async () => {
    await fc.assert(
      fc.asyncProperty(sequences, fc.boolean(), async (lines, takeBack) => {
        const lab = await played(...lines);
        if (takeBack) await lab.undo();
        const again = Lab.create({ seed: 7 });
        await again.replay(lab.events());
        expect(await look(again)).toBe(await look(lab));
      }),
      { numRuns: 12, seed: 2 },
    );
  });

  it('what looks leaves nothing to take back', async () => {
    const lab = await played('docker run -d --name web nginx');
    for (const line of [
      'docker ps',
      'docker inspect web',
      'docker exec web ls',
      'ping -c 1 172.17.0.2',
      'curl -s 172.17.0.2',
      'ip addr',
      'iptables -S',
      'docker logs web',
      'cat /etc/hosts',
      'why',
    ])
      await lab.run(line);
    expect(await lab.undo()).toBe(true);
    expect((await lab.run('docker ps -aq')).output).toBe('');
  });
});

describe('time and chance', () => {
  it('come from the world: a script played twice prints the same bytes', async () => {
    const script = 'date; echo $RANDOM $RANDOM; touch f; ls -l f; sleep 2; date +%s; echo $$';
    expect((await (await played()).run(script)).output).toBe((await (await played()).run(script)).output);
  });
});
