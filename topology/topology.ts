import { deadLetterTopics, inputOfDeadLetters, type TopicName, topics } from './topics.ts';
import type { ServiceDeclaration, ToolDeclaration, Topology } from './types.ts';

export { deadLetterTopicOf, inputOfDeadLetters, subjectOf, type TopicName } from './topics.ts';

const services = {
  identity: {
    description: 'Says who is who: turns worker events into members and alias links.',
    inputs: ['raw.hris'],
    outputs: [
      'marketplace.member',
      'identity.link',
      'identity.audit',
      'identity.worker',
      'identity.group',
      'raw.hris.dlq',
      'ops.ledger',
    ],
    lookups: [],
    probe_port: 9401,
  },
  learning: {
    description: 'Turns xAPI statements into completions, scores, skills and credentials.',
    inputs: ['raw.xapi', 'learning.voided'],
    outputs: [
      'marketplace.completion',
      'marketplace.score',
      'marketplace.skill',
      'marketplace.credential',
      'learning.statement',
      'learning.registration',
      'identity.unresolved',
      'identity.hold',
      'raw.xapi.dlq',
      'learning.voided.dlq',
      'ops.ledger',
    ],
    lookups: ['identity.link'],
    probe_port: 9402,
  },
  enrollment: {
    description: 'Keeps the standing of each member in each course, and says where enrollment and learning disagree.',
    inputs: ['raw.enrollment', 'marketplace.completion', 'enrollment.resolved'],
    outputs: [
      'enrollment.resolved',
      'enrollment.journal',
      'marketplace.enrollment',
      'marketplace.enrollment-drift',
      'identity.unresolved',
      'identity.hold',
      'raw.enrollment.dlq',
      'marketplace.completion.dlq',
      'enrollment.resolved.dlq',
      'ops.ledger',
    ],
    lookups: ['identity.link'],
    probe_port: 9403,
  },
  resolution: {
    description:
      'Sends parked records back, in order, when their link arrives, an operator recalls them or their deadline passes.',
    inputs: ['identity.unresolved', 'identity.link', 'ops.recall'],
    outputs: [
      'raw.xapi',
      'raw.enrollment',
      'identity.waiting',
      'identity.unresolved.dlq',
      'identity.link.dlq',
      'ops.recall.dlq',
      'ops.ledger',
    ],
    lookups: ['identity.link'],
    probe_port: 9404,
  },
  voiding: {
    description: 'Takes back what voided statements led to.',
    inputs: ['learning.statement'],
    outputs: [
      'marketplace.completion',
      'marketplace.score',
      'marketplace.skill',
      'marketplace.credential',
      'learning.voided',
      'voiding.statement',
      'learning.statement.dlq',
      'ops.ledger',
    ],
    lookups: [],
    probe_port: 9405,
  },
  profile: {
    description: 'Keeps what all evidence together says of each skill of a member.',
    inputs: ['marketplace.skill', 'marketplace.member', 'skill.news'],
    outputs: [
      'skill.news',
      'skill.member',
      'skill.evidence',
      'marketplace.skill-profile',
      'marketplace.skill.dlq',
      'marketplace.member.dlq',
      'skill.news.dlq',
      'ops.ledger',
    ],
    lookups: [],
    probe_port: 9406,
  },
} as const satisfies Record<string, ServiceDeclaration<TopicName>>;

export type ServiceName = keyof typeof services;

const tools = {
  'dead-letters': {
    description: 'Lists dead letters and sends them back to their input.',
    inputs: deadLetterTopics,
    outputs: [
      // What is sent to a compacted topic replaces the newest of its key, what is sent to a topic that others read is read by
      // all of them again, and news of skills must come in order, so nothing goes back there.
      ...deadLetterTopics
        .map(inputOfDeadLetters)
        .filter(
          (input) => topics[input].cleanup !== 'compact' && !input.startsWith('marketplace.') && input !== 'skill.news',
        ),
      'ops.replay',
    ],
  },
  parked: {
    description: 'Shows the records that wait for their person, and asks for them to be read anew.',
    inputs: ['identity.waiting', 'identity.unresolved'],
    outputs: ['ops.recall'],
  },
} as const satisfies Record<string, ToolDeclaration<TopicName>>;

/** What flows where. Everything else — provisioning, documentation, container files — is derived from this value. */
export const topology: Topology<TopicName, ServiceName> = { topics, services, tools };
