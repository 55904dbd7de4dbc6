import { base64Bytes, base64Of } from '../base/index.ts';

/** What stands between two lines of a PEM file; RFC 7468. */
export interface Pem {
  readonly label: string;
  readonly der: Uint8Array;
}

/** `-----BEGIN LABEL-----`, base64 in lines of 64, `-----END LABEL-----`. */
export function pem({ label, der }: Pem): string {
  const lines = base64Of(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** All that a file holds; other text between is passed over. */
export function pemBlocks(text: string): readonly Pem[] {
  return [...text.matchAll(/^-----BEGIN ([A-Z0-9 ]+)-----\s*\n([^-]*)-----END \1-----/gm)].map(([, label, body]) => ({
    label: label ?? '',
    der: base64Bytes(body ?? ''),
  }));
}
