import type { Broken } from './session.ts';

/** Alerts in the words of OpenSSL's error strings; their codes are 1000 and more. */
const ALERTS: Readonly<Record<number, string>> = {
  40: 'ssl/tls alert handshake failure',
  42: 'ssl/tls alert bad certificate',
  45: 'ssl/tls alert certificate expired',
  46: 'ssl/tls alert certificate unknown',
  48: 'tlsv1 alert unknown ca',
  70: 'tlsv1 alert protocol version',
  80: 'tlsv1 alert internal error',
  112: 'tlsv1 unrecognized name',
  116: 'tlsv13 alert certificate required',
};

/** Why a handshake failed as ERR_error_string(3) tells it: `error:0A00010B:SSL routines::wrong version number`. */
export function errorText(why: Exclude<Broken, 'reset' | 'timeout'> | { readonly own: number }): string {
  if (why === 'eof') return 'error:0A000126:SSL routines::unexpected eof while reading';
  if (why === 'unable') return 'error:0A0000BF:SSL routines::no protocols available';
  if ('plain' in why) return 'error:0A00010B:SSL routines::wrong version number';
  if ('own' in why) return 'error:0A000086:SSL routines::certificate verify failed';
  const code = (1000 + why.alert).toString(16).toUpperCase();
  return `error:0A000${code}:SSL routines::${ALERTS[why.alert] ?? 'reason(0)'}`;
}
