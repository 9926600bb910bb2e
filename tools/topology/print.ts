import { formatAcl } from '../../topology/access.ts';
import type { Action, Plan } from '../../topology/plan.ts';

/** A plan for people: a line for each difference. */
export const describePlan = ({ actions, refusals }: Plan): string => {
  if (actions.length + refusals.length === 0) return 'nothing differs';
  const lines = [
    ...actions.map(describeAction),
    ...refusals.map(({ name, reason, what_to_do }) => `! ${name}: ${reason}. ${what_to_do}`),
  ];
  return [...lines, '', `${count(actions.length, 'change')}, ${refusals.length} refused`].join('\n');
};

const describeAction = (action: Action): string => {
  switch (action.kind) {
    case 'create_topic': {
      const config = Object.entries(action.desired.config).map(([name, value]) => `${name}=${value}`);
      return `+ topic ${action.topic}: ${[count(action.desired.partitions, 'partition'), ...config].join(', ')}`;
    }
    case 'configure_topic': {
      const changes = action.changes.map(({ setting, from, to }) => `${setting} ${from ?? 'unset'} → ${to}`);
      return `~ topic ${action.topic}: ${changes.join(', ')}`;
    }
    case 'set_compatibility':
      return `~ subject ${action.subject}: compatibility ${action.from ?? 'unset'} → ${action.to}`;
    case 'register_schema':
      return `+ schema ${action.subject}: ${action.schema}`;
    case 'create_acl':
      return `+ acl ${formatAcl(action.acl)}`;
    case 'delete_acl':
      return `- acl ${formatAcl(action.acl)}`;
  }
};

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
