import { write } from '../../../os/index.ts';
import { notSimulated } from '../format/index.ts';
import { bool, CliError, command, duration } from '../grammar/index.ts';
import { rawOpt } from '../opts/index.ts';

const ONLY_ROTATING = ['ca-cert', 'ca-key', 'cert-expiry', 'external-ca'] as const;

/** docker swarm ca; cli/command/swarm/ of docker/cli. */
export const ca = command({
  use: 'ca [OPTIONS]',
  short: 'Display and rotate the root CA',
  needs: 'manager',
  flags: {
    'ca-cert': rawOpt('pem-file', 'Path to the PEM-formatted root CA certificate to use for the new cluster'),
    'ca-key': rawOpt('pem-file', 'Path to the PEM-formatted root CA key to use for the new cluster'),
    'cert-expiry': duration('Validity period for node certificates (ns|us|ms|s|m|h) (default 2160h0m0s)'),
    detach: bool('Exit immediately instead of waiting for the root rotation to converge', { short: 'd' }),
    'external-ca': rawOpt('external-ca', 'Specifications of one or more certificate signing endpoints'),
    quiet: bool('Suppress progress output', { short: 'q' }),
    rotate: bool('Rotate the swarm CA - if no certificate or key are provided, new ones will be generated'),
  },

  *run({ flags, changed, daemon }) {
    const alone = flags.rotate ? undefined : ONLY_ROTATING.find((flag) => changed(flag));
    if (alone !== undefined) throw new CliError(`\`--${alone}\` flag requires the \`--rotate\` flag to update the CA`);
    const { TLSInfo, Spec } = daemon.swarmInspect();
    if (!flags.rotate) {
      yield* write(TLSInfo.TrustRoot);
      return 0;
    }
    const own = (['ca-cert', 'ca-key', 'external-ca'] as const).find((flag) => changed(flag));
    if (own !== undefined) throw notSimulated(`docker swarm ca --rotate --${own}`);
    if (!flags.detach) throw notSimulated('docker swarm ca --rotate', 'docker swarm ca --rotate --detach');
    daemon.swarmUpdate({
      ...Spec,
      CAConfig: {
        NodeCertExpiry: changed('cert-expiry') ? flags['cert-expiry'] : Spec.CAConfig.NodeCertExpiry,
        ForceRotate: (Spec.CAConfig.ForceRotate ?? 0) + 1,
      },
    });
    return 0;
  },
});
