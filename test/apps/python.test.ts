import { describe, expect, it } from 'vitest';
import { Lab } from '../../src/lab/index.ts';

/** What the last of some lines prints on node1. */
async function last(...lines: string[]): Promise<string> {
  const lab = Lab.create({ images: 'real' });
  let output = '';
  for (const line of lines) output = (await lab.run(line)).output;
  return output;
}

const FILES = `mkdir -p boot/sub; echo '{"status":"UP"}' > boot/health.json; echo '<p>hi</p>' > boot/sub/index.html; touch 'boot/B c'`;
const SERVE = 'python3 -m http.server 8080 --bind 127.0.0.1 --directory boot >log 2>&1 & sleep 1';
const head = (line: string, ...headers: string[]) =>
  [line, 'Server: SimpleHTTP/0.6 Python/3.11.7', 'Date: Mon, 05 Jan 2026 09:00:01 GMT', ...headers, '\n'].join('\n');

// as CPython 3.11.7 answered
describe('python3 -m http.server', () => {
  it.each([
    [
      '/health.json',
      `${head('HTTP/1.0 200 OK', 'Content-type: application/json', 'Content-Length: 16', 'Last-Modified: Mon, 05 Jan 2026 09:00:00 GMT')}{"status":"UP"}\n`,
    ],
    ['/sub', head('HTTP/1.0 301 Moved Permanently', 'Location: /sub/', 'Content-Length: 0')],
    [
      '/sub/',
      `${head('HTTP/1.0 200 OK', 'Content-type: text/html', 'Content-Length: 10', 'Last-Modified: Mon, 05 Jan 2026 09:00:00 GMT')}<p>hi</p>\n`,
    ],
    [
      '/',
      `${head('HTTP/1.0 200 OK', 'Content-type: text/html; charset=utf-8', 'Content-Length: 300')}<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Directory listing for /</title>\n</head>\n<body>\n<h1>Directory listing for /</h1>\n<hr>\n<ul>\n<li><a href="B%20c">B c</a></li>\n<li><a href="health.json">health.json</a></li>\n<li><a href="sub/">sub/</a></li>\n</ul>\n<hr>\n</body>\n</html>\n`,
    ],
  ])('%s', async (path, expected) => {
    expect((await last(FILES, SERVE, `curl -sS -i localhost:8080${path}`)).replace(/\r/g, '')).toBe(expected);
  });
  it('keeps a log, and to its directory', async () => {
    expect(
      await last(FILES, SERVE, 'curl -s localhost:8080/a; curl -s --path-as-is localhost:8080/../log', 'cat log'),
    ).toBe(`Serving HTTP on 127.0.0.1 port 8080 (http://127.0.0.1:8080/) ...
127.0.0.1 - - [05/Jan/2026 09:00:01] code 404, message File not found
127.0.0.1 - - [05/Jan/2026 09:00:01] "GET /a HTTP/1.1" 404 -
127.0.0.1 - - [05/Jan/2026 09:00:01] code 404, message File not found
127.0.0.1 - - [05/Jan/2026 09:00:01] "GET /../log HTTP/1.1" 404 -
`);
  });
  it('listens where it is told, and nowhere else', async () => {
    const box = 'docker run -d --name box alpine sleep infinity';
    const ask = 'docker exec box wget -qO- http://172.17.0.1:8080/health.json';
    expect(await last(FILES, SERVE, box, ask)).toBe(
      "wget: can't connect to remote host (172.17.0.1): Connection refused\n",
    );
    expect(await last(FILES, SERVE.replace('--bind 127.0.0.1 ', ''), box, ask)).toBe('{"status":"UP"}\n');
  });
  it.each([
    [
      'python3 -m http.server 8080',
      'Traceback (most recent call last):\n  …\nOSError: [Errno 98] Address already in use\n',
    ],
    [
      'python3 -m http.server 8081 --bind=10.9.9.9',
      'Traceback (most recent call last):\n  …\nOSError: [Errno 99] Cannot assign requested address\n',
    ],
    [
      'python3 -m http.server eighty',
      "usage: server.py [-h] [--cgi] [-b ADDRESS] [-d DIRECTORY] [-p VERSION] [port]\nserver.py: error: argument port: invalid int value: 'eighty'\n",
    ],
    ['python3 script.py', 'dockernet-course: not simulated: Python programs other than `python3 -m http.server`\n'],
  ])('%s', async (line, expected) => {
    expect(await last(FILES, SERVE, line)).toBe(expected);
  });
});
