const plural = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** Every sentence of the screens in English; the other languages are checked against it. */
export const en = {
  language: 'English',
  title: 'Docker networking',
  tagline: 'real commands, a faithful model of Docker 28.5.2, nothing to install',
  loading: 'Setting up the lab…',
  tooSmall: (columns: number, rows: number) =>
    `This terminal has ${columns} columns and ${rows} rows. Make it at least 60 by 16, or start with --plain.`,
  minutes: (n: number) => `${n} min`,
  panes: { lesson: 'Lesson', map: 'Map', shell: 'Shell', help: 'Help', progress: 'Progress', why: 'Why' },
  menu: {
    heading: 'Lessons',
    goOn: (title: string, step: string) => `Go on: ${title} · ${step}`,
    begin: (title: string) => `Begin: ${title}`,
    allDone: 'Every lesson is done. The sandbox is yours.',
    sandbox: 'Sandbox: an empty host, no task',
    progress: 'Progress',
    welcome: 'How this works, in two minutes',
    quit: 'Quit',
    done: 'done',
    steps: (done: number, all: number) => `${done}/${all}`,
    needs: (ids: string) => `after ${ids}`,
    total: (done: number, all: number, minutes: number) =>
      `${done} of ${plural(all, 'lesson', 'lessons')} done, about ${minutes} minutes to go`,
    empty: 'No lessons were found.',
    choose: 'Type the number of a lesson, the name of an incident, or :help.',
    incidents: 'Incidents',
    daily: (title: string) => `Incident of the day: ${title}`,
    review: (n: number) => `Review: ${plural(n, 'drill', 'drills')} due`,
  },
  welcome: {
    heading: 'How this works',
    pages: [
      [
        'You will type **real Docker commands** into a shell, and see at once what became true.',
        'There is no Docker here and nothing reaches your machine: behind the prompt is a model of a small network of Linux hosts, built to answer as Docker 28.5.2 answers, down to the wording of its errors.',
        'So what works here works in Docker, and what fails here fails there in the same words.',
      ],
      [
        'Each lesson is a few steps. A step says what must become **true**, such as "`web` reaches `db` by name". Any way that makes it true counts.',
        'When something is not true yet, the list says why. `F2` gives a hint, and a stronger one each time. `F3` follows the last packet hop by hop.',
        'Nothing can break: `^Z` takes back the last command, and `F7` begins the step again.',
      ],
      [
        'The map shows hosts, networks and containers as they are now; `●` marks what the last command changed.',
        'Your place is kept after every command, so you can leave at any moment with `^Q`.',
        'Use the shell as you would any other: it knows `Tab`, `^R`, history, pipes and loops.',
      ],
    ],
    page: (n: number, all: number) => `${n} of ${all}`,
  },
  lesson: {
    step: (n: number, all: number) => `step ${n}/${all}`,
    todo: 'To do',
    met: 'Step done.',
    notYet: (why: string) => `not yet: ${why}`,
    readOn: 'Nothing to do here: press Enter to go on.',
    goOn: 'Press Enter to go on.',
    finish: {
      lesson: 'Press Enter to finish the lesson.',
      incident: 'Press Enter to close the incident.',
      drill: 'Press Enter to finish the drill.',
    },
    kinds: { lesson: '', incident: 'Incident · ', drill: 'Drill · ' },
    hint: (n: number, all: number) => `Hint ${n} of ${all}`,
    noHints: 'There is nothing to hint at here.',
    hintLine: (more: number, plain: boolean) =>
      `${plain ? 'Type it to run it.' : 'It stands at your prompt; press Enter to run it.'}${more > 0 ? ` ${plural(more, 'line comes', 'lines come')} after it.` : ''}`,
    noMoreHints: 'That was the last hint. F6 shows the answer.',
    answer: 'The answer',
    answerOther: (title: string) => `Or ${title}`,
    answerConfirm: 'Show the answer? The step will be marked as seen. Press F6 again to see it.',
    noAnswer: 'This step asks for nothing, so it has no answer.',
    wrong: 'Look again',
    debrief: 'Why it works',
    predict: 'What do you expect?',
    predictHow: 'Press the number of your answer, or go on typing.',
    predictRight: 'Right.',
    predictWrong: (answer: string) => `Not so. What happens: ${answer}`,
    cause: 'the root cause is named',
    causeHow: 'choose one of the answers by its number, whenever you are sure',
    causeOther: 'that was not the cause, choose another answer',
    causeWrong: 'That is not the cause.',
    changes: 'Changed',
    glossary: 'Words',
    noChanges: 'That changed nothing.',
    moreChanges: (n: number) => `and ${plural(n, 'more change', 'more changes')} (F5)`,
    unfold: '(F5)',
    folded: {
      rule: (n: number) => plural(n, 'firewall rule', 'firewall rules'),
      route: (n: number) => plural(n, 'route', 'routes'),
      link: (n: number) => plural(n, 'veth end', 'veth ends'),
    },
    undone: (line: string) => `Taken back: ${line}`,
    redone: (line: string) => `Done again: ${line}`,
    nothingToRedo: 'There is nothing to do again.',
    nothingToUndo: 'There is nothing to take back.',
    restarted: 'The step begins again.',
    restartConfirm: 'Begin this step again? Press F7 again to do it; :restart lesson begins the whole lesson.',
    notSolved: 'This step is not done yet. :skip goes on all the same.',
    seen: 'answer seen',
    more: (n: number) => `${plural(n, 'row', 'rows')} more (PgDn)`,
    moreGoals: (n: number) => `and ${plural(n, 'more row', 'more rows')}: :goals lists all`,
    howToLeave: (plain: boolean) =>
      `To leave the course ${plain ? 'type `:quit`, for the menu `:menu`' : 'press `^Q`, for the menu `Esc`'}. Your place is kept.`,
    resumed: 'You are where you left off.',
    stepGone:
      'The lesson has changed since you left. What you have done is kept; it goes on at the first step that is open.',
    resumeFailed: 'The lab has changed since you left; the step begins again.',
    stopped: 'Stopped: the command did not end by itself.',
  },
  done: {
    heading: 'Lesson done',
    summary: (title: string, steps: number) => `${title}: ${plural(steps, 'step', 'steps')} done.`,
    incident: 'Incident closed',
    tally: (title: string, causes: number, lines: number) =>
      `${title}: ${plural(causes, 'cause', 'causes')} named, ${plural(lines, 'command', 'commands')} typed.`,
    withHints: (n: number) => `${plural(n, 'hint', 'hints')} used.`,
    withAnswers: (n: number) => `${plural(n, 'answer', 'answers')} seen. They come back in review.`,
    clean: 'No hint, no answer: all yours.',
    next: (title: string) => `Enter: next lesson, ${title}`,
    noNext: 'That was the last lesson. Enter: back to the menu.',
  },
  file: {
    keys: '^S save · ^X leave · ^K cut line · ^U paste it',
    leaving: 'Not saved. ^X once more leaves the changes behind, ^S saves.',
    saved: (path: string) => `Saved: ${path}`,
  },
  glossary: {
    nothing: 'No lesson has that word. `:find` alone lists all of them.',
  },
  why: {
    heading: 'Why',
    nothing: 'No packet has been sent yet. Try ping or curl, then press F3.',
    from: (outcome: string) => `Outcome: ${outcome}`,
  },
  map: {
    heading: 'Map',
    empty: 'There are no networks.',
    host: (name: string, address: string) => `${name} ${address}`,
    networkSays: (name: string, driver: string, subnet: string, gateway: string) =>
      `Network ${name} (${driver})${subnet === '' ? '' : `, subnet ${subnet}`}${gateway === '' ? '' : `, gateway ${gateway}`}`,
    containerSays: (name: string, address: string) => `${name}${address === '' ? ' has no address' : ` at ${address}`}`,
    publishedSays: (container: string, host: string) => `port ${container} is published at ${host}`,
    stopped: 'stopped',
    paused: 'paused',
    isNew: 'new',
    gone: (names: string) => `Gone: ${names}`,
    changed: 'changed ●',
    nobody: 'nobody',
    noNetwork: 'no network',
    hostNetwork: "the host's own network",
  },
  progress: {
    heading: 'Progress',
    kept: (path: string) => `Kept in ${path}`,
    none: 'Nothing yet.',
    lesson: (done: number, all: number) => `${done} of ${all} steps`,
    hints: (n: number) => plural(n, 'hint', 'hints'),
    answers: (n: number) => `${plural(n, 'answer', 'answers')} seen`,
    predictions: (right: number, all: number) => `${right} of ${plural(all, 'prediction', 'predictions')} right`,
    due: (n: number) => `${plural(n, 'step', 'steps')} to review`,
  },
  review: {
    nothing: 'Nothing to review now.',
    next: (title: string, days: number) => `Next: ${title}, in ${plural(days, 'day', 'days')}.`,
    done: 'Drill done',
    again: (title: string, days: number) =>
      `${title}: it comes back in ${plural(days, 'day', 'days')}, in other words.`,
    more: (n: number) => `Enter: next drill (${n} due)`,
    noMore: 'No other drill is due. Enter: back to the menu.',
  },
  sandbox: {
    heading: 'Sandbox',
    text: [
      'A fresh host, and nothing asked of you. Build what you like; `docker network create`, `docker run -d nginx`, `ip addr`, `iptables -S`, `tcpdump` all work.',
      '`^Z` takes back a command, `F4` shows the map, `F3` follows the last packet, `F7` begins afresh.',
    ],
    words:
      '`:undo` takes back a command, `:map` tells the map, `:why` follows the last packet, `:restart` begins afresh.',
  },
  keys: {
    progress: 'progress',
    help: 'help',
    hint: 'hint',
    why: 'why',
    map: 'map',
    changes: 'what changed',
    glossary: 'look up a word (:find)',
    answer: 'answer',
    restart: 'begin again',
    zoom: 'wide shell',
    language: '한국어',
    undo: 'take back',
    redo: 'do again',
    menu: 'menu',
    quit: 'quit',
    complete: 'complete',
    history: 'search history',
    scrollLesson: 'lesson',
    scrollShell: 'scroll the shell',
    interrupt: 'stop the program',
    eof: 'end of input',
    next: 'go on',
    back: 'read the step before',
    choose: 'choose',
    open: 'open',
    close: 'close',
    refresh: 'draw the screen again',
    skip: 'go on without solving',
  },
  help: {
    keys: 'Keys',
    commands: 'Or type',
    editing: 'At the prompt: ^A ^E ^B ^F M-b M-f move, ^W ^U ^K ^Y cut and paste, Up and Down recall, ^L clears.',
    files: 'nano FILE edits a file of the lab.',
    about: 'Commands that are not simulated say so and exit with 99.',
    close: 'Esc closes this.',
    unknown: (word: string) => `There is no ":${word}".`,
    meant: (word: string) => `Did you mean ":${word}"?`,
  },
  host: {
    keptIn: (path: string) => `Your progress is in ${path}`,
    broken: (path: string) => `The progress file could not be read. It was kept as ${path}, and a new one begun.`,
    newer: (path: string) =>
      `The progress file was written by a newer version. It was kept as ${path}, and a new one begun.`,
    notSaved: (why: string) =>
      `Progress could not be saved: ${why}. You can go on; it is tried again after each command.`,
    noLessons: 'No lessons were found beside the program.',
    noSuchLesson: (id: string) => `There is no lesson "${id}".`,
    noSuchStep: (lesson: string, id: string) => `The lesson "${lesson}" has no step "${id}".`,
    didYouMean: (word: string) => `Did you mean "${word}"?`,
    unknownCommand: (word: string) => `There is no command "${word}".`,
    unknownOption: (word: string) => `There is no option "${word}".`,
    needsValue: (option: string) => `${option} wants a value.`,
    badLang: (value: string) => `There is no language "${value}": use en or ko.`,
    badImages: (value: string) => `There are no images "${value}": use real or stand-in.`,
    cannotWrite: (path: string, why: string) => `Cannot write ${path}: ${why}`,
    tooMany: (word: string) => `"${word}" is one word too many.`,
    seeHelp: 'dockernet-course --help lists what there is.',
    forgotten: (what: string) => `Forgotten: ${what}.`,
    everything: 'everything',
    imported: (steps: number) => `Taken over: ${plural(steps, 'finished step', 'finished steps')}.`,
    cannotRead: (path: string, why: string) => `Cannot read ${path}: ${why}`,
    notProgress: (path: string) => `${path} is not an exported progress file.`,
    crashed: 'Something in dockernet-course itself failed; your progress is saved. The error was:',
    bye: 'Until next time.',
    nodeTooOld: (version: string) => `dockernet-course needs Node 20 or later; this is ${version}.`,
  },
  support: {
    compared: {
      commands: 'Docker commands, compared with recordings of Docker 28.5.2 (flag by flag: docs/supported.md):',
      programs: 'Other programs, compared with recordings of the real ones, by package:',
      drivers: 'Network drivers, compared with recordings:',
    },
    source: {
      commands: "Docker commands that follow Docker's source, not compared:",
      programs: 'Other programs that follow their documentation, not compared, by package:',
      others: "Also from Docker's source and the kernel's documentation, not compared:",
    },
    not: {
      commands: 'Docker commands with their grammar and help, which answer "not simulated":',
      programs: 'Programs that exist and answer "not simulated":',
    },
    uncompared: ['service VIPs and the routing mesh', 'VLAN sub-interfaces', 'ESP and the keys of encrypted overlays'],
    otherwise: 'What is not simulated says so and exits with status 99.',
  },
  usage: `Usage: dockernet-course [COMMAND] [OPTIONS]

Learn Docker networking in your terminal: real commands, a faithful model of
Docker 28.5.2, no Docker needed.

Commands:
  (none)                  the menu, or go on where you were
  start [LESSON[/STEP]]   open a lesson, at a step if you like
  list                    the lessons
  progress                what is done
  incident [ID]           the incident of the day, or one of the list
  review                  drills that are due, in fresh words
  sandbox                 an empty host, no task
  reset [LESSON]          forget a lesson's progress, or all of it
  export [FILE]           write the progress to a file or to the output
  import FILE             take over exported progress
  glossary [WORD]         words and commands, with the step that explains each
  exec [FILE]             play a scenario in a fresh world (--json, --images)
  verify [LESSON...]      check lessons (--json, --translated)
  help support            what is simulated, and what says that it is not

Options:
  --lang en|ko            language of the course
  --plain                 linear text, no redraws (for screen readers, pipes)
  --no-color              no colours
  --ascii                 borders in ASCII, where lines come out crooked
  --data-dir DIR          where progress is kept
  --json                  exec, verify, list, progress: output for machines
  --images real|stand-in  exec: catalogue of images
  -h, --help              this text
  -v, --version           the version
`,
};

/** What a language must have. */
export type Catalogue = typeof en;
