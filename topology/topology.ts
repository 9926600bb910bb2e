import { deadLetterTopics, inputOfDeadLetters, resubmissionTopicOf, type TopicName, topics } from './topics.ts';
import type {
  ExporterDeclaration,
  NeighbourDeclaration,
  ServiceDeclaration,
  ToolDeclaration,
  Topology,
} from './types.ts';

export {
  deadLetterTopicOf,
  inputOfDeadLetters,
  isResubmitted,
  isWrittenByUs,
  originInputOf,
  resubmissionTopicOf,
  subjectOf,
  type TopicName,
} from './topics.ts';

/** Topics that the engine itself writes and reads back, in every service. */
export const ENGINE_TOPICS = [
  'ops.ledger',
  'ops.position',
  'ops.shared-setting',
] as const satisfies readonly TopicName[];

const services = {
  identity: {
    description: 'Says who is who: turns worker events into members and alias links.',
    inputs: ['raw.hris', 'identity.resubmission-repartition'],
    outputs: [
      'marketplace.member',
      'identity.link',
      'identity.audit',
      'identity.worker',
      'identity.group',
      'raw.hris.dlq',
      'ops.ledger',
      'ops.position',
      'ops.shared-setting',
    ],
    lookups: [],
    tables: ['identity.worker', 'identity.group', 'identity.link', 'marketplace.member'],
    probe_port: 9401,
  },
  learning: {
    description: 'Turns xAPI statements into completions, scores, skills and credentials.',
    inputs: ['raw.xapi', 'learning.resubmission-repartition', 'learning.voided'],
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
      'ops.position',
      'ops.shared-setting',
    ],
    lookups: ['identity.link'],
    tables: ['learning.registration', 'identity.hold'],
    probe_port: 9402,
  },
  enrollment: {
    description: 'Keeps the standing of each member in each course, and says where enrollment and learning disagree.',
    inputs: ['raw.enrollment', 'enrollment.resubmission-repartition', 'marketplace.completion', 'enrollment.resolved'],
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
      'ops.position',
      'ops.shared-setting',
    ],
    lookups: ['identity.link'],
    tables: ['enrollment.journal', 'identity.hold'],
    probe_port: 9403,
  },
  resolution: {
    description:
      'Releases parked records, in order, when their link arrives, an operator recalls them or their deadline passes.',
    inputs: ['identity.unresolved', 'identity.link', 'ops.recall'],
    outputs: [
      'learning.resubmission-repartition',
      'enrollment.resubmission-repartition',
      'identity.waiting',
      'identity.unresolved.dlq',
      'identity.link.dlq',
      'ops.recall.dlq',
      'ops.ledger',
      'ops.position',
      'ops.shared-setting',
    ],
    lookups: ['identity.link'],
    tables: ['identity.waiting'],
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
      'ops.position',
      'ops.shared-setting',
    ],
    lookups: [],
    tables: ['voiding.statement'],
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
      'ops.position',
      'ops.shared-setting',
    ],
    lookups: [],
    tables: ['skill.evidence', 'skill.member'],
    probe_port: 9406,
  },
} as const satisfies Record<string, ServiceDeclaration<TopicName>>;

export type ServiceName = keyof typeof services;

const tools = {
  'dead-letters': {
    description: 'Lists dead letters and sends them back to the service that refused them.',
    inputs: deadLetterTopics,
    outputs: [
      // What is sent to a compacted topic replaces the newest of its key, what is sent to a topic that others read is read by
      // all of them again, and news of skills must come in order, so nothing goes back there.
      ...deadLetterTopics
        .map(inputOfDeadLetters)
        .filter(
          (input) => topics[input].cleanup !== 'compact' && !input.startsWith('marketplace.') && input !== 'skill.news',
        )
        .map(resubmissionTopicOf),
      'ops.replay',
    ],
    lookups: ['ops.replay', 'ops.shared-setting'],
  },
  parked: {
    description: 'Shows the records that wait for their person, and asks for them to be read anew.',
    inputs: ['identity.waiting', 'identity.unresolved'],
    outputs: ['ops.recall'],
  },
  'shared-settings': {
    description: 'Shows the settings that all instances share, and records a change of one.',
    inputs: ['ops.shared-setting'],
    outputs: ['ops.shared-setting'],
  },
  credentials: {
    description: 'Exports credentials as Open Badges.',
    inputs: ['marketplace.credential', 'marketplace.completion'],
    outputs: [],
    lookups: ['ops.shared-setting'],
  },
} as const satisfies Record<string, ToolDeclaration<TopicName>>;

const neighbours = {
  'lms-producer': {
    description: 'Learning systems, or what sends for them.',
    reads: [],
    writes: ['raw.xapi', 'raw.enrollment'],
  },
  'hr-producer': {
    description: 'HR systems, or what sends for them.',
    reads: [],
    writes: ['raw.hris'],
  },
  'marketplace-consumer': {
    description: 'The marketplace and others who consume what is published.',
    reads: (Object.keys(topics) as TopicName[]).filter(
      (name) => name.startsWith('marketplace.') && !deadLetterTopics.includes(name),
    ),
    writes: [],
    group_prefix: 'marketplace-',
  },
} as const satisfies Record<string, NeighbourDeclaration<TopicName>>;

const exporters = {
  'lag-exporter': {
    description: 'Measures how far the consumer groups of all services are behind, whether they run or not.',
    inputs: [...new Set<TopicName>(Object.values(services).flatMap(({ inputs }) => inputs))],
    watches_groups: 'skillstream.',
    probe_port: 9407,
  },
} as const satisfies Record<string, ExporterDeclaration<TopicName>>;

export type ExporterName = keyof typeof exporters;

/** What flows where. Everything else — provisioning, documentation, container files — is derived from this value. */
export const topology: Topology<TopicName, ServiceName, ExporterName> = {
  ...{ topics, services, tools, exporters, neighbours },
};
