import { atLeast, bool, command, exactly, list, noun, string } from '../grammar/index.ts';

const inspect = command({
  use: 'inspect IMAGE[:TAG] [IMAGE[:TAG]...]',
  short: 'Return low-level information about keys and signatures',
  args: atLeast(1),
  flags: {
    pretty: bool('Print the information in a human friendly format'),
  },
});

const keyGenerate = command({
  use: 'generate NAME',
  short: 'Generate and load a signing key-pair',
  args: exactly(1),
  flags: {
    dir: string('Directory to generate key in, defaults to current directory'),
  },
});

const keyLoad = command({
  use: 'load [OPTIONS] KEYFILE',
  short: 'Load a private key file for signing',
  args: exactly(1),
  flags: {
    name: string('Name for the loaded key', { default: 'signer' }),
  },
});

const revoke = command({
  use: 'revoke [OPTIONS] IMAGE[:TAG]',
  short: 'Remove trust for an image',
  args: exactly(1),
  flags: {
    yes: bool('Do not prompt for confirmation', { short: 'y' }),
  },
});

const sign = command({
  use: 'sign IMAGE:TAG',
  short: 'Sign an image',
  args: exactly(1),
  flags: {
    local: bool('Sign a locally tagged image'),
  },
});

const signerAdd = command({
  use: 'add OPTIONS NAME REPOSITORY [REPOSITORY...] ',
  short: 'Add a signer',
  args: atLeast(2),
  flags: {
    key: list("Path to the signer's public key file"),
  },
});

const signerRemove = command({
  use: 'remove [OPTIONS] NAME REPOSITORY [REPOSITORY...]',
  short: 'Remove a signer',
  args: atLeast(2),
  flags: {
    force: bool('Do not prompt for confirmation before removing the most recent signer', { short: 'f' }),
  },
});

const key = noun('key', 'Manage keys for signing Docker images', [keyGenerate, keyLoad]);
const signer = noun('signer', 'Manage entities who can sign Docker images', [signerAdd, signerRemove]);

/** docker trust: its grammar only. */
export const trust = noun('trust', 'Manage trust on Docker images', [inspect, key, revoke, sign, signer]);
