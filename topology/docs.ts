import { subjectOf, type TopicName } from './topology.ts';
import type { Audience, ServiceDeclaration, TopicDeclaration, Topology } from './types.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const YEAR_MS = 365 * DAY_MS;

/** `docs/topics.md`: the topics, the services and how records flow between them. */
export const renderTopicsDoc = (topology: Topology): string =>
  [
    '# Topics and services',
    'Generated from `topology/` by `npm run generate`; do not edit.',
    '## Flow',
    'Every input has a dead-letter topic, and every service writes `ops.ledger`; both are left out here, as are tools. ' +
      'Dotted arrows are look-ups; internal topics have dashed borders.',
    renderFlow(topology),
    '## Public topics',
    renderTopics(topology, 'public'),
    '## Internal topics',
    'State and intermediate steps of one service. They may change without notice; nobody else should read them.',
    renderTopics(topology, 'internal'),
    '## Services',
    renderServices(topology),
    '## Tools',
    'Commands that operators run; see [runbooks.md](runbooks.md).',
    renderTools(topology),
    '## Exporters',
    'Processes that measure the others; see [runbooks.md](runbooks.md).',
    renderExporters(topology),
    '## Neighbours',
    'What others may read and write. [security.md](security.md) says how rights are given.',
    renderNeighbours(topology),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');

const topicsOf = (topology: Topology): [string, TopicDeclaration][] => Object.entries(topology.topics);
const servicesOf = (topology: Topology): [string, ServiceDeclaration][] => Object.entries(topology.services);

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');

const renderTopics = (topology: Topology, audience: Audience): string =>
  table(
    ['topic', 'what it is', 'key', 'value', 'partitions', 'kept', 'owner'],
    topicsOf(topology)
      .filter(([, topic]) => topic.audience === audience)
      .map(([name, topic]) => [
        code(name),
        topic.description,
        topic.key,
        topic.schema === null ? 'bytes of the input' : `[${subjectOf(name as TopicName)}](../schemas/${topic.schema})`,
        String(topic.partitions),
        kept(topic),
        topic.owner,
      ]),
  );

const renderServices = (topology: Topology): string =>
  table(
    ['service', 'what it does', 'reads', 'looks up', 'writes', 'probe port'],
    servicesOf(topology).map(([name, service]) => [
      code(name),
      service.description,
      service.inputs.map(code).join(', '),
      service.lookups.map(code).join(', '),
      service.outputs.map(code).join(', '),
      String(service.probe_port),
    ]),
  );

const renderTools = ({ tools }: Topology): string =>
  table(
    ['tool', 'what it does', 'reads', 'writes'],
    Object.entries(tools).map(([name, { description, inputs, outputs, lookups = [] }]) => [
      code(name),
      description,
      [...inputs, ...lookups].map(code).join(', '),
      outputs.map(code).join(', '),
    ]),
  );

const renderNeighbours = ({ neighbours }: Topology): string =>
  table(
    ['neighbour', 'who it is', 'reads', 'writes'],
    Object.entries(neighbours).map(([name, { description, reads, writes }]) => [
      code(name),
      description,
      reads.map(code).join(', '),
      writes.map(code).join(', '),
    ]),
  );

const renderExporters = ({ exporters }: Topology): string =>
  table(
    ['exporter', 'what it does', 'probe port'],
    Object.entries(exporters).map(([name, { description, probe_port }]) => [
      code(name),
      description,
      String(probe_port),
    ]),
  );

/** How long records stay, in words. */
const kept = ({ cleanup, retention_ms }: TopicDeclaration): string => {
  if (cleanup === 'compact' || retention_ms === null) return 'newest of each key';
  return retention_ms % YEAR_MS === 0 ? count(retention_ms / YEAR_MS, 'year') : count(retention_ms / DAY_MS, 'day');
};

const renderFlow = (topology: Topology): string => {
  const isShown = (topic: string): boolean => !topic.startsWith('ops.') && !topic.endsWith('.dlq');
  const topics = topicsOf(topology).filter(([name]) => isShown(name));
  const services = servicesOf(topology);
  return [
    '```mermaid',
    'flowchart LR',
    ...services.map(([name]) => `  ${nodeOf('service', name)}(["${name}"])`),
    ...topics.map(
      ([name, { audience }]) =>
        `  ${nodeOf('topic', name)}[("${name}")]${audience === 'internal' ? ':::internal' : ''}`,
    ),
    ...services.flatMap(([name, { inputs, outputs, lookups }]) => [
      ...lookups.map((lookup) => `  ${nodeOf('topic', lookup)} -.-> ${nodeOf('service', name)}`),
      ...inputs.filter(isShown).map((input) => `  ${nodeOf('topic', input)} --> ${nodeOf('service', name)}`),
      ...outputs.filter(isShown).map((output) => `  ${nodeOf('service', name)} --> ${nodeOf('topic', output)}`),
    ]),
    '  classDef internal stroke-dasharray: 4 3',
    '```',
  ].join('\n');
};

/** Mermaid takes letters, digits and underscores in the names of nodes. */
const nodeOf = (kind: 'topic' | 'service', name: string): string => `${kind}_${name.replaceAll(/\W/g, '_')}`;

const code = (text: string): string => `\`${text}\``;
const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
