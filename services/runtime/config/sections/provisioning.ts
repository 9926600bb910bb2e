import { flag, text } from '../kinds.ts';
import { defaulted, defineSection } from '../variable.ts';

/** What provisioning makes beside topics and subjects. */
export interface ProvisioningSettings {
  /** Null where ACLs are somebody else's business, or the cluster has no authorizer. */
  readonly acls: null | {
    /** First part of the principals of services, tools and neighbours, such as `User:skillstream-`. */
    readonly principal_prefix: string;
  };
}

/** Settings of `topology plan` and `topology apply`. */
export const provisioning = defineSection({
  title: 'Provisioning',
  variables: {
    TOPOLOGY_ACLS: defaulted(flag, 'false', {
      description:
        'Whether `topology plan` and `topology apply` also look after the ACLs of the cluster. It needs an authorizer, and ' +
        'rights to alter ACLs.',
    }),
    TOPOLOGY_ACL_PRINCIPAL_PREFIX: defaulted(
      text(/^User:[^\s*][^\s*,]{2,200}$/, '`User:` and at least three characters, no spaces, asterisks or commas'),
      'User:skillstream-',
      {
        description:
          'What all principals of this project begin with; the name of the service, tool or neighbour follows. ACLs of ' +
          'other principals are left alone; those of such principals that the topology does not ask for are removed.',
      },
    ),
  },
  build: (values): ProvisioningSettings => ({
    acls: values.TOPOLOGY_ACLS ? { principal_prefix: values.TOPOLOGY_ACL_PRINCIPAL_PREFIX } : null,
  }),
});
