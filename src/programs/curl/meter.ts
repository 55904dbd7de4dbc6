/** What the progress meter counts. */
export interface Progress {
  readonly total: number;
  readonly received: number;
  readonly sent: number;
  readonly toSend: number;
  readonly ms: number;
}

/** The heading of the progress meter of curl 8.23. */
export const METER_HEAD =
  '  % Total    % Received % Xferd  Average Speed  Time    Time    Time   Current\n                                 Dload  Upload  Total   Spent   Left   Speed\n';

/** One line of the meter; a carriage return before it writes over the one before. */
export function meterLine(p: Progress): string {
  const whole = p.total + p.toSend;
  const percent = (part: number, of: number) => (of === 0 ? 0 : Math.floor((part * 100) / of));
  const speed = (n: number) => (p.ms === 0 ? 0 : Math.floor((n * 1000) / p.ms));
  const cells = [
    String(percent(p.received + p.sent, whole)).padStart(3),
    amount(whole).padStart(6),
    String(percent(p.received, p.total)).padStart(3),
    amount(p.received).padStart(6),
    String(percent(p.sent, p.toSend)).padStart(3),
    amount(p.sent).padStart(6),
    amount(speed(p.received)).padStart(6),
    amount(speed(p.sent)).padStart(6),
    ...['', '', ''].map((t) => t.padStart(7)),
    '0'.padStart(6),
  ];
  return `\r${cells.join(' ')}`;
}

/** Five digits, or a number of k, M, G (1024) with as many decimals as fit. */
function amount(n: number): string {
  if (n < 100_000) return String(n);
  let value = n;
  for (const unit of ['k', 'M', 'G', 'T']) {
    value /= 1024;
    if (value < 100) return `${(Math.floor(value * 100) / 100).toFixed(2)}${unit}`;
    if (value < 1000) return `${(Math.floor(value * 10) / 10).toFixed(1)}${unit}`;
  }
  return `${Math.floor(value)}T`;
}
