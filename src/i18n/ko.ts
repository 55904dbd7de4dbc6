import type { Catalogue } from './en.ts';

/** Every sentence of the screens in Korean. */
export const ko: Catalogue = {
  language: '한국어',
  title: '도커 네트워킹',
  tagline: '진짜 명령, Docker 28.5.2를 그대로 옮긴 모형, 설치할 것 없음',
  loading: '실습실을 준비하고 있습니다…',
  tooSmall: (columns, rows) =>
    `지금 터미널은 ${columns}칸 ${rows}줄입니다. 60칸 16줄 이상으로 키우거나 --plain으로 시작해 주세요.`,
  minutes: (n) => `${n}분`,
  panes: { lesson: '레슨', map: '지도', shell: '셸', help: '도움말', progress: '진행 상황', why: '이유' },
  menu: {
    heading: '레슨',
    goOn: (title, step) => `이어서 하기: ${title} · ${step}`,
    begin: (title) => `시작하기: ${title}`,
    allDone: '모든 레슨을 마쳤습니다. 샌드박스에서 마음껏 실험해 보세요.',
    sandbox: '샌드박스: 과제 없는 빈 호스트',
    progress: '진행 상황',
    welcome: '2분 안내: 이 과정은 이렇게 합니다',
    quit: '끝내기',
    done: '완료',
    steps: (done, all) => `${done}/${all}`,
    needs: (ids) => `먼저 볼 레슨: ${ids}`,
    total: (done, all, minutes) => `레슨 ${all}개 중 ${done}개 완료, 남은 시간 약 ${minutes}분`,
    empty: '레슨을 찾지 못했습니다.',
    choose: '레슨 번호나 장애의 이름을 입력하세요. 도움말은 :help 입니다.',
    incidents: '장애 대응',
    daily: (title) => `오늘의 장애: ${title}`,
    review: (n) => `복습할 것 ${n}개`,
  },
  welcome: {
    heading: '이 과정은 이렇게 합니다',
    pages: [
      [
        '셸에 **진짜 도커 명령**을 입력하고, 무엇이 달라졌는지 바로 확인합니다.',
        '여기에 실제 도커는 없고, 여러분의 컴퓨터에는 아무 영향도 없습니다. 프롬프트 뒤에는 작은 리눅스 호스트 네트워크의 모형이 있으며, 오류 문구까지 Docker 28.5.2와 똑같이 답하도록 만들었습니다.',
        '그래서 여기서 되는 것은 도커에서도 되고, 여기서 안 되는 것은 도커에서도 같은 말로 실패합니다.',
      ],
      [
        '레슨은 몇 개의 단계로 되어 있습니다. 단계마다 **참이 되어야 할 것**이 있습니다. 예를 들면 "`web`에서 이름으로 `db`에 닿는다" 같은 것입니다. 어떤 방법이든 참이 되면 통과합니다.',
        '아직 참이 아니면 그 이유를 목록이 알려 줍니다. `F2`는 힌트이고, 누를수록 구체적입니다. `F3`은 마지막 패킷을 한 홉씩 따라갑니다.',
        '망가뜨릴 걱정은 없습니다. `^Z`는 마지막 명령을 되돌리고, `F7`은 단계를 처음부터 다시 시작합니다.',
      ],
      [
        '지도는 지금의 호스트, 네트워크, 컨테이너를 보여 줍니다. `●`는 방금 명령으로 달라진 곳입니다.',
        '진행 상황은 명령마다 저장됩니다. 언제든 `^Q`로 나가도 됩니다.',
        '셸은 평소처럼 쓰면 됩니다. `Tab`, `^R`, 명령 기록, 파이프, 반복문이 모두 됩니다.',
      ],
    ],
    page: (n, all) => `${n}/${all}`,
  },
  lesson: {
    step: (n, all) => `단계 ${n}/${all}`,
    todo: '할 일',
    met: '단계를 마쳤습니다.',
    notYet: (why) => `아직: ${why}`,
    readOn: '여기서 할 일은 없습니다. Enter를 눌러 다음으로 가세요.',
    goOn: 'Enter를 눌러 다음으로 가세요.',
    finish: {
      lesson: 'Enter를 눌러 레슨을 마치세요.',
      incident: 'Enter를 눌러 장애 처리를 마치세요.',
      drill: 'Enter를 눌러 복습을 마치세요.',
    },
    kinds: { lesson: '', incident: '장애 · ', drill: '복습 · ' },
    hint: (n, all) => `힌트 ${n}/${all}`,
    noHints: '여기에는 힌트가 필요 없습니다.',
    hintLine: (more, plain) =>
      `${plain ? '입력하면 실행됩니다.' : '프롬프트에 넣어 두었습니다. Enter를 누르면 실행됩니다.'}${more > 0 ? ` 그 뒤로 ${more}줄이 더 있습니다.` : ''}`,
    noMoreHints: '마지막 힌트였습니다. F6을 누르면 정답이 나옵니다.',
    answer: '정답',
    answerOther: (title) => `다른 방법: ${title}`,
    answerConfirm: '정답을 볼까요? 정답을 본 단계로 기록됩니다. F6을 한 번 더 누르면 보여 줍니다.',
    noAnswer: '이 단계는 요구하는 것이 없어서 정답도 없습니다.',
    wrong: '다시 살펴보세요',
    debrief: '왜 되는가',
    predict: '어떻게 될까요?',
    predictHow: '답의 번호를 누르거나, 그냥 명령을 입력하세요.',
    predictRight: '맞습니다.',
    predictWrong: (answer) => `아닙니다. 실제로는: ${answer}`,
    cause: '근본 원인을 짚는다',
    causeHow: '확신이 서면 답의 번호를 고르세요',
    causeOther: '그 원인이 아닙니다. 다른 답을 고르세요',
    causeWrong: '그 원인이 아닙니다.',
    changes: '달라진 것',
    glossary: '낱말',
    noChanges: '달라진 것이 없습니다.',
    moreChanges: (n) => `그 밖에 ${n}가지 (F5)`,
    unfold: '(F5)',
    folded: {
      rule: (n) => `방화벽 규칙 ${n}개`,
      route: (n) => `경로 ${n}개`,
      link: (n) => `veth 끝 ${n}개`,
    },
    undone: (line) => `되돌렸습니다: ${line}`,
    redone: (line) => `다시 실행했습니다: ${line}`,
    nothingToRedo: '다시 실행할 것이 없습니다.',
    nothingToUndo: '되돌릴 것이 없습니다.',
    restarted: '단계를 처음부터 다시 시작합니다.',
    restartConfirm: '이 단계를 처음부터 다시 할까요? F7을 한 번 더 누르세요. 레슨 전체는 :restart lesson 입니다.',
    notSolved: '아직 마치지 않은 단계입니다. 그래도 넘어가려면 :skip 을 입력하세요.',
    seen: '정답 봄',
    more: (n) => `아래에 ${n}줄 더 (PgDn)`,
    moreGoals: (n) => `그 밖에 ${n}줄: :goals 로 모두 볼 수 있습니다`,
    howToLeave: (plain) =>
      plain
        ? '과정을 나가려면 `:quit`, 메뉴로 가려면 `:menu`를 입력하세요. 지금 위치는 저장됩니다.'
        : '과정을 나가려면 `^Q`, 메뉴로 가려면 `Esc`를 누르세요. 지금 위치는 저장됩니다.',
    resumed: '멈춘 곳에서 이어집니다.',
    stepGone: '그사이 레슨이 바뀌었습니다. 마친 단계는 그대로이고, 아직 마치지 않은 첫 단계에서 이어 갑니다.',
    resumeFailed: '그사이 실습실이 바뀌어 단계를 처음부터 시작합니다.',
    stopped: '멈춤: 명령이 스스로 끝나지 않았습니다.',
  },
  done: {
    heading: '레슨 완료',
    summary: (title, steps) => `${title}: ${steps}단계를 모두 마쳤습니다.`,
    incident: '장애 해결',
    tally: (title, causes, lines) => `${title}: 원인을 ${causes}번 짚고, 명령을 ${lines}번 입력했습니다.`,
    withHints: (n) => `힌트 ${n}개를 썼습니다.`,
    withAnswers: (n) => `정답 ${n}개를 보았습니다. 복습에서 다시 나옵니다.`,
    clean: '힌트도 정답도 없이 해냈습니다.',
    next: (title) => `Enter: 다음 레슨, ${title}`,
    noNext: '마지막 레슨이었습니다. Enter: 메뉴로 돌아갑니다.',
  },
  file: {
    keys: '^S 저장 · ^X 나가기 · ^K 줄 잘라내기 · ^U 붙이기',
    leaving: '저장하지 않았습니다. ^X를 한 번 더 누르면 바꾼 것을 버리고, ^S는 저장합니다.',
    saved: (path) => `저장했습니다: ${path}`,
  },
  glossary: {
    nothing: '그런 낱말이 나오는 레슨이 없습니다. `:find`만 치면 모두 나옵니다.',
  },
  why: {
    heading: '이유',
    nothing: '아직 보낸 패킷이 없습니다. ping이나 curl을 해 본 다음 F3을 누르세요.',
    from: (outcome) => `결과: ${outcome}`,
  },
  map: {
    heading: '지도',
    empty: '네트워크가 없습니다.',
    host: (name, address) => `${name} ${address}`,
    networkSays: (name, driver, subnet, gateway) =>
      `네트워크 ${name} (${driver})${subnet === '' ? '' : `, 서브넷 ${subnet}`}${gateway === '' ? '' : `, 게이트웨이 ${gateway}`}`,
    containerSays: (name, address) => (address === '' ? `${name}: 주소 없음` : `${name}: ${address}`),
    publishedSays: (container, host) => `포트 ${container} → ${host} 게시`,
    stopped: '멈춤',
    paused: '일시 정지',
    isNew: '새로',
    gone: (names) => `없어짐: ${names}`,
    changed: '달라짐 ●',
    nobody: '비어 있음',
    noNetwork: '네트워크 없음',
    hostNetwork: '호스트 네트워크를 그대로 사용',
  },
  progress: {
    heading: '진행 상황',
    kept: (path) => `저장 위치: ${path}`,
    none: '아직 없습니다.',
    lesson: (done, all) => `${all}단계 중 ${done}단계`,
    hints: (n) => `힌트 ${n}개`,
    answers: (n) => `정답 ${n}개 봄`,
    predictions: (right, all) => `예측 ${all}개 중 ${right}개 맞음`,
    due: (n) => `복습할 단계 ${n}개`,
  },
  review: {
    nothing: '지금은 복습할 것이 없습니다.',
    next: (title, days) => `다음: ${title}, ${days}일 뒤.`,
    done: '복습 하나를 끝냈습니다',
    again: (title, days) => `${title}: ${days}일 뒤에 다른 이름으로 다시 나옵니다.`,
    more: (n) => `Enter: 다음 복습 (${n}개 남음)`,
    noMore: '더 복습할 것이 없습니다. Enter: 메뉴로.',
  },
  sandbox: {
    heading: '샌드박스',
    text: [
      '새 호스트이고, 정해진 과제는 없습니다. 마음대로 만들어 보세요. `docker network create`, `docker run -d nginx`, `ip addr`, `iptables -S`, `tcpdump` 모두 됩니다.',
      '`^Z`는 명령을 되돌리고, `F4`는 지도, `F3`은 마지막 패킷의 경로, `F7`은 처음부터 다시입니다.',
    ],
    words: '`:undo`는 명령 되돌리기, `:map`은 지도, `:why`는 마지막 패킷 따라가기, `:restart`는 처음부터입니다.',
  },
  keys: {
    progress: '진행 상황',
    help: '도움말',
    hint: '힌트',
    why: '이유',
    map: '지도',
    changes: '달라진 것',
    glossary: '낱말 찾기 (:find)',
    answer: '정답',
    restart: '처음부터',
    zoom: '넓은 셸',
    language: 'English',
    undo: '되돌리기',
    redo: '다시 실행',
    menu: '메뉴',
    quit: '끝내기',
    complete: '자동 완성',
    history: '기록 검색',
    scrollLesson: '레슨',
    scrollShell: '셸 넘기기',
    interrupt: '프로그램 멈추기',
    eof: '입력 끝',
    next: '다음으로',
    back: '앞 단계 읽기',
    choose: '고르기',
    open: '열기',
    close: '닫기',
    refresh: '화면 다시 그리기',
    skip: '풀지 않고 넘어가기',
  },
  help: {
    keys: '키',
    commands: '또는 입력',
    editing: '프롬프트: ^A ^E ^B ^F M-b M-f 이동, ^W ^U ^K ^Y 잘라내기와 붙이기, 위아래 화살표 기록, ^L 지우기.',
    files: 'nano 파일: 실습실의 파일을 편집합니다.',
    about: '흉내 내지 못하는 명령은 그렇다고 밝히고 99로 끝납니다.',
    close: 'Esc로 닫습니다.',
    unknown: (word) => `":${word}" 명령은 없습니다.`,
    meant: (word) => `":${word}" 아닌가요?`,
  },
  host: {
    keptIn: (path) => `진행 상황은 여기에 있습니다: ${path}`,
    broken: (path) => `진행 파일을 읽을 수 없었습니다. 원래 파일을 옮겨 두고 새로 시작합니다: ${path}`,
    newer: (path) => `더 새로운 버전이 쓴 진행 파일입니다. 원래 파일을 옮겨 두고 새로 시작합니다: ${path}`,
    notSaved: (why) => `진행 상황을 저장하지 못했습니다: ${why}. 계속해도 됩니다. 명령마다 다시 시도합니다.`,
    noLessons: '프로그램 옆에서 레슨을 찾지 못했습니다.',
    noSuchLesson: (id) => `"${id}" 레슨은 없습니다.`,
    noSuchStep: (lesson, id) => `"${lesson}" 레슨에는 "${id}" 단계가 없습니다.`,
    didYouMean: (word) => `"${word}" 아닌가요?`,
    unknownCommand: (word) => `"${word}" 명령은 없습니다.`,
    unknownOption: (word) => `"${word}" 옵션은 없습니다.`,
    needsValue: (option) => `${option} 옵션에는 값이 필요합니다.`,
    badLang: (value) => `"${value}" 언어는 없습니다. en 또는 ko를 쓰세요.`,
    badImages: (value) => `"${value}" 이미지는 없습니다. real 또는 stand-in을 쓰세요.`,
    cannotWrite: (path, why) => `${path} 파일에 쓸 수 없습니다: ${why}`,
    tooMany: (word) => `"${word}" 부분은 필요 없습니다.`,
    seeHelp: 'dockernet-course --help 로 사용법을 볼 수 있습니다.',
    forgotten: (what) => `지웠습니다: ${what}.`,
    everything: '전부',
    imported: (steps) => `완료한 단계 ${steps}개를 가져왔습니다.`,
    cannotRead: (path, why) => `${path} 파일을 읽을 수 없습니다: ${why}`,
    notProgress: (path) => `${path} 파일은 내보낸 진행 상황이 아닙니다.`,
    crashed: 'dockernet-course 자체에 문제가 생겼습니다. 진행 상황은 저장되어 있습니다. 오류 내용:',
    bye: '다음에 또 만나요.',
    nodeTooOld: (version) => `dockernet-course에는 Node 20 이상이 필요합니다. 지금은 ${version}입니다.`,
  },
  support: {
    compared: {
      commands: 'Docker 28.5.2의 기록과 비교한 Docker 명령(플래그별 표: docs/supported.md):',
      programs: '실제 프로그램의 기록과 비교한 그 밖의 프로그램(패키지별):',
      drivers: '기록과 비교한 네트워크 드라이버:',
    },
    source: {
      commands: 'Docker 소스를 따랐고 기록과는 비교하지 않은 Docker 명령:',
      programs: '문서를 따랐고 기록과는 비교하지 않은 그 밖의 프로그램(패키지별):',
      others: '그 밖에 Docker 소스와 커널 문서를 따랐고 비교하지 않은 것:',
    },
    not: {
      commands: '문법과 도움말만 있고 "not simulated"라고 답하는 Docker 명령:',
      programs: '있지만 "not simulated"라고 답하는 프로그램:',
    },
    uncompared: ['서비스 VIP와 라우팅 메시', 'VLAN 하위 인터페이스', '암호화된 오버레이의 ESP와 키'],
    otherwise: '시뮬레이션하지 않는 것은 그렇다고 알리고 상태 코드 99로 끝납니다.',
  },
  usage: `사용법: dockernet-course [명령] [옵션]

터미널에서 배우는 도커 네트워킹. 진짜 명령과 Docker 28.5.2를 그대로 옮긴 모형,
도커는 필요 없습니다.

명령:
  (없음)                  메뉴, 또는 멈춘 곳에서 이어서 하기
  start [레슨[/단계]]     레슨 열기, 단계를 정할 수도 있음
  list                    레슨 목록
  progress                진행 상황
  incident [이름]         오늘의 장애, 또는 목록에 있는 장애
  review                  복습할 때가 된 단계를 다른 이름으로
  sandbox                 과제 없는 빈 호스트
  reset [레슨]            레슨 하나 또는 전체의 진행 상황 지우기
  export [파일]           진행 상황을 파일이나 출력으로 내보내기
  import 파일             내보낸 진행 상황 가져오기
  glossary [낱말]         낱말과 명령, 설명이 나오는 단계
  exec [파일]             새 환경에서 시나리오 실행 (--json, --images)
  verify [레슨...]        레슨 검사 (--json, --translated)
  help support            시뮬레이션하는 것과 하지 않는 것

옵션:
  --lang en|ko            과정의 언어
  --plain                 다시 그리지 않는 글줄 모드 (화면 낭독기, 파이프)
  --no-color              색 없이
  --ascii                 테두리를 ASCII로, 줄이 어긋나 보일 때
  --data-dir 폴더         진행 상황을 둘 곳
  --json                  exec, verify, list, progress: 기계가 읽을 출력
  --images real|stand-in  exec: 이미지 목록 종류
  -h, --help              이 도움말
  -v, --version           버전
`,
};
