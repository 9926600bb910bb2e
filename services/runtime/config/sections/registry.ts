import { anyText, flag, httpUrl, milliseconds, pemFile } from '../kinds.ts';
import { defaulted, defineSection, optional, required } from '../variable.ts';
import { passwordVariables, pickCredentials } from './credentials.ts';
import { checkPlaintext } from './plaintext.ts';

/** Connection to the schema registry. */
export interface RegistrySettings {
  /** Without user info and without a slash at the end. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  /** Text of a PEM file; without it the certificates that Node.js trusts. */
  readonly ca?: string;
  /** How long one question may take. */
  readonly timeout_ms: number;
}

/** `SCHEMA_REGISTRY_*`. */
export const registry = defineSection({
  title: 'Schema registry',
  variables: {
    SCHEMA_REGISTRY_URL: required(httpUrl, {
      description: 'Address of the API that Confluent registries have, with its path if it has one.',
      example: 'http://localhost:8081/apis/ccompat/v7',
      secret: true,
    }),
    SCHEMA_REGISTRY_USERNAME: optional(anyText, {
      description: 'User name for basic authentication, when it is not in the URL.',
    }),
    SCHEMA_REGISTRY_PASSWORD: optional(anyText, {
      description: 'Password for basic authentication, when it is not in the URL.',
      secret: true,
    }),
    SCHEMA_REGISTRY_CA_FILE: optional(pemFile, {
      description: 'Certificates that sign that of the registry. Without it, the ones that Node.js trusts.',
    }),
    SCHEMA_REGISTRY_ALLOW_PLAINTEXT: defaulted(flag, 'false', {
      description:
        'Lets the password be sent over http. Otherwise that is refused, but for a registry on this machine.',
    }),
    SCHEMA_REGISTRY_TIMEOUT_MS: defaulted(milliseconds(100, 60_000), '5000', {
      description: 'How long one question to the registry may take.',
    }),
  },
  build: (values, report): RegistrySettings => {
    const { url, tls, username, password } = values.SCHEMA_REGISTRY_URL;
    const ca = values.SCHEMA_REGISTRY_CA_FILE;
    if (ca !== undefined && !tls) {
      report.fault({
        variable: 'SCHEMA_REGISTRY_CA_FILE',
        problem: 'is set without TLS',
        expected: 'an https:// URL with it',
      });
    }
    const own = { username: values.SCHEMA_REGISTRY_USERNAME, password: values.SCHEMA_REGISTRY_PASSWORD };
    checkPlaintext(
      {
        // A user name alone may be a token.
        variables: passwordVariables('SCHEMA_REGISTRY', { username, password: password ?? username }, own),
        encrypted: tls,
        hosts: [new URL(url).hostname.replace(/^\[|\]$/g, '')],
      },
      {
        permitted: values.SCHEMA_REGISTRY_ALLOW_PLAINTEXT,
        permission: 'SCHEMA_REGISTRY_ALLOW_PLAINTEXT',
        encryption: 'an https:// URL with it',
      },
      report,
    );
    return {
      url,
      ...pickCredentials('SCHEMA_REGISTRY', { username, password }, own, report),
      ...(ca === undefined ? {} : { ca }),
      timeout_ms: values.SCHEMA_REGISTRY_TIMEOUT_MS,
    };
  },
});
