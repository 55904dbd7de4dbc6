import type { Reader } from '../../base/index.ts';
import type { Backend, Config, Frontend } from './model.ts';
import { stateOf, usable } from './state.ts';

/** Columns of the statistics in CSV, as far as their first hundred go; HAProxy management guide 9.1. */
const COLUMNS =
  'pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,status,weight,act,bck,chkfail,chkdown,lastchg,downtime,qlimit,pid,iid,sid,throttle,lbtot,tracked,type,rate,rate_lim,rate_max,check_status,check_code,check_duration,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,hanafail,req_rate,req_rate_max,req_tot,cli_abrt,srv_abrt,comp_in,comp_out,comp_byp,comp_rsp,lastsess,last_chk,last_agt,qtime,ctime,rtime,ttime,agent_status,agent_code,agent_duration,check_desc,agent_desc,check_rise,check_fall,check_health,agent_rise,agent_fall,agent_health,addr,cookie,mode,algo'.split(
    ',',
  );

type Row = Readonly<Record<string, string | number>>;

function csv(rows: readonly Row[]): string {
  return [`# ${COLUMNS.join(',')},`, ...rows.map((r) => `${COLUMNS.map((c) => r[c] ?? '').join(',')},`), ''].join('\n');
}

/** `;csv` behind the address of the statistics. */
export function statsCsv(r: Reader, config: Config): string {
  const rows: Row[] = [];
  const ids = new Map<string, number>();
  const idOf = (name: string) => ids.get(name) ?? ids.set(name, ids.size + 1).get(name) ?? 0;
  for (const f of config.frontends.filter((x) => !config.backends[x.name]?.frontendToo))
    rows.push(frontendRow(f, idOf(f.name)));
  for (const b of Object.values(config.backends)) {
    const f = b.frontendToo ? config.frontends.find((x) => x.name === b.name) : undefined;
    if (f) rows.push(frontendRow(f, idOf(f.name)));
    rows.push(...backendRows(r, config, b, idOf(b.name)));
  }
  return csv(rows);
}

function frontendRow(f: Frontend, iid: number): Row {
  return {
    pxname: f.name,
    svname: 'FRONTEND',
    scur: 0,
    smax: 1,
    slim: 9990,
    stot: 0,
    bin: 0,
    bout: 0,
    dreq: 0,
    dresp: 0,
    ereq: 0,
    status: 'OPEN',
    pid: 1,
    iid,
    sid: 0,
    type: 0,
    mode: f.mode,
  };
}

function backendRows(r: Reader, config: Config, b: Backend, iid: number): readonly Row[] {
  const state = stateOf(r, config, b);
  const common = { pxname: b.name, qcur: 0, qmax: 0, pid: 1, iid, mode: b.mode };
  const servers = b.servers.map((s, i): Row => {
    const own = state.servers[i];
    const status = own?.lost
      ? 'MAINT (resolution)'
      : !s.check
        ? 'no check'
        : own?.up
          ? own.against > 0 && own.lastCheck !== 'INI'
            ? `UP ${s.fall - own.against}/${s.fall}`
            : 'UP'
          : (own?.against ?? 0) > 0
            ? `DOWN ${own?.against}/${s.rise}`
            : 'DOWN';
    return {
      ...common,
      svname: s.name,
      scur: own?.sessions ?? 0,
      stot: own?.total ?? 0,
      econ: own?.errors ?? 0,
      status,
      weight: s.weight,
      act: s.backup ? 0 : 1,
      bck: s.backup ? 1 : 0,
      sid: i + 1,
      lbtot: own?.total ?? 0,
      type: 2,
      check_status: own?.lost ? '' : (own?.lastCheck ?? ''),
    };
  });
  const up = usable(state, b);
  const total = state.servers.reduce((sum, s) => sum + s.total, 0);
  const open = up.length > 0 || b.servers.length === 0;
  return [
    ...servers,
    {
      ...common,
      svname: 'BACKEND',
      scur: 0,
      stot: total,
      status: open ? 'UP' : 'DOWN',
      weight: up.length,
      act: up.length,
      bck: 0,
      sid: 0,
      lbtot: total,
      type: 1,
    },
  ];
}

/** The page for people: what the CSV says, as a table. */
export function statsPage(r: Reader, config: Config): string {
  const cells = ['pxname', 'svname', 'status', 'weight', 'stot'];
  const rows = statsCsv(r, config)
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map((line) => {
      const values = line.split(',');
      return `<tr>${cells.map((c) => `<td>${values[COLUMNS.indexOf(c)] ?? ''}</td>`).join('')}</tr>`;
    });
  return `<!DOCTYPE html>\n<html lang="en"><head><title>Statistics Report for HAProxy</title></head>\n<body><h1>HAProxy version 3.2.26-1</h1>\n<h2>Statistics Report for pid 1</h2>\n<table>\n<tr>${cells.map((c) => `<th>${c}</th>`).join('')}</tr>\n${rows.join('\n')}\n</table>\n</body></html>\n`;
}
