/** How a word ends when it is read aloud in Korean: with a final consonant, with ㄹ, without one, or nobody can tell. */
type Ending = 'consonant' | 'rieul' | 'vowel' | 'unknown';

/** English words of this course as Korean engineers say them, where the spelling alone misleads. */
const SPOKEN: Readonly<Record<string, Ending>> = {
  // 웹, 앱, 맵, 넷, 봇, 랩, 백엔드 …: short words that close with their consonant
  web: 'consonant',
  app: 'consonant',
  net: 'consonant',
  lab: 'consonant',
  map: 'consonant',
  hub: 'consonant',
  bot: 'consonant',
  top: 'consonant',
  shop: 'consonant',
  job: 'consonant',
  wep: 'consonant',
  desktop: 'consonant',
  laptop: 'consonant',
  internet: 'consonant',
  subnet: 'consonant',
  ethernet: 'consonant',
  stack: 'consonant',
  block: 'consonant',
  docker0: 'consonant',
  back: 'consonant',
  book: 'consonant',
  // 호스트, 프런트엔드, 레드, 박스, 게이트 …: a vowel is added
  host: 'vowel',
  test: 'vowel',
  front: 'vowel',
  frontend: 'vowel',
  backend: 'vowel',
  red: 'vowel',
  box: 'vowel',
  proxy: 'vowel',
  cache: 'vowel',
  bridge: 'vowel',
  node: 'vowel',
  service: 'vowel',
  database: 'vowel',
  gateway: 'vowel',
  // letters read one by one: 디비, 에이피아이, 티씨피
  db: 'vowel',
  api: 'vowel',
  tcp: 'vowel',
  udp: 'vowel',
  dns: 'vowel',
  nat: 'consonant',
  http: 'vowel',
  ip: 'vowel',
  blue: 'vowel',
  store: 'vowel',
  core: 'vowel',
  cafe: 'vowel',
  none: 'consonant',
  alpine: 'consonant',
  one: 'consonant',
  phone: 'consonant',
  machine: 'consonant',
  online: 'consonant',
  nginx: 'vowel',
  redis: 'vowel',
  mongo: 'vowel',
  mongodb: 'vowel',
  safe: 'vowel',
  vault: 'vowel',
  doc: 'consonant',
};

/** Digits read as 영 일 이 삼 사 오 육 칠 팔 구. */
const DIGITS: readonly Ending[] = [
  'consonant',
  'rieul',
  'vowel',
  'consonant',
  'vowel',
  'vowel',
  'consonant',
  'rieul',
  'rieul',
  'vowel',
];

/** How `text` ends when spoken. Marks that are not read (backquotes, quotes, brackets) are skipped. */
function ending(text: string): Ending {
  const word = text.replace(/[^\p{L}\p{N}]+$/u, '');
  const last = word.at(-1) ?? '';
  const code = last.codePointAt(0) ?? 0;
  if (code >= 0xac00 && code <= 0xd7a3) {
    const final = (code - 0xac00) % 28; // Unicode 3.12: the index of the final consonant
    return final === 0 ? 'vowel' : final === 8 ? 'rieul' : 'consonant';
  }
  if (/[0-9]/.test(last)) return DIGITS[Number(last)] ?? 'unknown';
  const english = (/[A-Za-z]+$/.exec(word)?.[0] ?? '').toLowerCase();
  return SPOKEN[english] ?? bySpelling(english);
}

function bySpelling(word: string): Ending {
  if (/(?:[aiouy]|ee|er|or|ar)$/.test(word)) return 'vowel';
  if (/(?:[^aeiou]l|[aeiou]l|le)$/.test(word)) return 'rieul';
  if (/(?:m|n|ng|ne|me)$/.test(word)) return 'consonant';
  if (/(?:s|z|x|f|v|d|st|nt|ce|se|ge|te|de|ch|sh|th)$/.test(word)) return 'vowel';
  // 네트워크, 링크, 데스크, 리포트, 크립트, 스코프, 스트리트: what Korean cannot close with gets a vowel
  if (/(?:[nrsl]k|[crpl]t|[pk]e|(?:ee|ea|oa)t)$/.test(word)) return 'vowel';
  return 'unknown';
}

/** Pairs of particles: after a consonant / after a vowel, and both at once where nobody can tell. */
const PAIRS: Readonly<Record<string, string>> = {
  '이/가': '이(가)',
  '은/는': '은(는)',
  '을/를': '을(를)',
  '과/와': '과(와)',
  '으로/로': '(으)로',
  '이나/나': '(이)나',
  '이라/라': '(이)라',
  '이/': '(이)',
};

/** Whether a string names a pair of particles, as templates write them: `{이/가}`. */
export function isJosa(pair: string): boolean {
  return Object.hasOwn(PAIRS, pair);
}

/** The particle that follows `before`: josa('web', '이/가') is 이, josa('db', '이/가') is 가, where unclear 이(가). */
export function josa(before: string, pair: string): string {
  const [afterConsonant = '', afterVowel = ''] = pair.split('/');
  switch (ending(before)) {
    case 'consonant':
      return afterConsonant;
    case 'vowel':
      return afterVowel;
    case 'rieul':
      return pair === '으로/로' ? afterVowel : afterConsonant; // 서울로, 서울이
    default:
      return PAIRS[pair] ?? pair;
  }
}
