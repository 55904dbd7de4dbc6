import { type Der, oid, oidText, sequence, setOf, TAG, text, textIn } from './der.ts';

/** A distinguished name: attributes in their order; X.501. */
export type Name = readonly (readonly [type: string, value: string])[];

/** Attributes by their short names, as openssl(1) has them. */
const TYPES: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  SN: '2.5.4.4',
  serialNumber: '2.5.4.5',
  C: '2.5.4.6',
  L: '2.5.4.7',
  ST: '2.5.4.8',
  street: '2.5.4.9',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  title: '2.5.4.12',
  GN: '2.5.4.42',
  emailAddress: '1.2.840.113549.1.9.1',
  UID: '0.9.2342.19200300.100.1.1',
  DC: '0.9.2342.19200300.100.1.25',
};

/** Whether openssl(1) knows an attribute of this name. */
export const knownType = (type: string): boolean => type in TYPES;

const CHARACTERS: Readonly<Record<string, number>> = {
  C: TAG.printable,
  serialNumber: TAG.printable,
  emailAddress: TAG.ia5,
  DC: TAG.ia5,
};

/** The name in DER. */
export function nameDer(name: Name): Uint8Array {
  const attribute = ([type, value]: Name[number]) =>
    setOf(sequence(oid(TYPES[type] ?? type), text(CHARACTERS[type] ?? TAG.utf8, value)));
  return sequence(...name.map(attribute));
}

/** Reads a name. */
export function readName(value: Der | undefined): Name {
  return (value?.inside ?? []).flatMap((set) =>
    set.inside.map((attribute) => {
      const dotted = oidText(attribute.inside[0]);
      const short = Object.keys(TYPES).find((t) => TYPES[t] === dotted) ?? dotted;
      return [short, textIn(attribute.inside[1])] as const;
    }),
  );
}

/** `C=KR, O=Lab, CN=web.test`, as openssl(1) 3.x prints it, or as its -nameopt has it. */
export function nameText(name: Name, style: 'default' | 'oneline' | 'RFC2253' = 'default'): string {
  if (style === 'default') return name.map(([type, value]) => `${type}=${value}`).join(', ');
  if (style === 'oneline') return name.map(([t, v]) => `${t} = ${/[,+"\\<>;]/.test(v) ? `"${v}"` : v}`).join(', ');
  return name
    .map(([type, value]) => `${type}=${value.replace(/[,+"\\<>;]/g, '\\$&')}`)
    .reverse()
    .join(',');
}

/** Whether two names are the same. */
export const sameName = (a: Name, b: Name): boolean => JSON.stringify(a) === JSON.stringify(b);
